import { cn } from '@/components/ui/cn'
import { domainOf, Favicon } from '@/components/ui/favicon'
import { OpenedMark } from '@/components/ui/opened-mark'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'
import { EmptyText } from './details-aside'

/** The sources of a run in the order of their numbers. */
export const SourcesTab = ({ sources }: { sources: Source[] }) => {
  if (sources.length === 0) return <EmptyText>No sources in this run.</EmptyText>
  return (
    <ol>
      {sources.map((source) => (
        <li key={source.n}>
          <SourceLink source={source} />
        </li>
      ))}
    </ol>
  )
}

/** One source: its title and number, its site, and the passage that the model read. */
const SourceLink = ({ source: { n, url, title, passage, passages, isOpened } }: { source: Source }) => {
  const href = toSourceHref(url)
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className={cn(
        'grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.25 gap-y-0.5 rounded-xs border-line border-b px-1.5 py-2.75',
        href !== undefined && 'hover:bg-fill',
      )}
    >
      <Favicon url={url} />
      <b dir="auto" className="font-medium text-sm leading-[1.35] wrap-anywhere">
        {title}
      </b>
      <span className="text-ink-3 text-xs tabular-nums">{n}</span>
      <small className="-col-end-1 col-start-2 flex flex-wrap items-center gap-x-2 text-ink-3 text-xs wrap-anywhere">
        {domainOf(url)}
        {isOpened && <OpenedMark />}
      </small>
      <q
        dir="auto"
        className="-col-end-1 col-start-2 mt-0.75 line-clamp-2 text-ink-2 text-sm wrap-anywhere before:content-none after:content-none"
      >
        {passage || passages?.[0]?.text}
      </q>
    </a>
  )
}
