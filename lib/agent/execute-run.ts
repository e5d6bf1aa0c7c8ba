import { aggregateTokenUsage, type TokenUsage, tokenUsageFromLangChainMetadata } from '@ag-ui/core'
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import { AppError, toAppError } from '@/lib/protocol/error'
import type { MessageId, RunEvent, RunEventOf, RunId, RunMetadata, StepName, ThreadId } from '@/lib/protocol/event'
import type { Unanswered } from '@/lib/protocol/order'
import type { AgentModel } from './agent'
import { type AnsweredCall, ToolCalls } from './call-tools'
import { type PastTurn, toHistory } from './history'
import { modelTurn, Watchdog } from './model-turn'
import { type ModelTurn, QueueCallbackHandler } from './queue-callback-handler'
import type { Tool } from './tools/define-tool'
import { FINAL_ANSWER, finalAnswer } from './tools/final-answer'

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
  const { log, runId, threadId, signal, createId } = options
  const usage: TokenUsage[] = []
  const toolsUsed = new Set<string>()
  try {
    log.append(runStarted(options))
    signal.throwIfAborted()
    await turns(options, usage, toolsUsed)
    log.close(
      {
        type: 'RUN_FINISHED',
        threadId,
        runId,
        outcome: { type: 'success' },
        usage: aggregateTokenUsage(usage),
        result: { toolsUsed: [...toolsUsed] },
      },
      { status: 'lost', message: 'The run ended before this step was finished.' },
    )
  } catch (error) {
    const ending = { usage: aggregateTokenUsage(usage) }
    if (signal.aborted && !(signal.reason instanceof AppError)) {
      log.close(
        {
          type: 'RUN_FINISHED',
          threadId,
          runId,
          outcome: { type: 'cancelled' },
          result: { toolsUsed: [...toolsUsed] },
          ...ending,
        },
        { status: 'cancelled', message: 'Stopped by you.' },
      )
      return
    }
    const failure = toAppError(signal.aborted ? signal.reason : error)
    const reference = createId()
      .replace(/[^a-z0-9]/gi, '')
      .slice(0, 4)
      .toUpperCase()
    options.onFailure(failure, reference)
    log.close(
      {
        type: 'RUN_ERROR',
        code: failure.code,
        message: failure.message,
        metadata: { retryable: failure.retryable, reference },
        ...ending,
      },
      { status: 'lost', message: 'The run ended before this step was finished.' },
    )
  }
}

async function turns(options: ExecuteRunOptions, usage: TokenUsage[], toolsUsed: Set<string>): Promise<void> {
  const left = new AbortController()
  try {
    await loop(options, AbortSignal.any([options.signal, left.signal]), usage, toolsUsed)
  } finally {
    // Calls that were started early by a turn that then failed must not outlive the run.
    left.abort()
  }
}

async function loop(
  options: ExecuteRunOptions,
  toolSignal: AbortSignal,
  usage: TokenUsage[],
  toolsUsed: Set<string>,
): Promise<void> {
  const { log, tools, signal, limits, now } = options
  const write = (event: RunEvent) => log.append(event)
  const calls = new ToolCalls({ tools, write, now, signal: toolSignal })
  const watchdog = new Watchdog(limits)
  let charsBefore = 0
  const handler = new QueueCallbackHandler({
    write,
    createId: options.createId,
    wordsOf: (name) => calls.wordsOf(name),
    onCallWritten: (call) => {
      if (calls.mayStartEarly(call)) void calls.start(call)
    },
    onDelta: (turn) => {
      watchdog.touch()
      if (charsBefore + turn.chars > limits.maxOutputTokens * 4) watchdog.abort(outputCap())
    },
  })
  const { messages: history, left } = toHistory(options.history)
  if (left > 0) {
    const message = `The oldest ${left === 1 ? 'question was' : `${left} questions were`} left out, so that the chat fits what the model can read.`
    write({ type: 'CUSTOM', name: 'unfold.notice', value: { code: 'history-cut', message } })
  }
  const scratchpad: BaseMessage[] = []

  for (let number = 1; number <= limits.maxTurns; number += 1) {
    const stepName: StepName = `turn-${number}`
    const isLast = number === limits.maxTurns
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
    checkFinish(turn)
    const answered = isLast ? [] : await Promise.all(turn.calls.map((call) => calls.start(call)))
    signal.throwIfAborted()
    for (const call of answered) toolsUsed.add(call.name)
    const tokens = tokenUsageFromLangChainMetadata(turn.usage, { model: options.model.name.id })
    if (tokens) usage.push(tokens)
    if (turn.calls.length === 0) {
      if (answerOf(turn).trim() === '') throw new AppError('empty-answer')
      write({ type: 'STEP_FINISHED', stepName, ...(tokens && { metadata: { usage: tokens } }) })
      return
    }
    if (isLast) break
    write({ type: 'STEP_FINISHED', stepName, ...(tokens && { metadata: { usage: tokens } }) })
    scratchpad.push(...toMessages(turn, answered))
  }
  throw new AppError('step-limit', { message: `Stopped after ${limits.maxTurns} steps without an answer.` })
}

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
          content: 'Call final_answer again, alone, now that you have the results.',
        }),
    ),
  ]
}

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
