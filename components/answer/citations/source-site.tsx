import type { ReactNode } from 'react'
import { domainOf, Favicon } from '@/components/ui/favicon'

/** Where a source is from; what does not fit is cut. */
export const SourceSite = ({ url, children }: { url: string /** At its end. */; children?: ReactNode }) => (
  <span className="flex min-w-0 items-center gap-1.5 text-ink-3 text-xs">
    <Favicon url={url} />
    <span className="truncate">{domainOf(url)}</span>
    {children}
  </span>
)
