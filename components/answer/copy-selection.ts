import { toReadable } from '@/components/answer/markdown/readable'

/**
 * Makes what is selected by hand and copied readable where it touches an answer: numbers of sources in brackets, formulas as
 * TeX, lists with their signs. A selection inside one block of code is copied by the browser. Returns how to stop.
 */
export const watchCopies = (): (() => void) => {
  watchers++
  if (watchers === 1) document.addEventListener('copy', onCopy)
  return () => {
    watchers--
    if (watchers === 0) document.removeEventListener('copy', onCopy)
  }
}
let watchers = 0

const onCopy = (event: ClipboardEvent): void => {
  const selection = document.getSelection()
  if (event.defaultPrevented || !event.clipboardData || !selection || selection.isCollapsed || selection.rangeCount === 0) return
  const range = selection.getRangeAt(0)
  const container = toElement(range.commonAncestorContainer)
  if (!container || container.closest('pre, textarea, input')) return
  const isInAnswer = container.closest('[data-slot=answer]') !== null
  if (!isInAnswer && ![...container.querySelectorAll('[data-slot=answer]')].some((answer) => range.intersectsNode(answer))) return
  const { html, text } = toReadable(copyOf(range, container))
  event.clipboardData.setData('text/plain', text)
  event.clipboardData.setData('text/html', html)
  event.preventDefault()
}

/** What is selected, in elements like those around it; a formula is taken whole. */
const copyOf = (range: Range, container: Element): HTMLElement => {
  const root = document.createElement('div')
  const formula = container.closest('[data-slot=formula]')
  if (formula) {
    root.append(formula.cloneNode(true))
    return root
  }
  let inner: Node = range.cloneContents()
  for (let around: Element | null = container; around && WRAPPERS.test(around.tagName); around = around.parentElement) {
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

const WRAPPERS = /^(?:OL|UL|TABLE|THEAD|TBODY|TR|CODE|SUB|SUP|KBD)$/

const toElement = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement)
