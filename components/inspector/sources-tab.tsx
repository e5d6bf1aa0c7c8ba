import { domainOf } from '@/components/ui/domain'
import { Favicon } from '@/components/ui/favicon'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'

/** All that a run has read, by number. */
export const SourcesTab = ({ sources }: { sources: Source[] }) => {
  if (sources.length === 0) return <p className="details-empty">This run has read no sources.</p>
  return (
    <ol className="details-sources">
      {sources.map(({ n, url, title, passage }) => (
        <li key={n}>
          <a href={toSourceHref(url)} target="_blank" rel="noopener noreferrer nofollow">
            <Favicon url={url} />
            <b dir="auto">{title}</b>
            <span className="num">{n}</span>
            <small>{domainOf(url)}</small>
            <q dir="auto">{passage}</q>
          </a>
        </li>
      ))}
    </ol>
  )
}
