import { Check, CircleStop, Sparkle, TriangleAlert } from 'lucide-react'
import { useContext } from 'react'
import { StoppingContext } from '@/components/context/thread-context'
import { cn } from '@/components/ui/cn'
import { domainOf, FaviconStack } from '@/components/ui/source-site'
import { Spinner } from '@/components/ui/status'
import type { Source } from '@/lib/protocol/event'
import { formatCount, formatSpokenTime, stoppingNotice } from '@/lib/run-view/format-run'
import { formatLive, formatSummary, formatThought, formatWait } from '@/lib/run-view/format-step'
import { planOf, stepCallsOf } from '@/lib/run-view/plan'
import type { RunView } from '@/lib/run-view/state'
import { Chevron } from './fold'
import { Clock, RunTimeContext } from './run-time'

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
/**
 * Open, it stays at the upper edge while its steps scroll below it. It draws the upper edge of the card itself, and the page beside its
 * corners, so that they do not show there.
 */
const stuck = cn('-mx-px -mt-px sticky top-0 z-2 bg-bg print:static')
const openLine = cn('rounded-t-lg border border-line bg-surface')
const quiet = cn('font-normal text-ink-3 text-sm')

/** The steps in one line, which never wraps: what happens now; once they are over, what was done and how long it took. */
export const RunLine = ({ run, id, listId, open, onToggle }: Props) => {
  const { startedAt, endedAt } = useContext(RunTimeContext)
  const ending = endedAt === undefined ? undefined : summarize(run)
  const liveText = useLiveText(run)
  const text = ending?.text ?? liveText
  const label =
    endedAt === undefined ? text : [text, ending?.detail, formatSpokenTime(endedAt - startedAt)].filter(Boolean).join(', ')
  return (
    <div className={open ? stuck : undefined}>
      <button
        type="button"
        id={id}
        className={cn(line, open ? openLine : 'rounded-lg')}
        data-slot="run-line"
        aria-expanded={open}
        aria-controls={listId}
        aria-label={label}
        onClick={onToggle}
      >
        {ending ? <EndingIcon kind={ending.kind} /> : <Spinner />}
        <span className={cn('min-w-0 truncate', ending ? textStyles[ending.kind] : 'shimmer')}>{text}</span>
        {!ending && <WaitClock run={run} />}
        {ending?.detail && <span className={cn(quiet, 'min-w-0 truncate max-2xs:hidden')}>{ending.detail}</span>}
        <span className={cn(quiet, 'ml-auto flex flex-none items-center gap-2.5')}>
          {ending?.kind === 'done' && <Favicons sources={run.sources} />}
          <Clock from={startedAt} until={endedAt} className="min-w-[5.2ch] text-right" />
          <Chevron isOpen={open} size={16} />
        </span>
      </button>
    </div>
  )
}

/** In place of the run line as long as there is no step. */
export const WaitingLine = ({ run }: { run: RunView }) => (
  <div className={line} data-slot="run-line">
    <Spinner />
    <span className="shimmer min-w-0 truncate">{useLiveText(run)}</span>
    <WaitClock run={run} />
  </div>
)

const useLiveText = (run: RunView): string => (useContext(StoppingContext) === run.runId ? stoppingNotice : formatLive(run))

/** How long the model has been silent, where the server has said that it is waited for. */
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

const textStyles: Record<Ending['kind'], string> = {
  done: 'flex-none',
  failed: '',
  stopped: 'text-ink-2',
  thought: 'text-ink-2',
}
const endingIconStyles: Record<Ending['kind'], string> = {
  done: '',
  failed: 'text-failed',
  stopped: 'text-ink-3',
  thought: 'text-ink-3',
}

type Ending = { kind: 'done' | 'failed' | 'stopped' | 'thought'; text: string; detail: string }

const summarize = (run: RunView): Ending => {
  const calls = stepCallsOf(run)
  if (calls.length === 0 && !planOf(run)) return { kind: 'thought', text: formatThoughts(run), detail: '' }
  const { steps, detail, failed } = formatSummary(run)
  if (failed) return { kind: 'failed', text: steps, detail: '' }
  if (run.answer !== undefined || run.state.name === 'done') return { kind: 'done', text: steps, detail }
  const finished = calls.filter((call) => call.state === 'done').length
  return {
    kind: 'stopped',
    text: finished === 0 ? 'Stopped' : `Stopped after ${formatCount(finished, ['step', 'steps'])}`,
    detail: formatPlanDone(run),
  }
}

/** "3 of 6 done", where there is a plan. */
const formatPlanDone = (run: RunView): string => {
  const count = planOf(run)?.count
  return count ? `${count} done` : ''
}

/** How long a run without calls thought, or how many notes it wrote. */
const formatThoughts = (run: RunView): string => {
  const spans = run.steps.flatMap((step) => (step.kind === 'thinking' ? [(step.endedAt ?? step.startedAt) - step.startedAt] : []))
  return spans.length === 0 ? formatCount(run.steps.length, ['note', 'notes']) : formatThought(spans.reduce((a, b) => a + b, 0))
}

const EndingIcon = ({ kind }: { kind: Ending['kind'] }) => {
  const Icon = { done: Check, failed: TriangleAlert, stopped: CircleStop, thought: Sparkle }[kind]
  return <Icon className={endingIconStyles[kind]} size={16} aria-hidden />
}

/** One icon for each site. */
const Favicons = ({ sources }: { sources: Source[] }) => {
  const byDomain = new Map(sources.map((source) => [domainOf(source.url), source.url]))
  return byDomain.size > 0 && <FaviconStack urls={[...byDomain.values()]} />
}
