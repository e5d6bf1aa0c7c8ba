import type { TokenUsage } from '@ag-ui/core'
import { toErrorCode } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunEventOf, Source } from '@/lib/protocol/event'
import { addSources } from '@/lib/protocol/sources'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { endRun } from './end-run'
import { addCall, changeCall, handOver, keepSent, toProgressed, toResolved, withAppAnswers } from './reduce-call'
import { addText, closeText, demoteAnswer, openText } from './reduce-text'
import { addThought, closeThinking, openThinking } from './reduce-thinking'
import { closeTurn, markFirstToken, markWritten, openTurn } from './reduce-turns'

/**
 * One event's effect on the view of its run. Pure; what an event does not touch is shared with the view before, so
 * a component may compare by identity. An event whose `seq` has been folded in is passed over (rule L6), and so is one
 * of a type that only a newer server knows.
 */
export const reduceRun = (run: RunView, event: NumberedEvent): RunView => {
  if (event.seq <= run.lastSeq) return run
  const heard: RunView = { ...run, lastSeq: event.seq, lastEventAt: event.timestamp }
  const next = markWritten(applyEvent(heard, event), event)
  if (!showsModelAtWork(event)) return next
  const { notice: _over, ...rest } = next
  return markFirstToken({ ...rest, firstTokenAt: next.firstTokenAt ?? event.timestamp }, event.timestamp)
}

const applyEvent = (run: RunView, event: NumberedEvent): RunView => {
  const at = event.timestamp
  switch (event.type) {
    case 'RUN_STARTED':
      return startRun(run, event, at)
    case 'STEP_STARTED':
      // Whatever was said in the turn before, the model goes on, so that was not the answer.
      return openTurn({ ...demoteAnswer(run), turn: event.stepName }, event.stepName, at)
    case 'STEP_FINISHED': {
      const { turn: _over, ...rest } = run
      const closed = closeTurn(rest, at, event.metadata?.usage)
      return withTokens(closed, (run.totalTokens ?? 0) + tokensOf(event.metadata?.usage), event.metadata?.usage)
    }
    case 'REASONING_START':
    case 'REASONING_MESSAGE_START':
      return openThinking(run, event.messageId, at)
    case 'REASONING_MESSAGE_CONTENT':
      return addThought(run, event.delta)
    case 'REASONING_MESSAGE_END':
      return run
    case 'REASONING_END':
      return closeThinking(run, at)
    case 'REASONING_ENCRYPTED_VALUE':
      return keepSent(run, event)
    case 'TEXT_MESSAGE_START':
      return openText(run, event.messageId, event.metadata?.kind ?? 'prose', at)
    case 'TEXT_MESSAGE_CONTENT':
      return addText(run, event.messageId, event.delta)
    case 'TEXT_MESSAGE_END':
      return closeText(run, event.messageId)
    case 'TOOL_CALL_START':
      return addCall(demoteAnswer(withoutFirstCall(run, event.metadata?.effects === 'external')), event, at)
    case 'TOOL_CALL_ARGS':
      return changeCall(run, event.toolCallId, (call) => ({ ...call, argsText: call.argsText + event.delta }))
    case 'TOOL_CALL_END':
      return changeCall(run, event.toolCallId, (call) => ({ ...call, argsEndedAt: at }))
    case 'ACTIVITY_SNAPSHOT':
      return changeCall(run, event.content.toolCallId, (call) => toProgressed(call, event.content, at))
    case 'TOOL_CALL_RESULT':
      return withSources(
        changeCall(withoutFirstCall(run, isAnswered(event)), event.toolCallId, (call) => toResolved(call, event, at)),
        event.metadata?.sources,
      )
    case 'CUSTOM': {
      const { name } = event
      switch (name) {
        case 'unfold.notice':
          return event.value.code === 'image-left-out'
            ? { ...run, imageLeftOut: event.value.message }
            : { ...run, notice: { ...event.value, at } }
        default:
          return passOver(name, run)
      }
    }
    case 'RUN_FINISHED': {
      const name = event.outcome?.type === 'cancelled' ? 'stopped' : 'done'
      const pending = event.outcome?.type === 'success' ? event.outcome.pendingToolCallIds : undefined
      return withTotal(endRun(handOver(run, pending ?? [], at), at, { name }), event.usage)
    }
    case 'RUN_ERROR':
      return failRun(run, event, at)
    default:
      return passOver(event, run)
  }
}

/** Stands for `unreachable`, for the compiler: a new event of ours is an error above. A newer server's is passed over. */
const passOver = (_event: never, run: RunView): RunView => run

/**
 * The first call of a run that starts with one is that one. When it is over it is not to be made any more, and neither
 * is one that acts on the world when it has begun: nobody knows how far it came.
 */
const withoutFirstCall = (run: RunView, isOver: boolean): RunView => {
  if (!isOver || !run.nextCall) return run
  const { nextCall: _made, ...rest } = run
  return rest
}

const isAnswered = ({ metadata }: RunEventOf<'TOOL_CALL_RESULT'>): boolean =>
  metadata?.status !== 'lost' && metadata?.status !== 'cancelled'

/** What a notice ("Trying again in 12 s.") was waiting for, and what the first-token clock measures. */
const showsModelAtWork = (event: NumberedEvent): boolean =>
  event.type === 'TOOL_CALL_START' ||
  ((event.type === 'TEXT_MESSAGE_CONTENT' || event.type === 'REASONING_MESSAGE_CONTENT') && event.delta !== '')

const startRun = ({ mode: _before, ...run }: RunView, event: RunEventOf<'RUN_STARTED'>, at: Ms): RunView => ({
  // A server that no longer has the other run asks the question anew.
  ...withInput(event.metadata?.from === undefined ? withoutInheritedSteps(run) : run, event),
  runId: event.runId,
  threadId: event.threadId,
  startedAt: at,
  model: event.metadata?.model ?? run.model,
  outlivesConnection: event.metadata?.outlivesConnection ?? false,
  ...(event.metadata?.mode && { mode: event.metadata.mode }),
  state: isEnded(run) ? run.state : { name: 'working' },
})

const withoutInheritedSteps = ({ inheritedSteps: _none, nextCall: _nor, ...run }: RunView): RunView => ({
  ...run,
  steps: [],
  sources: [],
})

/** The question with the files that came with it, and what the app gave back for calls that the run before left to it. */
const withInput = ({ files: _hoped, ...run }: RunView, { input, metadata }: RunEventOf<'RUN_STARTED'>): RunView => {
  const asked = metadata?.files ? { ...run, files: metadata.files } : run
  if (!input) return asked
  const [{ content: question }, ...answers] = input.messages
  return { ...asked, question, steps: withAppAnswers(run.steps, answers) }
}

const failRun = (run: RunView, event: RunEventOf<'RUN_ERROR'>, at: Ms): RunView => {
  const code = toErrorCode(event.code)
  const { message, metadata } = event
  const ended =
    code === 'interrupted'
      ? endRun(run, at, { name: 'interrupted', message })
      : endRun(run, at, {
          name: 'failed',
          code,
          message,
          retryable: metadata?.retryable ?? false,
          reference: metadata?.reference ?? '',
        })
  return withTotal(ended, event.usage)
}

const withSources = (run: RunView, found: Source[] | undefined): RunView => {
  const sources = addSources(run.sources, found)
  return sources === run.sources ? run : { ...run, sources }
}

/** The run's own total, where it tells one, is truer than the sum over its turns. */
const withTotal = (run: RunView, usage: TokenUsage[] | undefined): RunView =>
  withTokens(
    run,
    (usage ?? []).reduce((sum, part) => sum + tokensOf(part), 0),
    usage,
  )

const withTokens = (run: RunView, totalTokens: number, told: unknown): RunView =>
  told === undefined || totalTokens === 0 ? run : { ...run, totalTokens }

const tokensOf = (usage: TokenUsage | undefined): number =>
  usage?.totalTokens ?? (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0)
