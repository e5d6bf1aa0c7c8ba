import { useSyncExternalStore } from 'react'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'

/** All sources with their addresses, which only paper shows: there no card can be pressed. */
export const PrintedSources = ({ sources }: { sources: Source[] }) => {
  const origin = useSyncExternalStore(neverChanges, getOrigin, getNoOrigin)
  return (
    <ol
      data-slot="printed-sources"
      aria-hidden="true"
      className="hidden print:block print:list-decimal print:ps-6 print:pt-3.5 print:text-sm"
    >
      {sources.map(({ n, title, url }) => (
        <li key={n} value={n} dir="auto" className="print:break-inside-avoid">
          {title}
          <span dir="ltr" className="block wrap-anywhere">
            {toAddress(toSourceHref(url), origin)}
          </span>
        </li>
      ))}
    </ol>
  )
}

const neverChanges = () => () => {}
const getOrigin = () => location.origin
/** The server does not know under which name it is reached. */
const getNoOrigin = () => ''

/** Own pages have only a path, which is no address on paper. */
const toAddress = (href: string | undefined, origin: string): string | undefined =>
  href?.startsWith('/') ? `${origin}${href}` : href
