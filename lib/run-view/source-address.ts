import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Passage, Source } from '@/lib/protocol/event'
import type { bestPassage } from './sentences'
import { toTextFragment } from './text-fragment'

/**
 * An address that a link in an answer may have, in the browser's own spelling, or `undefined`. The model's text is
 * not trusted: what counts is what `URL` makes of it, after character references are decoded, so case, white space
 * and control characters hide no scheme.
 */
export const safeUrl = (href: string): string | undefined => {
  try {
    const url = new URL(href)
    return url.protocol === 'https:' || url.protocol === 'http:' || url.protocol === 'mailto:' ? url.href : undefined
  } catch {
    return undefined // relative or broken: in an answer it leads nowhere
  }
}

/** A page of our own: `/knowledge/…`, never `//host` or `/\host`, which browsers read as another site. */
export const isOwnPage = (href: string): boolean => /^\/knowledge\/[\w-]+(#[\w-]*)?$/.test(href)

/** The `href` for the address of a source: a page or a file of this app, a safe URL elsewhere, or `undefined`. */
export const toSourceHref = (url: string): string | undefined => (isOwnPage(url) || isDocumentAddress(url) ? url : safeUrl(url))

type CitedPassage = Pick<Passage, 'place' | 'hash'> & Partial<ReturnType<typeof bestPassage>>

/**
 * The address of a passage of a source. A file of the chat opens at its page, its lines or its passage, `/documents/…#page=4`, a page of
 * the web that was read at the sentence, where the browser can find that, and a PDF at its page.
 */
export const toPassageHref = (source: Pick<Source, 'url' | 'passages'>, passage: CitedPassage): string | undefined => {
  const { url } = source
  const href = toSourceHref(url)
  if (isDocumentAddress(url)) {
    const hash = passage.hash ?? toHash(passage.place)
    return hash ? `${url.replace(/#.*$/, '')}#${hash}` : url
  }
  const { text = '', span, place } = passage
  if (!href?.startsWith('http') || !source.passages?.some((read) => read.text === text)) return href
  const page = toHash(place)
  if (page?.startsWith('page')) return href.includes('#') ? href : `${href}#${page}`
  const fragment = span && toTextFragment(text.slice(span.start, span.end))
  return fragment ? `${href}${href.includes('#') ? '' : '#'}${fragment}` : href
}

/** The fragment of an address for a place in a file. For a PDF, and for any file in older runs, the place is there in words alone. */
const toHash = (place = ''): string | undefined => {
  const [, page, from, to] = /^(?:page (\d+)|lines? (\d+)(?:[–-](\d+))?)$/i.exec(place) ?? []
  return page ? `page=${page}` : from && `lines=${from}-${to ?? from}`
}
