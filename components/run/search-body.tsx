import { Search } from 'lucide-react'
import { useState } from 'react'
import type { Call } from '@/lib/view/run-view'
import { toJsonTokens, toReadable } from './json-tokens'
import { SourceCard } from './source-card'

/** A search at work: its query as it is written, then the pages it found. */
export const SearchBody = ({ call }: { call: Call }) => {
  const [all, setAll] = useState(false)
  const query = queryOf(call.argsText)
  const live = call.state === 'writing' || call.state === 'queued' || call.state === 'running'
  const sources = call.state === 'done' ? (call.result.sources ?? []) : []
  const shown = all ? sources : sources.slice(0, firstCards)
  return (
    <div className="body-stack">
      {query !== undefined && (
        <div className="chips">
          <span className="chip" data-live={live || undefined}>
            <Search size={12.5} aria-hidden="true" />
            <span>{query.text}</span>
            {!query.whole && call.state === 'writing' && <span className="caret" aria-hidden="true" />}
            {call.state === 'done' && <em>{sources.length === 0 ? 'None found' : `${sources.length} found`}</em>}
          </span>
        </div>
      )}
      {(shown.length > 0 || call.state === 'running') && (
        <div className="reads">
          {call.state === 'running' && (
            <>
              <SkeletonCard />
              <SkeletonCard />
            </>
          )}
          {shown.map((source) => (
            <SourceCard key={source.n} source={source} />
          ))}
        </div>
      )}
      {shown.length < sources.length && (
        <button type="button" className="more-button" onClick={() => setAll(true)}>
          {sources.length - shown.length} more
        </button>
      )}
    </div>
  )
}

const firstCards = 4

/** The argument `query`, as far as it is written. */
const queryOf = (argsText: string): { text: string; whole: boolean } | undefined => {
  const { tokens } = toJsonTokens(argsText)
  const key = tokens.findIndex((token) => token.kind === 'key' && token.depth === 1 && token.raw === '"query"')
  const value = key < 0 ? undefined : tokens[key + 2]
  return value?.kind === 'string' ? { text: toReadable(value), whole: value.whole } : undefined
}

const SkeletonCard = () => (
  <div className="read" data-skeleton aria-hidden="true">
    <i />
    <span className="read-text">
      <b />
      <small />
    </span>
  </div>
)
