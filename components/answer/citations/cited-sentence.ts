import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Passage, Source } from '@/lib/protocol/event'
import { toSourceHref } from '@/lib/run-view/safe-url'
import { lastSentence } from '@/lib/run-view/sentences'

/** The sentence of the answer that a citation refers to: the text before it in its paragraph or table row, read from the page. */
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

/** The address of a passage of a source: in a file of the chat its page or its lines, `/documents/…#page=4`. */
export const toPassageHref = ({ url }: Pick<Source, 'url'>, passage: Pick<Passage, 'place' | 'hash'>): string | undefined => {
  if (!isDocumentAddress(url)) return toSourceHref(url)
  const hash = passage.hash ?? toHash(passage.place)
  return hash ? `${url.replace(/#.*$/, '')}#${hash}` : url
}

/** Runs of before have the place in words alone. */
const toHash = (place = ''): string | undefined => {
  const [, page, from, to] = /^(?:page (\d+)|lines? (\d+)(?:[–-](\d+))?)$/i.exec(place) ?? []
  return page ? `page=${page}` : from && `lines=${from}-${to ?? from}`
}
