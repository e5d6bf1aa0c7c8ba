import type { Ms, StepName, ToolIconName } from '@/lib/protocol/event'
import { elapsedOf } from './format-run'
import { formatSpokenStatus } from './format-step'
import { findQuery, isSearch } from './is-search'
import { type Call, isEnded, type ModelTurn, type RunView, type StepItem } from './state'

/** When what happened in a run. All times are milliseconds from its start. */
export type Timeline = {
  /** The run's clock: no row goes beyond it. */
  elapsed: Ms
  /** The rows are in the order in which things began: each model turn, then its thinking and its calls; the answer last. */
  rows: TimelineRow[]
}

/** One thing that took time in a run, from its beginning to its end. */
export type TimelineRow = {
  /** The id of the turn, the thinking or the call; for the answer, `answer`. */
  id: string
  kind: 'model' | 'thinking' | 'call' | 'answer'
  label: string
  /** What a search looks for. */
  query?: string
  /** The words of a call's tool. */
  icon?: ToolIconName
  from: Ms
  to: Ms
  /** It goes on: `to` is now. */
  live: boolean
  /** One word for people who do not see the bars: "running", "done", "failed". */
  state: string
  /** Taken over from the run that this one started from, so it has no time in this one. */
  before: boolean
  /** The spans are in order, each from the end of the one before it: together they are the row. */
  spans: TimelineSpan[]
}

/** A part of a row in which one thing went on. */
export type TimelineSpan = {
  /** `writing`: arguments; `waiting`: for a token, or a place; `text`: words of the model. */
  phase: 'writing' | 'waiting' | 'running' | 'text' | 'failed'
  from: Ms
  to: Ms
}

/** A run as rows and spans; `now` is the server's clock, and matters only while the run goes on. */
export const toTimeline = (run: RunView, now: Ms): Timeline => {
  const elapsed = Math.max(0, elapsedOf(run, Math.max(now, run.lastEventAt)))
  const clock: RunClock = { at: (moment) => Math.min(elapsed, Math.max(0, moment - run.startedAt)), now: elapsed }
  return { elapsed, rows: toRows(run, clock) }
}

/** When a call was written, waited and ran, as in its row, but in moments of the server's clock. */
export const toCallSpans = (call: Call, now: Ms): Spans =>
  toSpans(call.startedAt, toCallParts(call, { at: (moment) => moment, now }))

/** The id of the answer's row. */
export const answerRowId = 'answer'

type RunClock = {
  /** A moment, from the start of the run. */
  at(moment: Ms): Ms
  now: Ms
}

const toRows = (run: RunView, clock: RunClock): TimelineRow[] => {
  const rows: TimelineRow[] = []
  const left = [...run.turns]
  const addTurnsUpTo = (isThere: (turn: ModelTurn) => boolean) => {
    while (left[0] && isThere(left[0])) {
      rows.push(toModelRow(run, left[0], run.turns.length - left.length + 1, clock))
      left.shift()
    }
  }
  for (const step of run.steps) {
    switch (step.kind) {
      case 'note':
        break
      case 'thinking': {
        const before = step.startedAt < run.startedAt
        if (!before) addTurnsUpTo((turn) => turn.startedAt <= step.startedAt)
        rows.push(toThinkingRow(step, before, clock))
        break
      }
      case 'calls':
        for (const call of step.calls) {
          const before = call.startedAt < run.startedAt
          if (!before) addTurnsUpTo((turn) => numberOf(turn.id) <= numberOf(step.id))
          rows.push(toCallRow(call, before, clock))
        }
    }
  }
  addTurnsUpTo(() => true)
  if (run.answer && run.answer.text !== '') rows.push(toAnswerRow(run, run.answer, clock))
  return rows
}

/** Waits for the first token, writes, then waits for its tools: from the start of the turn to its end. */
const toModelRow = (run: RunView, turn: ModelTurn, place: number, clock: RunClock): TimelineRow => {
  const live = turn.endedAt === undefined && !isEnded(run)
  const to = live ? clock.now : clock.at(turn.endedAt ?? run.lastEventAt)
  const firstToken = turn.firstTokenAt === undefined ? to : clock.at(turn.firstTokenAt)
  const writes = live && (turn.wroteAt === undefined || isWriting(run))
  const wrote = writes || turn.wroteAt === undefined ? to : clock.at(turn.wroteAt)
  const failed = turn === run.turns.at(-1) && (run.state.name === 'failed' || run.state.name === 'interrupted')
  return {
    id: turn.id,
    kind: 'model',
    label: place === 1 ? 'Model' : `Model ${place}`,
    live,
    state: live ? (turn.firstTokenAt === undefined ? 'waiting' : writes ? 'writing' : 'waiting for its tools') : toEnd(failed),
    before: false,
    ...toSpans(clock.at(turn.startedAt), [
      { phase: 'waiting', to: firstToken },
      { phase: 'text', to: wrote },
      { phase: 'waiting', to },
      ...(failed ? [{ phase: 'failed', to } as const] : []),
    ]),
  }
}

const toThinkingRow = (step: Thinking, before: boolean, clock: RunClock): TimelineRow => {
  const live = step.endedAt === undefined
  const spans = before ? nothing : toSpans(clock.at(step.startedAt), [{ phase: 'text', to: clock.at(step.endedAt ?? Infinity) }])
  return { id: step.id, kind: 'thinking', label: 'Thinking', live, state: live ? 'thinking' : 'done', before, ...spans }
}

const toCallRow = (call: Call, before: boolean, clock: RunClock): TimelineRow => ({
  id: call.toolCallId,
  kind: 'call',
  label: call.name,
  ...toQuery(call),
  icon: call.words.icon,
  live: !('endedAt' in call),
  state: formatSpokenStatus(call, { shared: true }),
  before,
  ...(before ? nothing : toSpans(clock.at(call.startedAt), toCallParts(call, clock))),
})

const toQuery = (call: Call): Pick<TimelineRow, 'query'> => {
  const query = isSearch(call) ? findQuery(call.argsText)?.text.trim() : undefined
  return query ? { query } : {}
}

const toCallParts = (call: Call, clock: RunClock): SpanEnd[] => {
  const end = 'endedAt' in call ? clock.at(call.endedAt) : clock.now
  const written: SpanEnd = { phase: 'writing', to: call.argsEndedAt === undefined ? end : clock.at(call.argsEndedAt) }
  switch (call.state) {
    case 'writing':
    case 'queued':
      return [written, { phase: 'waiting', to: end }]
    case 'running':
    case 'done':
      return [
        { ...written, to: clock.at(call.argsEndedAt ?? call.runningAt) },
        { phase: 'waiting', to: clock.at(call.runningAt) },
        { phase: 'running', to: end },
      ]
    case 'failed':
      return [
        { ...written, to: clock.at(call.argsEndedAt ?? call.runningAt ?? call.endedAt) },
        ...(call.runningAt === undefined ? [] : [{ phase: 'waiting', to: clock.at(call.runningAt) } as const]),
        { phase: 'failed', to: end },
      ]
    case 'cancelled':
      return [written, { phase: call.began ? 'running' : 'waiting', to: end }]
  }
}

const toAnswerRow = (run: RunView, answer: NonNullable<RunView['answer']>, clock: RunClock): TimelineRow => {
  const live = answer.state === 'writing' && !isEnded(run)
  const turn = run.turns.at(-1)
  const to = live ? clock.now : clock.at(turn?.wroteAt ?? turn?.endedAt ?? run.lastEventAt)
  return {
    id: answerRowId,
    kind: 'answer',
    label: 'Answer',
    live,
    state: live ? 'writing' : 'done',
    before: false,
    ...toSpans(clock.at(answer.startedAt), [{ phase: 'text', to }]),
  }
}

type Thinking = Extract<StepItem, { kind: 'thinking' }>
type SpanEnd = { phase: TimelineSpan['phase']; to: Ms }
type Spans = Pick<TimelineRow, 'from' | 'to' | 'spans'>

const nothing: Spans = { from: 0, to: 0, spans: [] }

/** One after the other; an empty one is left out, but for a failure, which is always to be seen. */
const toSpans = (from: Ms, ends: SpanEnd[]): Spans => {
  const spans: TimelineSpan[] = []
  let at = from
  for (const { phase, to } of ends) {
    if (to > at || phase === 'failed') spans.push({ phase, from: at, to: Math.max(at, to) })
    at = Math.max(at, to)
  }
  return { from, to: at, spans }
}

const isWriting = (run: RunView): boolean =>
  run.answer?.state === 'writing' ||
  run.steps.some((step) =>
    step.kind === 'thinking'
      ? step.endedAt === undefined
      : step.kind === 'calls' && step.calls.some((call) => call.state === 'writing' && call.argsEndedAt === undefined),
  )

const toEnd = (failed: boolean): string => (failed ? 'failed' : 'done')

const numberOf = (turn: StepName): number => Number(turn.replace('turn-', ''))
