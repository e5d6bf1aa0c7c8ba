import { aggregateTokenUsage, type TokenUsage, tokenUsageFromLangChainMetadata } from '@ag-ui/core'
import type { BaseMessage } from '@langchain/core/messages'
import type { AppInput } from '@/lib/protocol/app-input'
import type { Conversation, Question } from '@/lib/protocol/conversation'
import { AppError, toAppError } from '@/lib/protocol/error'
import type {
  AppAnswer,
  BranchPoint,
  Notice,
  RunEvent,
  RunEventOf,
  RunId,
  RunMetadata,
  StartedInput,
  StepName,
  ThreadId,
  ToolCallId,
} from '@/lib/protocol/event'
import type { Unanswered } from '@/lib/protocol/order'
import { withAppAnswers } from '@/lib/run-view/reduce/reduce-call'
import type { InheritedSteps } from '@/lib/run-view/run-view'
import type { AgentModel } from './agent'
import { toAppNotes } from './app-notes'
import { AppTools } from './app-tools'
import { ToolCalls } from './call-tools'
import { type PastTurn, toHistory } from './history'
import { leftOut, modelTurn } from './model-turn'
import { parseCallArgs } from './parse-call-args'
import { type ModelReply, QueueCallbackHandler } from './queue-callback-handler'
import { toMessages, toScratchpad } from './scratchpad'
import { toImageMessages, toSaidHistory, toSaidMessages } from './spoken-text'
import type { Tool } from './tools/define-tool'
import { finalAnswer } from './tools/final-answer'
import { Watchdog } from './watchdog'

/** Where a run is written: its log. */
export type EventSink = {
  append(event: RunEvent): void
  close(ending: RunEventOf<'RUN_FINISHED' | 'RUN_ERROR'>, unanswered: Unanswered): void
}

export type RunLimits = {
  /** Model turns; the last one is offered `final_answer` only. */
  maxTurns: number
  firstTokenMs: number
  betweenTokensMs: number
  /** Silence of this length before a first token is said, with what is waited for. */
  quietMs: number
  /** Of earlier turns that are sent along. */
  maxHistoryChars: number
  /** Of the whole run. */
  maxOutputTokens: number
}

export const defaultRunLimits: RunLimits = {
  maxTurns: 8,
  firstTokenMs: 120_000,
  betweenTokensMs: 60_000,
  quietMs: 5000,
  maxHistoryChars: 60_000,
  maxOutputTokens: 16_000,
}

export type ExecuteRunOptions = Question & {
  log: EventSink
  threadId: ThreadId
  runId: RunId
  history: PastTurn[]
  /** The conversation as the client tells it, where no thread of it is stored. */
  conversation?: Conversation | undefined
  /** System messages of the app through which the person asks. */
  instructions?: string[] | undefined
  /** What that app tells beside the conversation. */
  app?: AppInput | undefined
  /** What tools of that app gave back for calls which the run before left to it. */
  answers?: AppAnswer[] | undefined
  model: AgentModel
  tools: Tool[]
  /** The point in another run that this one starts from. */
  from?: BranchPoint | undefined
  /** What it keeps of that run: those steps are not done again. */
  inheritedSteps?: InheritedSteps | undefined
  /** Aborted with an `AppError` the run fails with it; with anything else it was stopped by the person. */
  signal: AbortSignal
  metadata: Pick<RunMetadata, 'deadlineMs' | 'outlivesConnection'>
  limits: RunLimits
  now: () => number
  createId: () => string
  /** Called with what the run failed of, before the ending is written. */
  onFailure: (error: AppError, reference: string) => void
}

/**
 * The agent executor: a model turn, its tools, again, until an answer, Stop, the step budget or the deadline. It
 * writes RUN and STEP events, tool activity and results; the callback handler writes everything between. It never
 * rejects: every run ends by the rules of the log, whatever happens.
 */
export async function executeRun(options: ExecuteRunOptions): Promise<void> {
  const { log, runId, threadId, signal, tools, now, inheritedSteps } = options
  const ended = new AbortController()
  const write = (event: RunEvent) => log.append(event)
  const appTools = new AppTools(options.app ?? { tools: [] }, tools)
  const before = inheritedSteps && withAppAnswers(inheritedSteps.steps, options.answers ?? [])
  const calls = new ToolCalls({ tools, appTools, write, now, signal: AbortSignal.any([signal, ended.signal]), before })
  const usage: TokenUsage[] = []
  const end = (ending: Ending, unanswered: Unanswered) => {
    // Calls that were started early by a turn that then failed must not outlive the run.
    ended.abort()
    const spent = { usage: aggregateTokenUsage(usage) }
    if (ending.type === 'RUN_ERROR') log.close({ ...ending, ...spent }, unanswered)
    else log.close({ ...ending, ...spent, threadId, runId, result: { toolsUsed: [...calls.used] } }, unanswered)
  }
  try {
    write(runStarted(options))
    signal.throwIfAborted()
    const pending = await turns(
      { ...options, ...(before && { inheritedSteps: { ...inheritedSteps, steps: before } }) },
      calls,
      usage,
    )
    end(
      { type: 'RUN_FINISHED', outcome: { type: 'success', ...(pending.length > 0 && { pendingToolCallIds: pending }) } },
      unfinished,
    )
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof AppError)) {
      end({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } }, { status: 'cancelled', message: 'Stopped by you.' })
      return
    }
    const thrown = toAppError(signal.aborted ? signal.reason : error)
    const failure = options.model.explain?.(thrown) ?? thrown
    const reference = toReference(options.createId())
    options.onFailure(failure, reference)
    const { code, message, retryable } = failure
    end({ type: 'RUN_ERROR', code, message, metadata: { retryable, reference } }, unfinished)
  }
}

type Ending =
  | Pick<RunEventOf<'RUN_FINISHED'>, 'type' | 'outcome'>
  | Pick<RunEventOf<'RUN_ERROR'>, 'type' | 'code' | 'message' | 'metadata'>

const unfinished: Unanswered = { status: 'lost', message: 'The run ended before this step was finished.' }

/**
 * Resolves when the model has answered, or has made calls that are left to the app: those. Throws an `AppError` or the reason
 * of `signal` when it has done neither.
 */
async function turns(options: ExecuteRunOptions, calls: ToolCalls, usage: TokenUsage[]): Promise<ToolCallId[]> {
  const { log, signal, limits, now, from, inheritedSteps } = options
  const write = (event: RunEvent) => log.append(event)
  const watchdog = new Watchdog(limits)
  /** Counted as four characters a token. */
  const maxChars = limits.maxOutputTokens * 4
  let charsBefore = 0
  let isLast = false
  const handler = new QueueCallbackHandler({
    write,
    createId: options.createId,
    wordsOf: (name) => calls.wordsOf(name),
    onCallWritten: (call) => {
      if (!isLast && calls.mayStartEarly(call)) void calls.start(call)
    },
    maxChars: () => maxChars - charsBefore,
    onDelta: (turn) => {
      watchdog.touch()
      if (charsBefore + turn.chars > maxChars) watchdog.abort(outputCap())
    },
  })
  const { conversation } = options
  const { messages: history, left } = conversation
    ? toSaidHistory(conversation.before, limits.maxHistoryChars)
    : toHistory(options.history, limits.maxHistoryChars)
  let saidCut = false
  const notice = (value: Notice) => {
    // Each turn of the run leaves out the same.
    if (value.code === 'history-cut' && saidCut) return
    saidCut ||= value.code === 'history-cut'
    write({ type: 'CUSTOM', name: 'unfold.notice', value })
  }
  if (left > 0) notice({ code: 'history-cut', message: leftOut(left) })
  const scratchpad = inheritedSteps ? toScratchpad(inheritedSteps.steps) : toSaidMessages(conversation?.since ?? [])
  const app = toAppNotes(options)
  let before = inheritedSteps?.turns ?? 0
  if (inheritedSteps?.call) {
    before += 1
    scratchpad.push(...(await callAgain(inheritedSteps.call, `turn-${before}`, options, calls)))
  }
  // A person who wants the answer now gets it from one turn, which can do nothing else.
  const maxTurns = from?.action === 'answer-now' ? 1 : limits.maxTurns
  let askedAgain = false

  for (let number = 1; number <= maxTurns; number += 1) {
    const stepName: StepName = `turn-${before + number}`
    isLast = number === maxTurns
    calls.hasTurnsLeft = number < maxTurns - 1
    write({ type: 'STEP_STARTED', stepName })
    const turn = await modelTurn({
      model: options.model,
      tools: isLast ? [finalAnswer] : calls.offered,
      input: {
        question: options.question,
        images: toImageMessages(options),
        today: new Date(now()).toUTCString().slice(0, 16),
        last: isLast ? lastTurn : '',
        app,
        history,
        scratchpad,
      },
      handler,
      stepName,
      watchdog,
      quietMs: limits.quietMs,
      signal,
      notice,
      metadata: { run_id: options.runId, thread_id: options.threadId },
    })
    charsBefore += turn.chars
    const tokens = tokenUsageFromLangChainMetadata(turn.usage, { model: options.model.name.id })
    if (tokens) usage.push(tokens)
    checkFinish(turn)
    const pending = isLast ? [] : turn.calls.filter((call) => calls.isLeftToApp(call))
    const own = isLast ? [] : turn.calls.filter((call) => !pending.includes(call))
    const answered = await Promise.all(own.map((call) => calls.start(call)))
    signal.throwIfAborted()
    const hasAnswered = answerOf(turn).trim() !== '' && (turn.calls.length === 0 || isLast)
    if (isLast && turn.calls.length > 0 && !hasAnswered) break
    if (!hasAnswered && turn.calls.length === 0) {
      // `final_answer` with other arguments than ours goes back to the model, as refused arguments of any tool do.
      if (turn.finalAnswers.length === 0 || askedAgain || isLast) throw new AppError('empty-answer')
      askedAgain = true
    }
    write({ type: 'STEP_FINISHED', stepName, ...(tokens && { metadata: { usage: tokens } }) })
    if (pending.length > 0) return pending.map(({ toolCallId }) => toolCallId)
    if (hasAnswered) return []
    scratchpad.push(...toMessages(turn, answered))
  }
  if (from?.action === 'answer-now') throw new AppError('empty-answer')
  throw new AppError('step-limit', { message: `Stopped after ${inSteps(maxTurns)} without an answer.` })
}

/**
 * A step of the run before that a person wants again, perhaps with other arguments: a turn in which that call is made and
 * nothing else. To the model it is a call of its own, so what it reads next fits together.
 */
async function callAgain(
  { name, argsText }: NonNullable<InheritedSteps['call']>,
  stepName: StepName,
  { log, signal, createId }: ExecuteRunOptions,
  calls: ToolCalls,
): Promise<BaseMessage[]> {
  const toolCallId = createId() as ToolCallId
  log.append({ type: 'STEP_STARTED', stepName })
  log.append({ type: 'TOOL_CALL_START', toolCallId, toolCallName: name, metadata: calls.wordsOf(name) })
  if (argsText !== '') log.append({ type: 'TOOL_CALL_ARGS', toolCallId, delta: argsText })
  log.append({ type: 'TOOL_CALL_END', toolCallId })
  const answered = await calls.startAgain({ toolCallId, name, argsText, complete: true })
  signal.throwIfAborted()
  log.append({ type: 'STEP_FINISHED', stepName })
  return toMessages({ prose: '', finalAnswers: [] }, [answered])
}

const lastTurn = ' No tool but final_answer is left: answer now with what you have, and say what is missing.'

const inSteps = (count: number): string => (count === 1 ? 'one step' : `${count} steps`)

const toReference = (id: string): string =>
  id
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 4)
    .toUpperCase()

/** Both the text of `final_answer` and plain text are right. */
const answerOf = (turn: ModelReply): string => turn.finalAnswers[0]?.text || turn.prose

/**
 * A stream that ends without a reason was cut: what it wrote last may be half of something. It is whole where the server
 * said that this was all, and every call is a complete document.
 */
function checkFinish(turn: ModelReply): void {
  switch (turn.finishReason) {
    case 'length':
      throw new AppError('cut-off', { message: 'The answer was cut off at the model’s length limit.' })
    case 'content_filter':
      throw new AppError('content-filter')
    case undefined:
      if (turn.done && turn.began && isComplete(turn)) return
      if (turn.began)
        throw new AppError('cut-off', { message: 'The answer was cut off: the connection to the model ended early.' })
      throw new AppError('empty-answer')
  }
}

const isComplete = ({ calls, finalAnswers }: ModelReply): boolean =>
  calls.every((call) => call.complete) && finalAnswers.every(({ argsText }) => parseCallArgs(argsText) !== undefined)

const outputCap = () => new AppError('cut-off', { message: 'The answer was cut off at this server’s length limit.' })

function runStarted({ threadId, runId, messageId, question, model, from, metadata, answers = [] }: ExecuteRunOptions): RunEvent {
  const input: StartedInput = {
    threadId,
    runId,
    messages: [{ id: messageId, role: 'user', content: question }, ...answers],
    tools: [],
    context: [],
  }
  return {
    type: 'RUN_STARTED',
    threadId,
    runId,
    protocolVersion: '1.0',
    input,
    metadata: { model: model.name, ...metadata, ...(from && { from }) },
  }
}
