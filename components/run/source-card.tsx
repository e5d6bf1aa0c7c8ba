import { domainOf } from '@/components/ui/domain'
import { Favicon } from '@/components/ui/favicon'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'

/** A page that a search found. An address that is not safe to follow is shown, but leads nowhere. */
export const SourceCard = ({ source }: { source: Source }) => {
  const href = toSourceHref(source.url)
  const content = (
    <>
      <Favicon url={source.url} />
      <span className="read-text">
        <b dir="auto">{source.title}</b>
        <small>{domainOf(source.url)}</small>
      </span>
    </>
  )
  return href === undefined ? (
    <div className="read" data-slot="found-page">
      {content}
    </div>
  ) : (
    <a className="read" data-slot="found-page" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  )
}
