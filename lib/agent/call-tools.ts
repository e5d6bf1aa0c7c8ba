import type { StructuredToolInterface } from '@langchain/core/tools'
import pLimit from 'p-limit'
import type { ResultMetadata, RunEvent, ToolCallId, ToolProgress, ToolWords } from '@/lib/protocol/event'
import { resultId, toActivity } from '@/lib/protocol/order'
import type { StepItem } from '@/lib/run-view/state'
import { untilAborted } from './abortable'
import { type AppTools, appWords } from './app-input'
import { calledTooOften, describeFailure, noSuchTool, notJson, timedOut } from './call-failures'
import { type GivenAddresses, toPageKey } from './given-addresses'
import type { WrittenCall } from './model-reply'
import { parseCallArgs } from './parse-call-args'
import { type AnsweredCall, toAnswered } from './scratchpad'
import { SourceNumbers } from './source-numbers'
import type { Tool, ToolResult } from './tools/define-tool'
import { finalAnswer } from './tools/final-answer'

/** What the calls of a run need. */
export type CallToolsOptions = {
  tools: Tool[]
  /** The tools of the app through which the person asks. It answers their calls itself. */
  appTools?: AppTools
  write: (event: RunEvent) => void
  now: () => number
  /** The run's: aborted by Stop and by the deadline. */
  signal: AbortSignal
  /** Steps of the run that this one goes on from: what was called there has been called. */
  before?: StepItem[] | undefined
  /** What the person has named, where addresses are opened only that were, or that stand in a result. */
  given?: GivenAddresses | undefined
  maxInFlight?: number
}

const maxContentBytes = 32 * 1024
const maxIdenticalCalls = 3

/**
 * Runs the tools of one run: at most five at once, the rest queued; each with its own time limit; every call answered
 * by exactly one result, whatever happens. `start` may be called while the model still writes; calling it again for the
 * same call gives the same promise.
 */
export class ToolCalls {
  readonly #options: CallToolsOptions
  readonly #limit: ReturnType<typeof pLimit>
  readonly #started = new Map<ToolCallId, Promise<AnsweredCall>>()
  readonly #seen = new Map<string, Promise<AnsweredCall>[]>()
  readonly #sources: SourceNumbers
  /** How often each tool was called in this run. */
  readonly #calls = new Map<string, number>()
  /** Names of the tools that have answered well. */
  readonly used = new Set<string>()
  /** False in the last turn that is offered tools: a call that is refused there cannot be made again. */
  hasTurnsLeft = true
  /** Calls whose tool was said to wait or to run. */
  readonly #active = new Set<ToolCallId>()
  /** Calls that run or wait for a place. */
  #unfinished = 0

  constructor(options: CallToolsOptions) {
    this.#options = options
    this.#limit = pLimit(options.maxInFlight ?? 5)
    const before = (options.before ?? []).flatMap((step) => (step.kind === 'calls' ? step.calls : []))
    this.#sources = new SourceNumbers(before.flatMap((call) => (call.state === 'done' ? (call.result.sources ?? []) : [])))
    for (const call of before.flatMap(toAnswered)) {
      if (!call.failed) this.used.add(call.name)
      this.#remember(call.name, call.args, Promise.resolve(call))
    }
  }

  /** What the model is told of: our tools, those of the app, and how to answer; or only the one that the app has chosen. */
  get offered(): StructuredToolInterface[] {
    const { tools, appTools } = this.#options
    if (appTools?.chosen) return [appTools.chosen]
    return [...tools.map((tool) => tool.binding), ...(appTools?.bindings ?? []), finalAnswer]
  }

  /** Nothing is done here: the app answers it, if it can be read. */
  isLeftToApp(call: WrittenCall): boolean {
    return this.#isOfApp(call.name) && parseCallArgs(call.argsText) !== undefined
  }

  #isOfApp(name: string): boolean {
    return this.#options.appTools?.has(name) ?? false
  }

  wordsOf(name: string): ToolWords {
    if (this.#isOfApp(name)) return appWords
    return this.#tool(name)?.words ?? { icon: 'tool', noun: ['step', 'steps'], effects: 'external' }
  }

  /** A call may start before the model has finished its turn when its tool has no effects. */
  mayStartEarly(call: WrittenCall): boolean {
    return this.#tool(call.name)?.words.effects === 'none' && parseCallArgs(call.argsText) !== undefined
  }

  /** Whatever the tool does, it resolves. After Stop it does so without writing: closing the log answers what is left. */
  start(call: WrittenCall): Promise<AnsweredCall> {
    const known = this.#started.get(call.toolCallId)
    if (known) return known
    const answered = this.#answer(call)
    // A log that refuses to be written to is reported where the executor awaits this call, not as an unhandled rejection.
    answered.catch(() => undefined)
    this.#started.set(call.toolCallId, answered)
    return answered
  }

  /** Makes a call that a person asked for, however often it was made before. */
  startAgain(call: WrittenCall): Promise<AnsweredCall> {
    this.#seen.delete(toKey(call.name, parseCallArgs(call.argsText)))
    return this.start(call)
  }

  async #answer(call: WrittenCall): Promise<AnsweredCall> {
    const args = parseCallArgs(call.argsText)
    const tool = this.#tool(call.name)
    if (args === undefined && (tool || this.#isOfApp(call.name))) return this.#fail(call, {}, notJson(), 0)
    if (!tool) return this.#fail(call, args, noSuchTool(call.name, this.#options.tools), 0)
    const before = this.#seen.get(toKey(call.name, args)) ?? []
    const repeated = before.length + 1 >= maxIdenticalCalls ? before[0] : undefined
    if (!repeated && !this.#mayCall(tool)) return this.#fail(call, args, calledTooOften(tool), 0)
    const answer = repeated ? this.#repeat(call, args, repeated) : this.#limited(call, tool, args)
    this.#remember(call.name, args, answer)
    return answer
  }

  /** Counts the call. */
  #mayCall({ name, maxCalls = Number.POSITIVE_INFINITY }: Tool): boolean {
    const calls = (this.#calls.get(name) ?? 0) + 1
    this.#calls.set(name, calls)
    return calls <= maxCalls
  }

  #remember(name: string, args: unknown, answer: Promise<AnsweredCall>): void {
    const key = toKey(name, args)
    this.#seen.set(key, [...(this.#seen.get(key) ?? []), answer])
  }

  /** Waits for a free place, saying so if there is none. */
  async #limited(call: WrittenCall, tool: Tool, args: unknown): Promise<AnsweredCall> {
    this.#unfinished += 1
    if (this.#unfinished > this.#limit.concurrency) this.#progress({ toolCallId: call.toolCallId, state: 'queued' })
    return this.#limit(() => this.#run(call, tool, args)).finally(() => {
      this.#unfinished -= 1
    })
  }

  async #run(call: WrittenCall, tool: Tool, args: unknown): Promise<AnsweredCall> {
    const { signal, now } = this.#options
    const { toolCallId } = call
    if (signal.aborted) return unanswered(call, args)
    const startedAt = now()
    this.#progress({ toolCallId, state: 'running' })
    try {
      const result = await this.#inTime(tool, args, toolCallId)
      return this.#finish(call, args, result, now() - startedAt)
    } catch (error) {
      if (signal.aborted) return unanswered(call, args)
      return this.#fail(call, args, error, now() - startedAt)
    }
  }

  /** An address as a result or the person has written it, so that how the model writes it tells nobody anything. */
  #findAddress(address: string): string | undefined {
    const { given } = this.#options
    return this.#sources.find(address) ?? (given ? given.get(toPageKey(address) ?? '') : address)
  }

  /** A tool that ignores its signal is left behind when its time is over. */
  async #inTime(tool: Tool, args: unknown, toolCallId: ToolCallId): Promise<ToolResult> {
    const { signal, now } = this.#options
    const timeout = AbortSignal.timeout(tool.timeoutMs)
    const either = AbortSignal.any([signal, timeout])
    const progress = (words: string) => {
      if (!either.aborted) this.#progress({ toolCallId, state: 'running', words })
    }
    const result = tool.start(args, { signal: either, progress, now, findAddress: (address) => this.#findAddress(address) })
    return untilAborted(result, either, () => (timeout.aborted ? timedOut(tool) : either.reason))
  }

  #finish(call: WrittenCall, args: unknown, result: ToolResult, durationMs: number): AnsweredCall {
    const { toolCallId } = call
    if (this.#options.signal.aborted) return unanswered(call, args)
    this.used.add(call.name)
    const { content: whole, sources } = this.#sources.number(result)
    const { content, cutChars } = cut(whole)
    this.#result(toolCallId, content, {
      status: 'ok',
      durationMs,
      ...(result.summary !== undefined && { summary: result.summary }),
      ...(result.value !== undefined && { value: result.value }),
      ...(sources.length > 0 && { sources }),
      ...(cutChars > 0 && { truncated: cutChars }),
    })
    return { ...call, args, content, failed: false }
  }

  /** A person reads what became of the step, the model what it can do about it. */
  #fail(call: WrittenCall, args: unknown, error: unknown, durationMs: number): AnsweredCall {
    const { content, told, refused } = describeFailure(call.name, error)
    // What was refused may be asked for in another way.
    const failure = { ...told, ...(refused && this.hasTurnsLeft && { triesAgain: true as const }) }
    this.#result(call.toolCallId, content, { status: 'error', durationMs, error: failure })
    return { ...call, args, content, failed: true }
  }

  async #repeat(call: WrittenCall, args: unknown, earlier: Promise<AnsweredCall>): Promise<AnsweredCall> {
    const { content: result, failed } = await earlier
    const content = `${result}\n\nYou have made this call before, with the same arguments. Use its result, or do something else.`
    const { toolCallId } = call
    if (this.#options.signal.aborted) return unanswered(call, args)
    const message = 'The same call was made before; the model was given that result again.'
    this.#result(toolCallId, content, {
      status: failed ? 'error' : 'ok',
      durationMs: 0,
      summary: 'asked before',
      ...(failed && { error: { message } }),
    })
    return { ...call, args, content, failed }
  }

  #progress(content: ToolProgress): void {
    this.#active.add(content.toolCallId)
    this.#options.write(toActivity(content))
  }

  #result(toolCallId: ToolCallId, content: string, metadata: ResultMetadata): void {
    const { write } = this.#options
    write({ type: 'TOOL_CALL_RESULT', messageId: resultId(toolCallId), toolCallId, content, role: 'tool', metadata })
    if (this.#active.delete(toolCallId)) write(toActivity({ toolCallId, state: 'ended' }))
  }

  #tool(name: string): Tool | undefined {
    return this.#options.tools.find((tool) => tool.name === name)
  }
}

/** A call without a result, after Stop: closing the log writes one. */
const unanswered = (call: WrittenCall, args: unknown): AnsweredCall => ({ ...call, args, content: '', failed: true })

const toKey = (name: string, args: unknown): string => `${name} ${JSON.stringify(args)}`

/** Cuts what the model is given to 32 KiB of UTF-8, and says so in the text. */
function cut(content: string): { content: string; cutChars: number } {
  if (Buffer.byteLength(content) <= maxContentBytes) return { content, cutChars: 0 }
  const kept = Buffer.from(content)
    .subarray(0, maxContentBytes)
    .toString()
    .replace(/\uFFFD+$/, '')
  const cutChars = content.length - kept.length
  return { content: `${kept}\n\n[${cutChars} more characters were cut off here.]`, cutChars }
}
