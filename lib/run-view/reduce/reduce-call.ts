import type { AppAnswer, Ms, RunEventOf, StepName, ToolCallId, ToolProgress } from '@/lib/protocol/event'
import type { Call, CallResult, CallState, RunView, StepItem } from '@/lib/run-view/state'

/** A row for a call, from the moment its name is known; calls of one turn share a step. */
export const addCall = (run: RunView, event: RunEventOf<'TOOL_CALL_START'>, at: Ms): RunView => {
  if (findStep(run, event.toolCallId) >= 0) return run
  const turn: StepName = run.turn ?? 'turn-0'
  const { sent, ...words } = event.metadata ?? { icon: 'tool', noun: ['call', 'calls'], effects: 'external' }
  const call: Call = {
    toolCallId: event.toolCallId,
    name: event.toolCallName,
    words,
    turn,
    argsText: '',
    startedAt: at,
    ...(sent && { sent }),
    state: 'writing',
  }
  const index = run.steps.findLastIndex((step) => step.kind === 'calls' && step.id === turn)
  const step = run.steps[index]
  if (step?.kind !== 'calls') return { ...run, steps: [...run.steps, { kind: 'calls', id: turn, calls: [call] }] }
  return { ...run, steps: run.steps.with(index, { ...step, calls: [...step.calls, call] }) }
}

/** Changes one call; the other steps stay the same objects. A call that is not there changes nothing. */
export const changeCall = (run: RunView, id: ToolCallId, change: (call: Call) => Call): RunView => {
  const index = findStep(run, id)
  const step = run.steps[index]
  if (step?.kind !== 'calls') return run
  const calls = step.calls.map((call) => (call.toolCallId === id ? change(call) : call))
  return { ...run, steps: run.steps.with(index, { ...step, calls }) }
}

/** What goes back to the model's server with a call, or with all that the model wrote in a turn. */
export const keepSent = (run: RunView, event: RunEventOf<'REASONING_ENCRYPTED_VALUE'>): RunView => {
  const { encryptedValue } = event
  if (event.subtype === 'tool-call') {
    return changeCall(run, event.entityId, (call) =>
      call.sent ? { ...call, sent: { ...call.sent, fields: encryptedValue } } : call,
    )
  }
  const index = run.steps.findLastIndex((step) => step.kind === 'calls' && step.id === event.entityId)
  const step = run.steps[index]
  return step?.kind === 'calls' ? { ...run, steps: run.steps.with(index, { ...step, sent: encryptedValue }) } : run
}

/** A call that waits, starts, or says what it does now. One that has its result is past that. */
export const toProgressed = (call: Call, progress: ToolProgress, at: Ms): Call => {
  switch (call.state) {
    case 'writing':
    case 'queued':
    case 'running': {
      if (progress.state === 'ended') return call
      if (progress.state === 'queued') return call.state === 'running' ? call : inState(call, { state: 'queued' })
      const runningAt = call.state === 'running' ? call.runningAt : at
      return inState(call, { state: 'running', runningAt, ...(progress.words !== undefined && { progress: progress.words }) })
    }
    default:
      return call
  }
}

/** A call with its result, whatever state it was in: refused arguments and a stop come before it ever ran. */
export const toResolved = (call: Call, event: RunEventOf<'TOOL_CALL_RESULT'>, at: Ms): Call => {
  const { status, ...told } = event.metadata ?? { status: 'ok', durationMs: 0 }
  const result: CallResult = { content: event.content, ...told }
  switch (status) {
    case 'ok':
      return inState(call, { state: 'done', runningAt: startOf(call) ?? at, endedAt: at, result })
    case 'cancelled':
      return toCancelled(call, at)
    default: {
      const runningAt = startOf(call)
      const lost = status === 'lost' && { lost: true as const }
      return inState(call, { state: 'failed', ...(runningAt !== undefined && { runningAt }), endedAt: at, result, ...lost })
    }
  }
}

/** Stopped: a call that was being written or run had begun; one that waited for a place had not. */
export const toCancelled = (call: Call, at: Ms, began = call.state === 'writing' || call.state === 'running'): Call =>
  inState(call, { state: 'cancelled', endedAt: at, began })

/** A call that got no result before its run ended. */
export const toLost = (call: Call, at: Ms, message: string): Call => {
  const runningAt = startOf(call)
  const result: CallResult = { content: '', durationMs: runningAt === undefined ? 0 : at - runningAt, error: { message } }
  return inState(call, { state: 'failed', ...(runningAt !== undefined && { runningAt }), endedAt: at, result, lost: true })
}

/** A call that is left to the app, which goes on with it. */
const toHandedOver = (call: Call, at: Ms): Call =>
  inState(call, {
    state: 'done',
    runningAt: startOf(call) ?? at,
    endedAt: at,
    result: { content: '', summary: 'handed to the app', durationMs: 0 },
  })

/** Such a call, with what the app gave back: it stands as long as it did before. */
const toAnsweredByApp = (call: Call, { content, error }: AppAnswer): Call => {
  if (call.state !== 'done') return call
  const { runningAt, endedAt } = call
  return inState(
    call,
    error === undefined
      ? { state: 'done', runningAt, endedAt, result: { content, summary: 'answered by the app', durationMs: 0 } }
      : { state: 'failed', runningAt, endedAt, result: { content: error, durationMs: 0, error: { message: error } } },
  )
}

/** Every call of the run through `change`; a step in which none changed stays the same object. */
export const changeCalls = (steps: StepItem[], change: (call: Call) => Call): StepItem[] =>
  steps.map((step) => {
    if (step.kind !== 'calls') return step
    const calls = step.calls.map(change)
    return calls.every((call, index) => call === step.calls[index]) ? step : { ...step, calls }
  })

/** A run that ends with calls which are left to the app: our part of them is done. */
export const handOver = (run: RunView, pending: readonly ToolCallId[], at: Ms): RunView =>
  pending.length === 0
    ? run
    : { ...run, steps: changeCalls(run.steps, (call) => (pending.includes(call.toolCallId) ? toHandedOver(call, at) : call)) }

/** Steps of the run before with what the app's tools gave back since. */
export const withAppAnswers = (steps: StepItem[], answers: readonly AppAnswer[]): StepItem[] =>
  answers.length === 0
    ? steps
    : changeCalls(steps, (call) => {
        const answer = answers.find(({ toolCallId }) => toolCallId === call.toolCallId)
        return answer ? toAnsweredByApp(call, answer) : call
      })

/** Only what every state has is carried over, so nothing of the state before stays behind. */
const inState = ({ toolCallId, name, words, turn, argsText, startedAt, argsEndedAt, sent }: Call, state: CallState): Call => ({
  toolCallId,
  name,
  words,
  turn,
  argsText,
  startedAt,
  ...(argsEndedAt !== undefined && { argsEndedAt }),
  ...(sent && { sent }),
  ...state,
})

const startOf = (call: Call): Ms | undefined => ('runningAt' in call ? call.runningAt : undefined)

const findStep = (run: RunView, id: ToolCallId): number =>
  run.steps.findLastIndex((step) => step.kind === 'calls' && step.calls.some((call) => call.toolCallId === id))
