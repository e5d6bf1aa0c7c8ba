import { isHidden } from './is-hidden'
import { Refusal } from './refusal'
import type { Section } from './sections'

/**
 * The text of a page of HTML, a section for each heading, read as a stream of tags. What a browser would not show as text, or
 * hides, is left out. Throws a `Refusal` for a page that is nested as no page is.
 */
export async function htmlToSections(html: string): Promise<Section[]> {
  const { Parser } = await import('htmlparser2')
  const sections: Section[] = []
  let text = ''
  let place: string | undefined
  /** The text of the heading that is being read. */
  let heading: string | undefined
  let depth = 0
  /** The depth of the element that is left out, with all in it. */
  let left: number | undefined
  let preformatted = 0
  /** Nothing is on the line yet, so spaces are not either. */
  let isAtStart = true
  const finish = () => {
    if (text.trim() !== '') sections.push({ text: tidy(text), ...(place && { place }) })
    text = ''
  }
  const add = (words: string) => {
    if (words !== '') isAtStart = words.endsWith('\n')
    if (heading === undefined) text += words
    else heading += words
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1
      if (depth > maxDepth) throw new Refusal('This page is nested too deep to be read.')
      if (left !== undefined) return
      if (leftOut.has(name) || isHidden(attributes)) {
        if (!isVoid.has(name)) left = depth
      } else if (/^h[1-6]$/.test(name)) {
        finish()
        heading = ''
      } else if (name === 'pre') {
        preformatted += 1
        add('\n')
      } else if (name === 'li') add('\n- ')
      else if (name === 'br') add('\n')
      else if (name === 'p') add('\n\n')
      else if (blocks.has(name) && name !== 'tr') add('\n')
    },
    ontext(words) {
      if (left !== undefined) return
      if (preformatted > 0) return add(words)
      const flowing = words.replace(/\s+/g, ' ')
      add(isAtStart ? flowing.trimStart() : flowing)
    },
    onclosetag(name) {
      if (left === depth) left = undefined
      else if (left === undefined) {
        if (/^h[1-6]$/.test(name) && heading !== undefined) {
          const words = heading.replace(/\s+/g, ' ').trim()
          heading = undefined
          place = words.slice(0, maxPlaceChars) || place
          text = `${words}\n\n`
        } else if (name === 'td' || name === 'th') add(' | ')
        else if (name === 'p') add('\n\n')
        else if (blocks.has(name)) add('\n')
        if (name === 'pre') preformatted = Math.max(0, preformatted - 1)
      }
      depth -= 1
    },
  })
  parser.end(html)
  finish()
  return sections
}

const maxPlaceChars = 120
const maxDepth = 10_000

const leftOut = new Set(
  [
    'script',
    'style',
    'head',
    'noscript',
    'template',
    'svg',
    'math',
    'iframe',
    'object',
    'embed',
    'canvas',
    'audio',
    'video',
  ].concat(['select', 'textarea', 'button', 'input', 'dialog']),
)
/** Nothing can be in these, so nothing in them is left out. */
const isVoid = new Set(['embed', 'input'])

const blocks = new Set(
  ['address', 'article', 'aside', 'blockquote', 'caption', 'dd', 'details', 'div', 'dl', 'dt', 'figcaption', 'figure'].concat([
    'footer',
    'header',
    'hr',
    'main',
    'nav',
    'ol',
    'pre',
    'section',
    'summary',
    'table',
    'tbody',
    'tfoot',
    'thead',
    'tr',
    'ul',
  ]),
)

const tidy = (text: string): string =>
  text
    .replace(/ \| *(?=\n|$)/g, '')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
