import { type ReactNode, useState } from 'react'
import { useMedia } from '@/components/ui/use-media'
import type { Call } from '@/lib/run-view/run-view'
import { SourceCard } from './source-card'

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
      {call.state === 'done' && sources.length === 0 && <p className="quiet">Nothing found</p>}
      {(isLive || sources.length > 0) && (
        <div className="reads">
          {isLive &&
            Array.from({ length: places }, (_, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place without a page has no other name
              <SkeletonCard key={place} />
            ))}
          {shown.map((source) => (
            <SourceCard key={source.n} source={source} />
          ))}
          {isCut && (
            <button type="button" className="read-more" onClick={() => setAll(true)}>
              {sources.length - shown.length} more
            </button>
          )}
        </div>
      )}
      {(action || found) && (
        <div className="body-row search-foot">
          <span className="quiet">{found}</span>
          {action}
        </div>
      )}
    </>
  )
}

const SkeletonCard = () => (
  <div className="read" data-slot="found-page" data-skeleton aria-hidden="true">
    <i />
    <span className="read-text">
      <b />
      <small />
    </span>
  </div>
)
