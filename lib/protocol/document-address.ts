/** The address of a file that was added to a chat, and of a place in it: `/documents/…#page=4`. Only its owner can open it. */
export const isDocumentAddress = (url: string): boolean => /^\/documents\/[\w-]+(#[\w=&-]*)?$/.test(url)

/** A place in a file: a page of a PDF, lines of a text, or passages of what has neither; the first and the last, counted from 1. */
export type DocumentPlace = { unit: 'page' | 'lines' | 'passage'; from: number; to: number }

/** The place that the part of an address after `#` names: `page=4`, `lines=12-30`, `passage=3-5`; of `page=4&passage=9` the passage. */
export function parsePlace(hash: string): DocumentPlace | undefined {
  const [, unit, from, to = from] = /^(?:page=\d+&)?(page|lines|passage)=(\d{1,9})(?:-(\d{1,9}))?$/.exec(hash) ?? []
  return unit && from ? { unit: unit as DocumentPlace['unit'], from: Number(from), to: Number(to) } : undefined
}
