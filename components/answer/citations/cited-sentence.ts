import { lastSentence } from './best-sentence'

/** What the answer says up to a chip: the sentence that it supports, read from the page when it is asked for. */
export const citedSentence = (chip: HTMLElement): string => {
  const row = chip.closest('tr')
  if (row) return textOf(row)
  const block = chip.closest('p, li, h2, h3, h4, blockquote')
  if (!block) return ''
  const range = document.createRange()
  range.setStart(block, 0)
  range.setEndBefore(chip)
  const before = document.createElement('div')
  before.append(range.cloneContents())
  return lastSentence(textOf(before).trim())
}

const textOf = (node: Element): string => {
  const copy = node.cloneNode(true)
  if (copy instanceof Element) for (const chip of copy.querySelectorAll('[data-slot=citation]')) chip.remove()
  return copy.textContent ?? ''
}
