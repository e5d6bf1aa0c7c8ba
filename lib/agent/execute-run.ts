import { aggregateTokenUsage, type TokenUsage, tokenUsageFromLangChainMetadata } from '@ag-ui/core'
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import { AppError, toAppError } from '@/lib/protocol/error'
import type { MessageId, RunEvent, RunEventOf, RunId, RunMetadata, StepName, ThreadId } from '@/lib/protocol/event'
import type { Unanswered } from '@/lib/protocol/order'
import type { AgentModel } from './agent'
import { type AnsweredCall, ToolCalls } from './call-tools'
import { type PastTurn, toHistory } from './history'
import { modelTurn } from './model-turn'
import { type ModelTurn, QueueCallbackHandler } from './queue-callback-handler'
import type { Tool } from './tools/define-tool'
import { FINAL_ANSWER, finalAnswer } from './tools/final-answer'
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
  /** Of the whole run; counted as four characters a token. */
  maxOutputTokens: number
}

export const defaultRunLimits: RunLimits = { maxTurns: 8, firstTokenMs: 30_000, betweenTokensMs: 30_000, maxOutputTokens: 16_000 }

export type ExecuteRunOptions = {
  log: EventSink
  threadId: ThreadId
  runId: RunId
  question: { id: MessageId; content: string }
  history: PastTurn[]
  model: AgentModel
  tools: Tool[]
  /** Aborted with an `AppError` the run fails with it; with anything else it was stopped by the person. */
  signal: AbortSignal
  metadata: Omit<RunMetadata, 'model'>
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
  const { log, runId, threadId, signal, tools, now } = options
  const ended = new AbortController()
  const write = (event: RunEvent) => log.append(event)
  const calls = new ToolCalls({ tools, write, now, signal: AbortSignal.any([signal, ended.signal]) })
  const usage: TokenUsage[] = []
  const end = (ending: Ending, unanswered: Unanswered) => {
    // Calls that were started early by a turn that then failed must not outlive the run.
    ended.abort()
    const base = { usage: aggregateTokenUsage(usage) }
    if (ending.type === 'RUN_ERROR') log.close({ ...ending, ...base }, unanswered)
    else log.close({ ...ending, ...base, threadId, runId, result: { toolsUsed: [...calls.used] } }, unanswered)
  }
  try {
    write(runStarted(options))
    signal.throwIfAborted()
    await turns(options, calls, usage)
    end({ type: 'RUN_FINISHED', outcome: { type: 'success' } }, unfinished)
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof AppError)) {
      end({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } }, { status: 'cancelled', message: 'Stopped by you.' })
      return
    }
    const failure = toAppError(signal.aborted ? signal.reason : error)
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

/** Resolves when the model has answered. Throws an `AppError` or the reason of `signal` when it has not. */
async function turns(options: ExecuteRunOptions, calls: ToolCalls, usage: TokenUsage[]): Promise<void> {
  const { log, tools, signal, limits, now } = options
  const write = (event: RunEvent) => log.append(event)
  const watchdog = new Watchdog(limits)
  let charsBefore = 0
  let isLast = false
  const handler = new QueueCallbackHandler({
    write,
    createId: options.createId,
    wordsOf: (name) => calls.wordsOf(name),
    onCallWritten: (call) => {
      if (!isLast && calls.mayStartEarly(call)) void calls.start(call)
    },
    onDelta: (turn) => {
      watchdog.touch()
      if (charsBefore + turn.chars > limits.maxOutputTokens * 4) watchdog.abort(outputCap())
    },
  })
  const { messages: history, left } = toHistory(options.history)
  if (left > 0) write({ type: 'CUSTOM', name: 'unfold.notice', value: { code: 'history-cut', message: leftOut(left) } })
  const scratchpad: BaseMessage[] = []
  let askedAgain = false

  for (let number = 1; number <= limits.maxTurns; number += 1) {
    const stepName: StepName = `turn-${number}`
    isLast = number === limits.maxTurns
    write({ type: 'STEP_STARTED', stepName })
    const turn = await modelTurn({
      model: options.model,
      tools: isLast ? [finalAnswer] : bindingsOf(tools),
      input: { question: options.question.content, today: new Date(now()).toUTCString().slice(0, 16), history, scratchpad },
      handler,
      watchdog,
      signal,
      notice: (value) => write({ type: 'CUSTOM', name: 'unfold.notice', value }),
      metadata: { run_id: options.runId, thread_id: options.threadId },
    })
    charsBefore += turn.chars
    const tokens = tokenUsageFromLangChainMetadata(turn.usage, { model: options.model.name.id })
    if (tokens) usage.push(tokens)
    checkFinish(turn)
    const answered = isLast ? [] : await Promise.all(turn.calls.map((call) => calls.start(call)))
    signal.throwIfAborted()
    const hasAnswered = answerOf(turn).trim() !== '' && (turn.calls.length === 0 || isLast)
    if (isLast && turn.calls.length > 0 && !hasAnswered) break
    if (!hasAnswered && turn.calls.length === 0) {
      // `final_answer` with other arguments than ours goes back to the model, as refused arguments of any tool do.
      if (turn.finalAnswers.length === 0 || askedAgain || isLast) throw new AppError('empty-answer')
      askedAgain = true
    }
    write({ type: 'STEP_FINISHED', stepName, ...(tokens && { metadata: { usage: tokens } }) })
    if (hasAnswered) return
    scratchpad.push(...toMessages(turn, answered))
  }
  throw new AppError('step-limit', { message: `Stopped after ${inSteps(limits.maxTurns)} without an answer.` })
}

const inSteps = (count: number): string => (count === 1 ? 'one step' : `${count} steps`)

const leftOut = (turns: number): string =>
  `The oldest ${turns === 1 ? 'question was' : `${turns} questions were`} left out, so that the chat fits what the model can read.`

const toReference = (id: string): string =>
  id
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 4)
    .toUpperCase()

const bindingsOf = (tools: Tool[]): StructuredToolInterface[] => [...tools.map((tool) => tool.binding), finalAnswer]

/** Both the text of `final_answer` and plain text are right. */
const answerOf = (turn: ModelTurn): string => turn.finalAnswers[0]?.text || turn.prose

/** A stream that ends without a reason was cut: what it wrote last may be half of something. */
function checkFinish(turn: ModelTurn): void {
  switch (turn.finishReason) {
    case 'length':
      throw new AppError('cut-off', { message: 'The answer was cut off at the model’s length limit.' })
    case 'content_filter':
      throw new AppError('content-filter')
    case undefined:
      if (turn.began)
        throw new AppError('cut-off', { message: 'The answer was cut off: the connection to the model ended early.' })
      throw new AppError('empty-answer')
  }
}

const outputCap = () => new AppError('cut-off', { message: 'The answer was cut off at this server’s length limit.' })

/** A turn and the answers to its calls, as the model is to see them again. */
function toMessages(turn: ModelTurn, answered: AnsweredCall[]): BaseMessage[] {
  const again = turn.finalAnswers.map(({ id }) => ({ id, name: FINAL_ANSWER, args: { answer: '', tools_used: [] } }))
  const toolCalls = answered.map(({ toolCallId, name, args }) => ({
    id: toolCallId as string,
    name,
    args: isRecord(args) ? args : {},
  }))
  return [
    new AIMessage({ content: turn.prose, tool_calls: [...toolCalls, ...again] }),
    ...answered.map(
      ({ toolCallId, name, content, failed }) =>
        new ToolMessage({ tool_call_id: toolCallId, name, content, status: failed ? 'error' : 'success' }),
    ),
    ...again.map(
      ({ id }) =>
        new ToolMessage({
          tool_call_id: id,
          name: FINAL_ANSWER,
          content: again.length > 0 && answered.length === 0 ? withoutAnswer : withResults,
        }),
    ),
  ]
}

const withResults = 'Call final_answer again, alone, now that you have the results.'
const withoutAnswer = 'Error: `answer` was missing or empty. Call final_answer again with your answer as text.'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function runStarted({ threadId, runId, question, model, metadata }: ExecuteRunOptions): RunEvent {
  const input = {
    threadId,
    runId,
    messages: [{ id: question.id, role: 'user', content: question.content }],
    tools: [],
    context: [],
  } as const
  return {
    type: 'RUN_STARTED',
    threadId,
    runId,
    protocolVersion: '1.0',
    input: { ...input, messages: [...input.messages], tools: [], context: [] },
    metadata: { model: model.name, ...metadata },
  }
}
