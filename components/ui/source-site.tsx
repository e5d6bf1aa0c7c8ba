import { BookOpen } from 'lucide-react'
import type { CSSProperties, ReactNode } from 'react'
import { productName } from '@/lib/protocol/brand'
import { isDocumentAddress } from '@/lib/protocol/document-address'
import { isOwnPage } from '@/lib/run-view/source-address'

/**
 * A coloured letter for a site: the first letter of its name, its hue from the domain's hash. Real favicons would tell
 * other people's servers who reads what, so none is ever fetched.
 */
export const Favicon = ({ url, size = 16 }: { url: string; size?: number }) => {
  const domain = domainOf(url)
  return (
    <span
      aria-hidden="true"
      className="tile inline-grid size-(--favicon-size) flex-none place-items-center rounded-[4px] font-semibold text-[length:calc(var(--favicon-size)*0.59)] leading-none"
      style={{ '--h': hueOf(domain), '--favicon-size': `${size}px` } as CSSProperties}
    >
      {letterOf(domain)}
    </span>
  )
}

/** The sites of some pages, four at most, as round tiles that overlap a little. */
export const FaviconStack = ({ urls }: { urls: string[] }) => (
  <span className="-space-x-0.75 inline-flex *:rounded-full *:ring-2 *:ring-surface">
    {[...new Set(urls)].slice(0, 4).map((url) => (
      <Favicon key={url} url={url} size={18} />
    ))}
  </span>
)

/** The first letter of the site's own name, so that en.wikipedia.org is a W. */
const letterOf = (domain: string): string => {
  const labels = domain.split('.')
  const isUnderTwo = labels.length > 2 && /^(?:co|com|org|net|ac|edu|gov)$/.test(labels.at(-2) ?? '')
  const name = labels.at(isUnderTwo ? -3 : -2) ?? domain
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '·').toUpperCase()
}

/** 0–359, the same for the same text everywhere (djb2). */
const hueOf = (text: string): number => {
  let hash = 5381
  for (let i = 0; i < text.length; i++) hash = ((hash * 33) ^ text.charCodeAt(i)) >>> 0
  return hash % 360
}

/** The short name of an address: its host without `www.`, or what it belongs to where it is of this app. */
export const domainOf = (url: string): string => {
  if (isOwnPage(url)) return `${productName} library`
  if (isDocumentAddress(url)) return 'Your files'
  try {
    return new URL(url).hostname.replace(/^www\./, '') || url
  } catch {
    return url
  }
}

/** The icon and the domain of a source on one line, truncated where there is little room. */
export const SourceSite = ({ url, children }: { url: string; children?: ReactNode }) => (
  <span className="flex min-w-0 items-center gap-1.5 text-ink-3 text-xs">
    <Favicon url={url} />
    <span className="truncate">{domainOf(url)}</span>
    {children}
  </span>
)

/** Says of a source that its page was opened and read, not only found: an open book, and the word where there is room. */
export const OpenedMark = ({ isIconOnly = false }: { isIconOnly?: boolean }) => (
  <span className="inline-flex flex-none items-center gap-1" data-slot="opened" title={isIconOnly ? word : undefined}>
    <BookOpen size={12} aria-hidden="true" />
    <span className={isIconOnly ? 'sr-only' : undefined}>{word}</span>
  </span>
)

const word = 'Opened'
