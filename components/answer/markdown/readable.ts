/** A part of the page prepared for the clipboard or a file. */
export type Readable = { html: string; text: string }

/**
 * Prepares a part of the page for use elsewhere: formulas as TeX, citations as `[1]`, no buttons and no classes.
 * `root` is a copy, which is modified. In its HTML a citation is a link; `hasAddresses` puts the address in the text too,
 * as `[1](https://…)`. Documents of a chat have no address for others.
 */
export const toReadable = (root: HTMLElement, { hasAddresses = false } = {}): Readable => {
  // The code of a diagram, which is copied in place of its picture.
  for (const code of root.querySelectorAll('pre[hidden]')) code.removeAttribute('hidden')
  for (const element of root.querySelectorAll(excludedSelector)) element.remove()
  for (const button of root.querySelectorAll('button')) if (button.textContent === '') button.remove()
  for (const element of root.querySelectorAll<HTMLElement>('[data-slot=formula]')) {
    element.replaceWith((element.dataset['source'] ?? element.textContent ?? '').trim())
  }
  const chips = root.querySelectorAll('[data-slot=citation]')
  for (const chip of chips) {
    chip.textContent = `[${chip.textContent}]`
    const href = chip.getAttribute('href')
    if (href?.startsWith('/documents/')) chip.removeAttribute('href')
    // The sentence that it opens at is for the browser alone.
    else if (href) chip.setAttribute('href', href.replace(/#?:~:.*$/, ''))
  }
  for (const box of root.querySelectorAll('input')) box.replaceWith(box.hasAttribute('checked') || box.checked ? '[x] ' : '[ ] ')
  for (const element of root.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (!keptAttributes.has(name)) element.removeAttribute(name)
    if (element instanceof HTMLAnchorElement && element.getAttribute('href')) element.setAttribute('href', element.href)
  }
  const html = root.cloneNode(true) as HTMLElement
  for (const chip of hasAddresses ? chips : []) {
    if (chip instanceof HTMLAnchorElement && chip.getAttribute('href')) chip.append(`(${chip.href})`)
  }
  const text = layOut(root)
  for (const span of html.querySelectorAll('span')) span.replaceWith(...span.childNodes)
  return { html: html.innerHTML.trim(), text }
}

const excludedSelector = '[hidden], svg, [data-no-copy], [data-slot=visually-hidden], [role=status], script, style'
const keptAttributes = new Set(['href', 'dir', 'start', 'open', 'colspan', 'rowspan'])

/** Text with the lines, list signs and tabs that show how it was laid out. */
const layOut = (root: Node): string =>
  inside(root, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

const spacedTags = new Set('P H1 H2 H3 H4 H5 H6 UL OL PRE BLOCKQUOTE DETAILS HR SECTION ARTICLE'.split(' '))
const lineTags = new Set('DIV LI TR SUMMARY FIGURE HEADER FOOTER MAIN FORM THEAD TBODY'.split(' '))

const blocksOf = (node: Node, indent: string): string => {
  if (node instanceof Text) return node.data.replace(/\s+/g, ' ')
  if (!(node instanceof Element)) return inside(node, indent)
  switch (node.tagName) {
    case 'BR':
      return `\n${indent}`
    case 'HR':
      return '\n\n---\n\n'
    case 'PRE':
      return `\n\n${indent}${(node.textContent ?? '').replace(/\n$/, '').replaceAll('\n', `\n${indent}`)}\n\n`
    case 'TD':
    case 'TH':
      return `${inside(node, indent).replace(/\s+/g, ' ').trim()}${node.nextElementSibling ? '\t' : ''}`
    case 'TABLE':
      return `\n\n${inside(node, indent)
        .replace(/\n{2,}/g, '\n')
        .trim()}\n\n`
    case 'LI': {
      const sign = signOf(node)
      const within = `${indent}${' '.repeat(sign.length)}`
      const text = inside(node, within)
        .replace(/\n{2,}/g, '\n')
        .trim()
      return `\n${indent}${sign}${text.replace(/^(\[[x ]\])\s+/, '$1 ')}\n`
    }
    case 'UL':
    case 'OL':
      // In an item of another list its lines follow at once.
      return node.parentElement?.tagName === 'LI'
        ? inside(node, indent)
        : `\n\n${inside(node, indent)
            .replace(/\n{2,}/g, '\n')
            .trim()}\n\n`
    case 'BLOCKQUOTE':
      return `\n\n${inside(node, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim()
        .replace(/^/gm, `${indent}> `)}\n\n`
    default: {
      const text = inside(node, indent)
      if (spacedTags.has(node.tagName)) return `\n\n${indent}${text.trim()}\n\n`
      return lineTags.has(node.tagName) ? `\n${text}\n` : text
    }
  }
}

const inside = (node: Node, indent: string): string => [...node.childNodes].map((child) => blocksOf(child, indent)).join('')

const signOf = (item: Element): string => {
  const list = item.parentElement
  if (list?.tagName !== 'OL') return '- '
  const items = [...list.children].filter(({ tagName }) => tagName === 'LI')
  return `${Number(list.getAttribute('start') ?? 1) + items.indexOf(item)}. `
}

/** The sources that are cited in what was copied, by their numbers, as a list to be put at its end. */
export type ListSources = (numbers: ReadonlySet<number>) => Readable | undefined

/**
 * Improves what is copied when a selection touches an answer: citations with their addresses, formulas as TeX, lists with their markers,
 * and at the end the sources that are cited, if it is one answer that they belong to. A selection inside one block of code is left to
 * the browser. Returns a function that stops it.
 */
export const watchCopies = (answer: Element, listSources: ListSources): (() => void) => {
  if (watched.size === 0) document.addEventListener('copy', onCopy)
  watched.set(answer, listSources)
  return () => {
    watched.delete(answer)
    if (watched.size === 0) document.removeEventListener('copy', onCopy)
  }
}
const watched = new Map<Element, ListSources>()

const onCopy = (event: ClipboardEvent): void => {
  const selection = document.getSelection()
  if (event.defaultPrevented || !event.clipboardData || !selection || selection.isCollapsed || selection.rangeCount === 0) return
  const range = selection.getRangeAt(0)
  const container = toElement(range.commonAncestorContainer)
  if (!container || container.closest('pre, textarea, input')) return
  const around = container.closest('[data-slot=answer]')
  const within = [...container.querySelectorAll('[data-slot=answer]')].filter((answer) => range.intersectsNode(answer))
  const answers = around ? [around] : within
  const [only] = answers
  if (!only) return
  const root = copyOf(range, container)
  const list = answers.length === 1 ? watched.get(only)?.(numbersIn(root)) : undefined
  const { html, text } = toReadable(root, { hasAddresses: true })
  event.clipboardData.setData('text/plain', list ? `${text}\n\n${list.text}` : text)
  event.clipboardData.setData('text/html', list ? `${html}${list.html}` : html)
  event.preventDefault()
}

const numbersIn = (root: Element): Set<number> =>
  new Set([...root.querySelectorAll('[data-slot=citation]')].map((chip) => Number(chip.textContent)))

/** A copy of the selection inside copies of the elements around it; a formula is copied whole. */
const copyOf = (range: Range, container: Element): HTMLElement => {
  const root = document.createElement('div')
  const formula = container.closest('[data-slot=formula]')
  if (formula) {
    root.append(formula.cloneNode(true))
    return root
  }
  let inner: Node = range.cloneContents()
  for (let around: Element | null = container; around && wrapperTags.test(around.tagName); around = around.parentElement) {
    const copy = around.cloneNode(false)
    copy.appendChild(inner)
    inner = copy
  }
  root.append(inner)
  const list = root.querySelector('ol')
  const from = toElement(range.startContainer)?.closest('ol > li')
  if (list && from?.parentElement) {
    const start = Number(from.parentElement.getAttribute('start') ?? 1)
    list.setAttribute('start', String(start + [...from.parentElement.children].indexOf(from)))
  }
  return root
}

const wrapperTags = /^(?:OL|UL|TABLE|THEAD|TBODY|TR|CODE|SUB|SUP|KBD)$/

const toElement = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement)
