import { memo, type ReactNode, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { useMedia } from '@/components/ui/screen'
import { domainOf, Favicon, OpenedMark } from '@/components/ui/source-site'
import type { Source } from '@/lib/protocol/event'
import { isRecord } from '@/lib/protocol/is-record'
import { formatCount } from '@/lib/run-view/format-run'
import { findAddresses, isReading, isSearch } from '@/lib/run-view/is-search'
import { toSourceHref } from '@/lib/run-view/source-address'
import { type Call, isUnderWay } from '@/lib/run-view/state'
import { ResultView } from './result-view'
import { StepContent } from './step'
import { StepError, type StepErrorProps } from './step-error'
import { ArgsView, Output, StepPart } from './step-part'
import { useCallChange } from './use-call-change'

export type StepBodyProps = Omit<StepErrorProps, 'call'> & { call: Call; isOpen: boolean }

/** What an open step shows: the pages of a search, an error, or arguments and result. */
export const StepBody = memo(({ isOpen, ...props }: StepBodyProps) => {
  const { call } = props
  const isOver = 'endedAt' in call
  // A search that was seen running keeps its height whatever its outcome, so that no row below it moves, until it is closed.
  const [keepsHeight, setKeepsHeight] = useState(isSearch(call) && !isOver)
  if (keepsHeight && isOver && !isOpen) setKeepsHeight(false)
  return (
    <StepContent data-held={keepsHeight || undefined} className={cn(keepsHeight && fixedHeight)}>
      {call.state === 'failed' ? <StepError {...props} call={call} /> : <CallContent call={call} />}
    </StepContent>
  )
})

/** The height of two rows of cards and the line under them, until the steps have been closed once. */
const fixedHeight = cn('min-h-37 in-data-was-closed:min-h-0 coarse:min-h-39 coarse:in-data-was-closed:min-h-0')

const CallContent = ({ call }: { call: Call }) => {
  const change = useCallChange(call, isSearch(call) ? 'foot' : 'head')
  if (isSearch(call)) {
    return (
      <>
        <SearchBody call={call} action={change.button} />
        <TruncatedNote call={call} />
        {change.editor}
      </>
    )
  }
  return (
    <>
      {change.editor ?? <ArgsView argsText={call.argsText} writing={call.state === 'writing'} action={change.button} />}
      {call.state === 'done' && <ResultView result={call.result} name={call.name} />}
      {call.state === 'running' && (
        <StepPart label="Result">
          <Output className="text-ink-3">Waiting for the result</Output>
        </StepPart>
      )}
      <TruncatedNote call={call} />
    </>
  )
}

const TruncatedNote = ({ call }: { call: Call }) =>
  call.state === 'done' && call.result.truncated ? (
    <p className="text-ink-3 text-sm">
      {call.result.truncated.toLocaleString('en-GB')} characters were left out of what the model read.
    </p>
  ) : null

/** The pages that a search found. While it runs there is a placeholder for each that is shown at first, so that no row moves when they come. */
const SearchBody = ({ call, action }: { call: Call; action: ReactNode }) => {
  const [showsAll, setShowsAll] = useState(false)
  const places = useMedia('(width < 640px)') ? 2 : 4
  const isLive = isUnderWay(call)
  const sources = call.state === 'done' ? (call.result.sources ?? []) : []
  const isCut = !showsAll && sources.length > places
  const shown = isCut ? sources.slice(0, places - 1) : sources
  const reads = isReading(call)
  const found = sources.length > 0 && !reads ? formatCount(sources.length, ['result', 'results']) : ''
  const expected = reads ? Math.min(places, Math.max(1, findAddresses(call.argsText).length)) : places
  return (
    <>
      {call.state === 'done' && sources.length === 0 && <p className="text-ink-3 text-sm">No results</p>}
      {(isLive || sources.length > 0) && (
        <div className="grid grid-cols-2 gap-1.5 max-sm:grid-cols-1">
          {isLive &&
            Array.from({ length: expected }, (_, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no other identity
              <Placeholder key={place} />
            ))}
          {shown.map((source) => (
            <FoundPage key={source.n} source={source} />
          ))}
          {isCut && (
            <button
              type="button"
              className={cn(card, 'text-left font-medium text-accent-ink text-sm hover:bg-fill')}
              onClick={() => setShowsAll(true)}
            >
              Show {sources.length - shown.length} more
            </button>
          )}
        </div>
      )}
      {call.state === 'done' && reads && <UnreadPages value={call.result.value} />}
      {(action || found) && (
        // As high without the button, so that nothing moves when it comes at the end of the run.
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 coarse:min-h-10">
          <span className="text-ink-3 text-sm">{found}</span>
          {action}
        </div>
      )}
    </>
  )
}

/** The pages of a call that could not be read, each with the reason. */
const UnreadPages = ({ value }: { value: string | undefined }) => {
  const unread = parseUnread(value)
  return (
    unread.length > 0 && (
      <ul aria-label="Not read" className="grid gap-0.5 text-ink-3 text-sm">
        {unread.map(({ page, problem }) => (
          <li key={page} className="wrap-anywhere">
            <bdi className="font-medium">{domainOf(page)}</bdi> {problem}
          </li>
        ))}
      </ul>
    )
  )
}

const parseUnread = (value = '[]'): { page: string; problem: string }[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    return [] // A file of a saved run may have any text here.
  }
  return Array.isArray(parsed) ? parsed.filter(isUnread) : []
}

const isUnread = (value: unknown): value is { page: string; problem: string } =>
  isRecord(value) && typeof value['page'] === 'string' && typeof value['problem'] === 'string'

const card = cn('min-h-11 rounded-md border border-line px-2.75 py-1')
const page = cn(card, 'grid min-w-0 grid-cols-[16px_minmax(0,1fr)] items-center gap-2.25 bg-surface')

/** A page that a search found. One whose address is not safe to follow is shown without a link. */
const FoundPage = ({ source }: { source: Source }) => {
  const href = toSourceHref(source.url)
  const content = (
    <>
      <Favicon url={source.url} />
      <span className="min-w-0 leading-[1.3]">
        <b dir="auto" className="block truncate font-medium text-sm">
          {source.title}
        </b>
        <small className="flex items-center gap-2 text-ink-3 text-xs">
          <span className="truncate">{domainOf(source.url)}</span>
          {source.isOpened && <OpenedMark />}
        </small>
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

const Placeholder = () => (
  <div className={page} data-slot="found-page" aria-hidden>
    <i className="size-4 rounded-xs bg-fill" />
    <span className="grid gap-1.5">
      <i className="h-2.25 w-7/10 rounded-xs bg-fill" />
      <i className="h-2 w-2/5 rounded-xs bg-fill" />
    </span>
  </div>
)
