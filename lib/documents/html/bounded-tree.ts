import { type Handler, Parser } from 'htmlparser2'
import { parseHTML } from 'linkedom'
import { Refusal } from '@/lib/documents/refusal'

/** Below this depth an element is left out and its text stays, since readers of a tree go down it step by step. */
const keptDepth = 150

/** What has no words of the page in it: programs, pictures, what is filled in or pressed. */
const dropped = new Set(
  'script style svg noscript template iframe object embed canvas audio video picture img button input select textarea dialog math link base'.split(
    ' ',
  ),
)

const keptAttributes = new Set([
  'id',
  'class',
  'role',
  'itemprop',
  'rel',
  'datetime',
  'lang',
  'dir',
  'name',
  'property',
  'content',
])
const maxAttributeChars = 500

/** `isCut`: of what is larger the beginning is read; else it is refused. */
export type TreeBounds = { maxElements: number; maxDepth: number; isCut: boolean }

/**
 * The tree of HTML without what cannot be read in it and what its readers cannot see, no deeper and no larger than can be worked
 * with: any HTML goes in, and takes time in proportion to its length. Addresses are gone, so nothing that is made of it can be asked for.
 */
export function toBoundedTree(
  html: string,
  { maxElements, maxDepth, isCut }: TreeBounds,
): { document: Document; elements: number } {
  const { document } = parseHTML('<!doctype html><html><head></head><body></body></html>')
  /** Where what is inside of each open element goes; `undefined` is nowhere. */
  const places: (Node | undefined)[] = [document.body]
  let held = ''
  let elements = 0
  let tags = 0
  const flush = () => {
    // In one piece: a page of signs would be a tree of pieces of text.
    if (held !== '') places.at(-1)?.appendChild(document.createTextNode(held))
    held = ''
  }
  const handler: Partial<Handler> = {
    onopentag(name, attributes) {
      tags += 1
      if (tags > maxElements) throw new Refusal('This file has more parts than can be read here. Add the part that you need.')
      if (places.length > maxDepth) throw new Refusal('This file is nested too deep to be read.')
      flush()
      const place = places.at(-1)
      if (!place || dropped.has(name) || isHidden(attributes)) {
        places.push(undefined)
      } else if (name === 'html' || name === 'body' || name === 'head') {
        places.push(name === 'head' ? document.head : document.body)
      } else if (places.length > keptDepth || !/^[a-z][a-z\d]*$/.test(name)) {
        places.push(place)
      } else {
        elements += 1
        // The first one is that of the page. In a feed each item has its own.
        const isTitle = name === 'title' && !document.querySelector('title')
        const at = isTitle || name === 'meta' ? document.head : place
        places.push(at.appendChild(toElement(document, name, attributes)))
      }
    },
    onclosetag() {
      flush()
      if (places.length > 1) places.pop()
    },
    ontext(text) {
      if (places.at(-1)) held += text
    },
  }
  try {
    new Parser(handler, { recognizeSelfClosing: /^\s*<\?xml\b/.test(html) }).end(html)
  } catch (error) {
    if (!(error instanceof Refusal && isCut)) throw error
  }
  flush()
  return { document, elements }
}

function toElement(document: Document, name: string, attributes: Record<string, string>): Element {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (keptAttributes.has(attribute)) element.setAttribute(attribute, value.slice(0, maxAttributeChars))
  }
  // Whether a link stays on its page tells a list of links from text; where it leads does not matter.
  const href = attributes['href']
  if (href !== undefined) element.setAttribute('href', href.startsWith('#') ? '#' : '/')
  return element
}

/** Whether an element is there and not to be seen, so that its text is not meant for people. */
const isHidden = ({ style = '', class: classes = '', hidden, 'aria-hidden': ariaHidden }: Record<string, string>): boolean =>
  hidden !== undefined ||
  ariaHidden === 'true' ||
  besideText.test(classes.slice(0, 2000)) ||
  /display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?!\.?\d*[1-9])/i.test(style.slice(0, 2000))

/** The names by which sites mark words beside the text: links to edit a section, and words for screen readers alone. */
const besideText = /(?:^|\s)(?:mw-editsection|mw-jump-link|noprint|sr-only|visually-hidden|skip-link)(?:\s|$)/
