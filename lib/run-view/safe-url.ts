import { isDocumentAddress } from '@/lib/protocol/document-address'

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
