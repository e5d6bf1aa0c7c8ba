import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Passage, Source } from '@/lib/protocol/event'

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
