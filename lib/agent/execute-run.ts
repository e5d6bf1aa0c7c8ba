import { aggregateTokenUsage, type TokenUsage, tokenUsageFromLangChainMetadata } from '@ag-ui/core'
import { AppError, toAppError } from '@/lib/protocol/error'
import type { Notice, RunEvent, RunEventOf, StartedInput, StepName, ToolCallId } from '@/lib/protocol/event'
import type { Unanswered } from '@/lib/protocol/order'
import { isPlanCall } from '@/lib/run-view/plan'
import { withAppAnswers } from '@/lib/run-view/reduce/reduce-call'
import { callsOf } from '@/lib/run-view/state'
import { AppTools, toAppNotes } from './app-input'
import { askModel, cutShort } from './ask-model'
import { ToolCalls } from './call-tools'
import { shortenScratchpad } from './fit-context'
import { readGivenAddresses } from './given-addresses'
import { toImageMessages } from './history'
import { readMessagesBefore } from './messages-before'
import { answerOf, checkFinish } from './model-reply'
import { thoroughly } from './prompt'
import { QueueCallbackHandler } from './queue-callback-handler'
import type { ExecuteRunOptions, RunLimits } from './run-options'
import { toMessages } from './scratchpad'
import { toDocumentNotes } from './tools/documents'
import { finalAnswer } from './tools/final-answer'
import { updatePlan } from './tools/update-plan'
import { Watchdog } from './watchdog'

/**
 * The agent executor: a model turn, its tools, again, until an answer, Stop, the last turn or the deadline. It writes RUN
 * and STEP events, tool activity and results; the callback handler writes everything between. It never rejects: every run
 * ends by the rules of the log, whatever happens.
 */
export async function executeRun(options: ExecuteRunOptions): Promise<void> {
  const { log, runId, threadId, signal, tools, now } = options
  const hasEnded = new AbortController()
  const steps = options.inheritedSteps && withAppAnswers(options.inheritedSteps.steps, options.answers ?? [])
  const inheritedSteps = steps && options.inheritedSteps && { ...options.inheritedSteps, steps }
  const calls = new ToolCalls({
    tools,
    appTools: new AppTools(options.app ?? { tools: [] }, tools),
    write: (event) => log.append(event),
    now,
    signal: AbortSignal.any([signal, hasEnded.signal]),
    before: steps,
    given: readGivenAddresses(options),
  })
  const usage: TokenUsage[] = []
  const end = (ending: Ending, unanswered: Unanswered) => {
    // Calls that were started early by a turn that then failed must not outlive the run.
    hasEnded.abort()
    const spent = { usage: aggregateTokenUsage(usage) }
    if (ending.type === 'RUN_ERROR') log.close({ ...ending, ...spent }, unanswered)
    else log.close({ ...ending, ...spent, threadId, runId, result: { toolsUsed: [...calls.used] } }, unanswered)
  }
  try {
    log.append(runStarted(options))
    signal.throwIfAborted()
    const pending = await untilAnswered({ ...options, inheritedSteps }, calls, usage)
    const outcome = { type: 'success' as const, ...(pending.length > 0 && { pendingToolCallIds: pending }) }
    end({ type: 'RUN_FINISHED', outcome }, unfinished)
  } catch (error) {
    // The deadline, or a process that ends, aborts with an `AppError`; what aborts with anything else is a Stop (`RunRegistry`).
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

function runStarted(options: ExecuteRunOptions): RunEvent {
  const { threadId, runId, messageId, question, model, from, mode, metadata, answers = [] } = options
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
    metadata: { model: model.name, ...metadata, ...(from && { from }), ...(mode && { mode }) },
  }
}

/** The short code by which a person and the log of the server name the same failure. */
const toReference = (id: string): string =>
  id
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 4)
    .toUpperCase()

/**
 * The loop. It resolves when the model has answered, or has made calls that are left to the app, with the ids of those.
 * It throws an `AppError` or the reason of `signal` when the model has done neither.
 */
async function untilAnswered(options: ExecuteRunOptions, calls: ToolCalls, usage: TokenUsage[]): Promise<ToolCallId[]> {
  const { log, signal, limits, now, from, mode } = options
  const write = (event: RunEvent) => log.append(event)
  const notice = createNotices(write)
  const watchdog = new Watchdog(limits)
  const startedAt = now()
  /** What the model may still write, counted as four characters a token. */
  let charsLeft = limits.maxOutputTokens * 4
  let isLast = false
  let turnsTaken = 0
  const handler = new QueueCallbackHandler({
    write,
    createId: options.createId,
    wordsOf: (name) => calls.wordsOf(name),
    onCallWritten: (call) => {
      if (!isLast && calls.mayStartEarly(call)) void calls.start(call)
    },
    maxChars: () => charsLeft,
    onDelta: (turn) => {
      watchdog.touch()
      if (turn.chars > charsLeft) watchdog.abort(outputLimit())
    },
  })
  const { history, turnsBefore, ...before } = await readMessagesBefore(options, calls, notice)
  let { scratchpad } = before
  const app = toAppNotes(options)
  // A person who wants the answer now gets it from one turn, which can do nothing else.
  const maxTurns = from?.action === 'answer-now' ? 1 : limits.maxTurns
  const plansFirst = mode === 'thorough' && !hasPlan(options) && !options.app?.chosen
  let hasAskedAgain = false

  for (let number = 1; number <= maxTurns; number += 1) {
    const stepName: StepName = `turn-${turnsBefore + number}`
    isLast = number === maxTurns || (number > 1 && isRunningOut(limits, { elapsedMs: now() - startedAt, charsLeft }))
    turnsTaken = number
    calls.hasTurnsLeft = number < maxTurns - 1
    const shortened = shortenScratchpad(scratchpad, limits.maxScratchpadChars)
    if (shortened !== scratchpad) notice({ code: 'history-cut', message: cutShort })
    scratchpad = shortened
    write({ type: 'STEP_STARTED', stepName })
    const turn = await askModel({
      model: options.model,
      tools: isLast ? [finalAnswer] : calls.offered,
      ...(plansFirst && number === 1 && !isLast && { required: updatePlan.binding }),
      input: {
        question: options.question,
        images: toImageMessages(options),
        today: new Date(now()).toUTCString().slice(0, 16),
        last: isLast ? lastTurn : '',
        mode: mode === 'thorough' ? thoroughly : '',
        files: toDocumentNotes(options.documents),
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
    charsLeft -= turn.chars
    const tokens = tokenUsageFromLangChainMetadata(turn.usage, { model: options.model.name.id })
    if (tokens) usage.push(tokens)
    checkFinish(turn)
    const finished: RunEvent = { type: 'STEP_FINISHED', stepName, ...(tokens && { metadata: { usage: tokens } }) }
    if (isLast || turn.calls.length === 0) {
      if (answerOf(turn).trim() !== '') {
        write(finished)
        return []
      }
      if (turn.calls.length > 0) break
      // `final_answer` with other arguments than ours goes back to the model once, as refused arguments of any tool do.
      if (isLast || hasAskedAgain || turn.finalAnswers.length === 0) throw new AppError('empty-answer')
      hasAskedAgain = true
    }
    const pending = turn.calls.filter((call) => calls.isLeftToApp(call))
    const own = turn.calls.filter((call) => !pending.includes(call))
    const answered = await Promise.all(own.map((call) => calls.start(call)))
    signal.throwIfAborted()
    write(finished)
    if (pending.length > 0) return pending.map(({ toolCallId }) => toolCallId)
    scratchpad.push(...toMessages(turn, answered))
  }
  if (from?.action === 'answer-now') throw new AppError('empty-answer')
  throw new AppError('step-limit', { message: `Stopped after ${formatSteps(turnsTaken)} without an answer.` })
}

/** What is left of the time, or of what the model may write, is needed for the answer. */
const isRunningOut = (
  { answerAfterMs = Infinity, maxOutputTokens }: RunLimits,
  { elapsedMs, charsLeft }: { elapsedMs: number; charsLeft: number },
): boolean => elapsedMs > answerAfterMs || charsLeft < maxOutputTokens

/** The run goes on from one that has planned. */
const hasPlan = ({ inheritedSteps }: ExecuteRunOptions): boolean =>
  inheritedSteps !== undefined && callsOf(inheritedSteps).some((call) => isPlanCall(call) && call.state === 'done')

const lastTurn = ' No tool but final_answer is left: answer now with what you have, and say what is missing.'

const outputLimit = () => new AppError('cut-off', { message: 'The answer was cut off at this server’s length limit.' })

const formatSteps = (count: number): string => (count === 1 ? 'one step' : `${count} steps`)

/** Writes notices. That the history was cut is said once, though each turn leaves out the same. */
function createNotices(write: (event: RunEvent) => void): (notice: Notice) => void {
  let saysCut = false
  return (value) => {
    if (value.code === 'history-cut' && saysCut) return
    saysCut ||= value.code === 'history-cut'
    write({ type: 'CUSTOM', name: 'unfold.notice', value })
  }
}
