import { type ReactNode, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { domainOf, Favicon } from '@/components/ui/favicon'
import { useMedia } from '@/components/ui/media'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'
import type { Call } from '@/lib/run-view/run-view'

/** The pages that a search found; while it is at work, places for as many as are shown at first, so that none of them moves a row. */
export const SearchBody = ({ call, action }: { call: Call; action: ReactNode }) => {
  const [all, setAll] = useState(false)
  const places = useMedia('(width < 640px)') ? 2 : 4
  const isLive = call.state === 'writing' || call.state === 'queued' || call.state === 'running'
  const sources = call.state === 'done' ? (call.result.sources ?? []) : []
  const isCut = !all && sources.length > places
  const shown = isCut ? sources.slice(0, places - 1) : sources
  const found = sources.length > 0 ? `${sources.length} found` : ''
  return (
    <>
      {call.state === 'done' && sources.length === 0 && <p className="text-ink-3 text-sm">Nothing found</p>}
      {(isLive || sources.length > 0) && (
        <div className="grid grid-cols-2 gap-1.5 max-sm:grid-cols-1">
          {isLive &&
            Array.from({ length: places }, (_, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place without a page has no other name
              <EmptyPlace key={place} />
            ))}
          {shown.map((source) => (
            <FoundPage key={source.n} source={source} />
          ))}
          {isCut && (
            <button
              type="button"
              className={cn(card, 'text-left font-medium text-accent-ink text-sm hover:bg-fill')}
              onClick={() => setAll(true)}
            >
              {sources.length - shown.length} more
            </button>
          )}
        </div>
      )}
      {(action || found) && (
        // As high before the button is there, so that nothing moves when the run has ended.
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 coarse:min-h-10">
          <span className="text-ink-3 text-sm">{found}</span>
          {action}
        </div>
      )}
    </>
  )
}

const card = cn('min-h-11 rounded-md border border-line px-2.75 py-1')
const page = cn(card, 'grid min-w-0 grid-cols-[16px_minmax(0,1fr)] items-center gap-2.25 bg-surface')

/** A page that a search found. An address that is not safe to follow is shown, but leads nowhere. */
const FoundPage = ({ source }: { source: Source }) => {
  const href = toSourceHref(source.url)
  const content = (
    <>
      <Favicon url={source.url} />
      <span className="min-w-0 leading-[1.3]">
        <b dir="auto" className="block truncate font-medium text-sm">
          {source.title}
        </b>
        <small className="block truncate text-ink-3 text-xs">{domainOf(source.url)}</small>
      </span>
    </>
  )
  return href === undefined ? (
    <div className={page} data-slot="found-page">
      {content}
    </div>
  ) : (
    <a
      className={cn(page, 'hover:bg-fill')}
      data-slot="found-page"
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      {content}
    </a>
  )
}

/** Where a page will stand. */
const EmptyPlace = () => (
  <div className={page} data-slot="found-page" aria-hidden>
    <i className="size-4 rounded-xs bg-fill" />
    <span className="grid gap-1.5">
      <i className="h-2.25 w-7/10 rounded-xs bg-fill" />
      <i className="h-2 w-2/5 rounded-xs bg-fill" />
    </span>
  </div>
)
