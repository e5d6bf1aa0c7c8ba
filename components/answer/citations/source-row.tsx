'use client'

import { type ReactNode, useContext, useState, useSyncExternalStore } from 'react'
import { cn } from '@/components/ui/cn'
import { FaviconStack, OpenedMark, SourceSite } from '@/components/ui/source-site'
import { toAddress } from '@/lib/markdown/answer-markdown'
import type { Source } from '@/lib/protocol/event'
import { formatSourceDetails } from '@/lib/run-view/format-source'
import { toSourceHref } from '@/lib/run-view/source-address'
import { CitationContext } from './citation-scope'

/** With more than four sources, the row shows this many, and a fourth card with the number of the rest. */
const places = 3

type Props = {
  sources: Source[]
  /** Shows all sources elsewhere; without it the row expands. */
  onMore?: (() => void) | undefined
}

/** The sources of an answer: three cards, and a button such as "2 more sources" that shows all. */
export const SourceRow = ({ sources, onMore }: Props) => {
  const [isExpanded, setIsExpanded] = useState(false)
  const shown = isExpanded ? sources : sources.slice(0, sources.length > places + 1 ? places : places + 1)
  const more = sources.slice(shown.length)
  return (
    // The box that scrolls is not the one that glides when the steps fold.
    <div className="print:hidden max-sm:-mx-4">
      {/* biome-ignore lint/a11y/useSemanticElements: the cards are a grid of boxes; a list by role reads the same */}
      <div
        role="list"
        aria-label="Sources"
        className={cn(
          'grid grid-cols-4 gap-2',
          'max-sm:flex max-sm:snap-x max-sm:snap-mandatory max-sm:overflow-x-auto max-sm:px-4 max-sm:[scrollbar-width:none]',
        )}
      >
        {shown.map((source) => (
          <SourceCard key={source.n} source={source} />
        ))}
        {more.length > 0 && (
          <Place>
            <button type="button" className={cn(card, 'text-ink-2')} onClick={onMore ?? (() => setIsExpanded(true))}>
              <Title>{more.length} more sources</Title>
              <FaviconStack urls={more.map(({ url }) => url)} />
            </button>
          </Place>
        )}
      </div>
    </div>
  )
}

const SourceCard = ({ source }: { source: Source }) => {
  const hot = useContext(CitationContext)?.hot
  return (
    <Place>
      <a
        className={card}
        data-hot={hot === source.n || undefined}
        href={toSourceHref(source.url)}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        <Title>{source.title}</Title>
        <SourceSite url={source.url}>
          {source.isOpened && <OpenedMark isIconOnly />}
          <span className="ml-auto tabular-nums">{source.n}</span>
        </SourceSite>
      </a>
    </Place>
  )
}

/** A card is as high as two lines of title and the line of the site. The dark theme adds a border, without which it would not be seen. */
const card = cn(
  'flex h-[calc(2*1.35*0.8125rem+0.75rem*1.45+30px)] w-full min-w-0 flex-col justify-between gap-2 px-2.75 pt-2.5 pb-2.25 text-left',
  'rounded-md border border-[color:light-dark(transparent,var(--color-line))] bg-card transition-colors hover:bg-fill',
  'data-hot:border-accent-line data-hot:bg-accent-tint',
  'forced-colors:data-hot:outline-2 forced-colors:data-hot:outline-[Highlight]',
)

const Title = ({ children }: { children: ReactNode }) => (
  <b dir="auto" className="line-clamp-2 font-medium text-sm leading-[1.35] wrap-anywhere">
    {children}
  </b>
)

const Place = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: see `SourceRow`
  <div role="listitem" className="grid max-sm:w-39.5 max-sm:flex-none max-sm:snap-start max-sm:scroll-ml-4">
    {children}
  </div>
)

/** All sources of the run with their addresses and days, also those that are not cited, shown only in print, where links cannot be followed. */
export const PrintedSources = ({ sources }: { sources: Source[] }) => {
  const origin = useSyncExternalStore(neverChanges, getOrigin, getNoOrigin)
  return (
    <div data-slot="printed-sources" aria-hidden="true" className="hidden pt-3.5 text-sm print:block">
      <p className="pb-1 font-semibold break-after-avoid">Sources</p>
      <ol className="list-decimal ps-6">
        {sources.map((source) => (
          <li key={source.n} value={source.n} dir="auto" className="break-inside-avoid">
            {[source.title, ...formatSourceDetails(source)].join(', ')}
            <span dir="ltr" className="block wrap-anywhere">
              {toAddress(source, origin)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const neverChanges = () => () => {}
const getOrigin = () => location.origin
/** The server does not know the origin that browsers use for it. */
const getNoOrigin = () => ''
