'use client'

import { useContext, useState } from 'react'
import { domainOf } from '@/components/ui/domain'
import { Favicon } from '@/components/ui/favicon'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'
import { CitationContext } from './citation-context'

/** Cards in the row; the fourth place says how many more there are. */
const PLACES = 3

type Props = {
  sources: Source[]
  /** Shows all of them elsewhere; without it they are shown here. */
  onMore?: (() => void) | undefined
}

/** What the answer rests on: three cards and "2 more sources", which shows all of them. */
export const SourceRow = ({ sources, onMore }: Props) => {
  const [isExpanded, setIsExpanded] = useState(false)
  const shown = isExpanded ? sources : sources.slice(0, sources.length > PLACES + 1 ? PLACES : PLACES + 1)
  const more = sources.slice(shown.length)
  return (
    // biome-ignore lint/a11y/useSemanticElements: the cards are a grid of boxes; a list by role reads the same
    <div className="sources" role="list" aria-label="Sources">
      {shown.map((source) => (
        <SourceCard key={source.n} source={source} />
      ))}
      {more.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div role="listitem">
          <button type="button" className="source more" onClick={onMore ?? (() => setIsExpanded(true))}>
            <b>{more.length} more sources</b>
            <span className="source-domain">
              <span className="favicons">
                {more.slice(0, 4).map((source) => (
                  <Favicon key={source.n} url={source.url} size={18} />
                ))}
              </span>
            </span>
          </button>
        </div>
      )}
    </div>
  )
}

const SourceCard = ({ source }: { source: Source }) => {
  const hot = useContext(CitationContext)?.hot
  return (
    // biome-ignore lint/a11y/useSemanticElements: see `SourceRow`
    <div role="listitem">
      <a
        className={hot === source.n ? 'source hot' : 'source'}
        data-hot={hot === source.n || undefined}
        href={toSourceHref(source.url)}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        <b dir="auto">{source.title}</b>
        <span className="source-domain">
          <Favicon url={source.url} />
          <span>{domainOf(source.url)}</span>
          <span className="source-number">{source.n}</span>
        </span>
      </a>
    </div>
  )
}
