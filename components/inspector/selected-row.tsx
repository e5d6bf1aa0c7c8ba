import { memo } from 'react'
import { LongText, ResultView } from '@/components/run/result-view'
import { ArgsView, Output, StepPart } from '@/components/run/step-part'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import type { NumberedEvent } from '@/lib/protocol/event'
import { filterOfRow, findRowEvents } from '@/lib/run-view/find-row-events'
import { formatDuration } from '@/lib/run-view/format-run'
import { toJsonLines } from '@/lib/run-view/saved-run'
import { type Call, callsOf, type ModelTurn, type RunView } from '@/lib/run-view/state'
import type { TimelineRow } from '@/lib/run-view/timeline'
import { EventLine } from './event-list'

type Props = { row: TimelineRow; run: RunView; events: readonly NumberedEvent[]; onShowEvents(filter: string): void }

/** The details of one row of the timeline: its input, its result, its time and its events. */
export const SelectedRow = ({ row, run, events, onShowEvents }: Props) => (
  <section className="flex flex-col gap-2.5" aria-label={`Selected: ${row.label}`}>
    <h3 className="flex items-baseline gap-2 font-semibold text-sm wrap-anywhere">
      {row.label}
      {row.query !== undefined && (
        <em dir="auto" className="font-normal text-ink-2 not-italic">
          {row.query}
        </em>
      )}
      <span className="ml-auto flex-none font-normal text-ink-3 tabular-nums">{toTiming(row)}</span>
    </h3>
    <Content id={row.id} kind={row.kind} live={row.live} run={run} />
    <RowEvents id={row.id} kind={row.kind} run={run} events={events} onShowEvents={onShowEvents} />
  </section>
)

/** State and duration, such as "running, 2.1 s"; for what is done only the duration. */
const toTiming = ({ state, from, to, before }: TimelineRow): string => {
  const clock = before ? [] : [formatDuration(to - from)]
  return (state === 'done' ? clock : [state, ...clock]).join(', ')
}

type ContentProps = Pick<TimelineRow, 'id' | 'kind' | 'live'> & { run: RunView }

/** What the row produced. It does not render with each tick of the clock. */
const Content = memo(({ id, kind, live, run }: ContentProps) => {
  switch (kind) {
    case 'call': {
      const call = callsOf(run).find(({ toolCallId }) => toolCallId === id)
      return call ? <CallDetails call={call} /> : null
    }
    case 'thinking': {
      const step = run.steps.find((one) => one.id === id)
      return step?.kind === 'thinking' ? <Text name="Thinking" text={step.text.trim()} /> : null
    }
    case 'answer':
      return live ? null : <Text name="Answer" text={run.answer?.text ?? ''} />
    case 'model': {
      const turn = run.turns.find((one) => one.id === id)
      return turn ? <Facts facts={toTurnFacts(turn, run)} /> : null
    }
  }
})

/** Arguments and result of a call. It does not render while another call is streaming. */
const CallDetails = memo(({ call }: { call: Call }) => (
  <>
    <ArgsView argsText={call.argsText} writing={call.state === 'writing'} />
    {call.state === 'done' && <ResultView result={call.result} name={call.name} />}
    {call.state === 'failed' && (
      <Text name="Error" text={[call.result.error?.message, call.result.error?.detail].filter(Boolean).join('\n')} />
    )}
    {(call.state === 'running' || call.state === 'queued') && (
      <StepPart label="Result">
        <Output className="text-ink-3">{call.state === 'queued' ? 'Queued' : 'Waiting for the result'}</Output>
      </StepPart>
    )}
  </>
))

const Text = ({ name, text }: { name: string; text: string }) => (
  <StepPart label={name} actions={text !== '' && <CopyButton text={text} of={name.toLowerCase()} />}>
    <LongText text={text} />
  </StepPart>
)

const Facts = ({ facts }: { facts: [string, string][] }) => (
  <StepPart label="Usage" actions={<CopyButton text={facts.map(([name, value]) => `${name}: ${value}`).join('\n')} of="usage" />}>
    <dl className="rounded-md border border-line px-3 py-1 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-3 border-line py-1.25 not-first:border-t">
          <dt className="text-ink-3">{name}</dt>
          <dd className="text-right tabular-nums wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  </StepPart>
)

/** The facts of a model turn as label and value: its model, the time to its first token, and the token counts the provider reported. */
const toTurnFacts = ({ startedAt, firstTokenAt, usage }: ModelTurn, run: RunView): [string, string][] => {
  const tokens: [string, number | undefined][] = [
    ['Input tokens', usage?.inputTokens],
    ['Cached input tokens', usage?.cachedInputTokens],
    ['Output tokens', usage?.outputTokens],
    ['Reasoning tokens', usage?.reasoningTokens],
  ]
  return [
    ['Model', usage?.model ?? run.model.label],
    ...(firstTokenAt === undefined
      ? []
      : [['Time to first token', formatDuration(firstTokenAt - startedAt)] satisfies [string, string]]),
    ...tokens.flatMap(([name, count]): [string, string][] =>
      count === undefined ? [] : [[name, count.toLocaleString('en-GB')]],
    ),
  ]
}

/** As many events are listed here; the Events tab shows the rest. */
const maxEvents = 12

type EventsProps = Pick<TimelineRow, 'id' | 'kind'> & Omit<Props, 'row'>

const RowEvents = memo(
  ({ id, kind, run, events, onShowEvents }: EventsProps) => {
    const own = findRowEvents(events, { id, kind }, run)
    if (own.length === 0) return null
    return (
      <StepPart label="Events" actions={<CopyButton text={toJsonLines(own)} of="events" />}>
        <ol>
          {own.slice(0, maxEvents).map((event) => (
            <li key={event.seq}>
              <EventLine event={event} startedAt={run.startedAt} />
            </li>
          ))}
        </ol>
        {own.length > maxEvents && (
          <Button variant="link" size="xs" onClick={() => onShowEvents(filterOfRow({ id, kind }, run))}>
            Show all {own.length} events
          </Button>
        )}
      </StepPart>
    )
  },
  (a, b) =>
    a.id === b.id &&
    a.kind === b.kind &&
    a.events === b.events &&
    a.onShowEvents === b.onShowEvents &&
    a.run.startedAt === b.run.startedAt &&
    a.run.answer?.messageId === b.run.answer?.messageId,
)
