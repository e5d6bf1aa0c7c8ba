import { Check, CircleStop, Sparkle, TriangleAlert } from 'lucide-react'
import { useContext } from 'react'
import { StoppingContext } from '@/components/context/busy'
import { cn } from '@/components/ui/cn'
import { domainOf, FaviconStack } from '@/components/ui/favicon'
import { Spinner } from '@/components/ui/status'
import type { Source } from '@/lib/protocol/event'
import { formatCount, formatSpokenTime, stoppingNotice } from '@/lib/run-view/format-run'
import { formatLive, formatSummary, formatThought, formatWait } from '@/lib/run-view/format-step'
import { callsOf, type RunView } from '@/lib/run-view/run-view'
import { Chevron } from './chevron'
import { Clock } from './elapsed-time'
import { RunTimeContext } from './run-time'

type Props = {
  run: RunView
  id: string
  listId: string
  open: boolean
  onToggle: () => void
}

const line = cn(
  'flex min-h-11.5 w-full items-center gap-2.5 pr-3 pl-3.75',
  'text-left font-medium text-base tracking-[-0.005em] whitespace-nowrap',
)
const quiet = cn('font-normal text-ink-3 text-sm')

/** The steps in one line: what happens now; when they are over, what was done and how long it took. Never wraps. */
export const RunLine = ({ run, id, listId, open, onToggle }: Props) => {
  const { startedAt, endedAt } = useContext(RunTimeContext)
  const over = endedAt === undefined ? undefined : toOver(run)
  const liveWords = useLiveWords(run)
  const words = over?.words ?? liveWords
  const label =
    endedAt === undefined ? words : [words, over?.detail, formatSpokenTime(endedAt - startedAt)].filter(Boolean).join(', ')
  return (
    <button
      type="button"
      id={id}
      className={cn(line, open ? 'rounded-t-lg' : 'rounded-lg')}
      data-slot="run-line"
      aria-expanded={open}
      aria-controls={listId}
      aria-label={label}
      onClick={onToggle}
    >
      {over ? <OverIcon kind={over.kind} /> : <Spinner />}
      <span className={cn('min-w-0 truncate', over ? wordLooks[over.kind] : 'shimmer')}>{words}</span>
      {!over && <WaitClock run={run} />}
      {over?.detail && <span className={cn(quiet, 'min-w-0 truncate max-2xs:hidden')}>{over.detail}</span>}
      <span className={cn(quiet, 'ml-auto flex flex-none items-center gap-2.5')}>
        {over?.kind === 'done' && <Favicons sources={run.sources} />}
        <Clock from={startedAt} until={endedAt} className="min-w-[5.2ch] text-right" />
        <Chevron isOpen={open} size={16} />
      </span>
    </button>
  )
}

/** In the place of the line as long as there is no step: the run has been heard of, or not yet. */
export const WaitingLine = ({ run }: { run: RunView }) => (
  <div className={line} data-slot="run-line">
    <Spinner />
    <span className="shimmer min-w-0 truncate">{useLiveWords(run)}</span>
    <WaitClock run={run} />
  </div>
)

const useLiveWords = (run: RunView): string => (useContext(StoppingContext) === run.runId ? stoppingNotice : formatLive(run))

/** How long a model has been silent that was to speak. */
const WaitClock = ({ run }: { run: RunView }) => {
  const wait = formatWait(run)
  const isStopping = useContext(StoppingContext) === run.runId
  return (
    wait &&
    !isStopping && (
      <span className={cn(quiet, 'flex-none')}>
        <Clock from={wait.since} />
      </span>
    )
  )
}

const wordLooks: Record<Over['kind'], string> = {
  done: 'flex-none',
  failed: '',
  stopped: 'text-ink-2',
  thought: 'text-ink-2',
}
const iconLooks: Record<Over['kind'], string> = { done: '', failed: 'text-danger', stopped: 'text-ink-3', thought: 'text-ink-3' }

type Over = { kind: 'done' | 'failed' | 'stopped' | 'thought'; words: string; detail: string }

const toOver = (run: RunView): Over => {
  const calls = callsOf(run)
  if (calls.length === 0) return { kind: 'thought', words: toThought(run), detail: '' }
  const { steps, detail, failed } = formatSummary(run)
  if (failed) return { kind: 'failed', words: steps, detail: '' }
  if (run.answer !== undefined || run.state.name === 'done') return { kind: 'done', words: steps, detail }
  const finished = calls.filter((call) => call.state === 'done').length
  return {
    kind: 'stopped',
    words: finished === 0 ? 'Stopped' : `Stopped after ${formatCount(finished, ['step', 'steps'])}`,
    detail: '',
  }
}

const toThought = (run: RunView): string => {
  const spans = run.steps.flatMap((step) => (step.kind === 'thinking' ? [(step.endedAt ?? step.startedAt) - step.startedAt] : []))
  return spans.length === 0 ? formatCount(run.steps.length, ['note', 'notes']) : formatThought(spans.reduce((a, b) => a + b, 0))
}

const OverIcon = ({ kind }: { kind: Over['kind'] }) => {
  const Icon = { done: Check, failed: TriangleAlert, stopped: CircleStop, thought: Sparkle }[kind]
  return <Icon className={iconLooks[kind]} size={16} aria-hidden />
}

/** One tile for each site, four at most. */
const Favicons = ({ sources }: { sources: Source[] }) => {
  const byDomain = new Map(sources.map((source) => [domainOf(source.url), source.url]))
  return byDomain.size > 0 && <FaviconStack urls={[...byDomain.values()]} />
}
