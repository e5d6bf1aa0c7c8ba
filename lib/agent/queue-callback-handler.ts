import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { ChatModelStreamEvent, ContentBlockDelta } from '@langchain/core/language_models/event'
import { AppError } from '@/lib/protocol/error'
import type { RunEvent, StepName, ToolCallId, ToolWords } from '@/lib/protocol/event'
import { JsonScanner } from '@/lib/protocol/json-scanner'
import { AnswerText } from './answer-text'
import { emptyTurn, type FinalAnswerCall, type ModelReply, type WrittenCall } from './model-reply'
import { heldEvent, ownFieldsEvent } from './models/completion-reader'
import type { TurnFields } from './models/own-fields'
import { SentFieldsWriter } from './sent-fields'
import { TextSpans } from './text-spans'
import { finalAnswerName } from './tools/final-answer'

/** What the handler of one model turn is given. */
export type QueueCallbackHandlerOptions = {
  /** Takes the events, in order: the log of the run does. */
  write: (event: RunEvent) => void
  wordsOf: (toolName: string) => ToolWords
  createId: () => string
  /** Called when the arguments of a call are complete, though the model may still be writing the next call. */
  onCallWritten: (call: WrittenCall) => void
  /** How many characters this turn may have in all. What comes beyond that is not written. */
  maxChars: () => number
  /** Called whenever anything came from the model; comments that keep a connection open do not count. */
  onDelta: (turn: ModelReply) => void
}

/** A call that is being written. `argsChars` counts the characters of its arguments that have come. */
type Block = { argsChars: number } & (
  | { kind: 'call'; call: WrittenCall; scanner: JsonScanner }
  | { kind: 'answer'; call: FinalAnswerCall; text: AnswerText }
)

/**
 * LangChain's callbacks as AG-UI events: text, reasoning, the name of a tool as soon as it is known, its arguments as they
 * come. The arguments of `final_answer` are handled apart: they become the text of the answer. One handler serves one run;
 * each model turn is between `beginTurn` and `endTurn`, or `abandonTurn` where it failed.
 */
export class QueueCallbackHandler extends BaseCallbackHandler {
  override readonly name = 'unfold-queue'
  /** Without this, all callbacks of the process share one queue, and a slow one delays every other run's tokens. */
  override awaitHandlers = true
  /** A broken rule of the log is a bug, and must end the run instead of being printed and passed over. */
  override raiseError = true
  /** Asks LangChain for the provider-neutral stream events instead of chunks: a quarter of the CPU per token. */
  readonly lc_prefer_chat_model_stream_events = true

  readonly #options: QueueCallbackHandlerOptions
  readonly #spans: TextSpans
  /** The calls of this turn by the index of LangChain's content block. */
  readonly #blocks = new Map<number, Block>()
  #turn: ModelReply = emptyTurn()
  #stepName: StepName = 'turn-0'
  #sentFields: SentFieldsWriter
  /** The id that LangChain gave the model call of this turn; 'none' while no turn is open. */
  #modelRunId: string | undefined
  /** Characters that have been counted and will come once more, when it is known what they are. */
  #heldChars = 0

  constructor(options: QueueCallbackHandlerOptions) {
    super()
    this.#options = options
    this.#spans = new TextSpans(options.write, options.createId)
    this.#sentFields = new SentFieldsWriter(options.write)
  }

  /** Begins a turn. The object that is returned fills up as the model writes. */
  beginTurn(stepName: StepName): ModelReply {
    this.abandonTurn()
    this.#turn = emptyTurn()
    this.#stepName = stepName
    this.#sentFields = new SentFieldsWriter(this.#options.write)
    this.#modelRunId = undefined
    this.#heldChars = 0
    return this.#turn
  }

  /** Ends the texts, the reasoning and the calls that are open. */
  endTurn(): void {
    for (const block of this.#blocks.values()) if (block.kind === 'answer') block.text.flush()
    this.#spans.end()
    this.#sentFields.write(this.#turn, this.#stepName)
    for (const block of this.#blocks.values()) {
      if (block.kind === 'answer') block.text.end()
      else if (!block.call.complete) this.#options.write({ type: 'TOOL_CALL_END', toolCallId: block.call.toolCallId })
    }
    this.abandonTurn()
  }

  /** Takes no more of this turn, and leaves open what is open: closing the log ends it. */
  abandonTurn(): void {
    this.#blocks.clear()
    this.#spans.clear()
    this.#modelRunId = 'none'
  }

  /** The first model to start in a turn is the agent's; one that a tool calls inherits these callbacks and is passed over. */
  override handleChatModelStart(_llm: unknown, _messages: unknown, runId: string): void {
    this.#modelRunId ??= runId
  }

  override handleChatModelStreamEvent(event: ChatModelStreamEvent, runId: string): void {
    if (runId !== this.#modelRunId) return
    switch (event.event) {
      case 'content-block-start':
        this.#startBlock(event.index, event.content)
        return
      case 'content-block-delta':
        this.#addDelta(event.index, event.delta)
        return
      case 'message-finish':
        if (event.reason !== undefined) this.#turn.finishReason = event.reason
        if (event.usage !== undefined) this.#turn.usage = event.usage
        return
      case 'usage':
        this.#turn.usage = event.usage
        return
      case 'provider':
        this.#addProviderEvent(event.provider, event.name, event.payload)
        return
      case 'error':
        throw new Error(event.message)
    }
  }

  /** A block begins with nothing, with its first words, or as a call with its name. */
  #startBlock(index: number, content: { type: string; [field: string]: unknown }): void {
    const textIn = (field: string) => (typeof content[field] === 'string' ? content[field] : '')
    switch (content.type) {
      case 'text':
        this.#addDelta(index, { type: 'text-delta', text: textIn('text') })
        return
      case 'reasoning':
        this.#addDelta(index, { type: 'reasoning-delta', reasoning: textIn('reasoning') })
        return
      case 'tool_call_chunk':
      case 'tool_call':
        this.#spans.end()
        this.#startCall(index, textIn('name').slice(0, maxNameChars), textIn('id'))
        this.#addDelta(index, { type: 'tool-call-delta', args: textIn('args') })
    }
  }

  #startCall(index: number, name: string, id: string): void {
    const { createId, wordsOf, write } = this.#options
    const origin = this.#turn.sent?.origin
    const sent = origin !== undefined && id !== '' ? { sent: { id, origin } } : {}
    if (name === finalAnswerName) {
      const call: FinalAnswerCall = { id: id === '' ? createId() : id, argsText: '', text: '', ...sent }
      this.#turn.finalAnswers.push(call)
      this.#blocks.set(index, { kind: 'answer', call, text: new AnswerText(index, call, write, this.#spans), argsChars: 0 })
    } else {
      // An id of our own: a provider may repeat one in a later turn, where in our log an id is opened once in a run (L3), and
      // a few hide what is theirs alone in it.
      const toolCallId = createId() as ToolCallId
      const call: WrittenCall = { toolCallId, name, argsText: '', complete: false, ...sent }
      this.#turn.calls.push(call)
      this.#blocks.set(index, { kind: 'call', call, scanner: new JsonScanner(), argsChars: 0 })
      write({ type: 'TOOL_CALL_START', toolCallId, toolCallName: name, metadata: { ...wordsOf(name), ...structuredClone(sent) } })
    }
    this.#count(name)
  }

  #addDelta(index: number, delta: ContentBlockDelta): void {
    const text = this.#newTextOf(index, delta)
    if (text === '') return
    // All of it may come in one piece.
    const kept = firstChars(text, this.#options.maxChars() - this.#turn.chars)
    if (kept !== '') this.#write(index, delta.type, kept)
    this.#count(text)
  }

  /** What a delta adds. Arguments come as what is new, or (from Anthropic, Google, Ollama) as all there are so far. */
  #newTextOf(index: number, delta: ContentBlockDelta): string {
    const block = this.#blocks.get(index)
    switch (delta.type) {
      case 'text-delta':
        return delta.text
      case 'reasoning-delta':
        return delta.reasoning
      case 'tool-call-delta':
        if (block) block.argsChars += delta.args.length
        return delta.args
      case 'block-delta': {
        const args: unknown = Reflect.get(delta.fields, 'args')
        if (!block || typeof args !== 'string') return ''
        const added = args.slice(block.argsChars)
        block.argsChars = args.length
        return added
      }
      default:
        return ''
    }
  }

  #write(index: number, type: ContentBlockDelta['type'], text: string): void {
    if (type === 'text-delta') {
      this.#turn.prose += text
      this.#spans.text(index, text)
    } else if (type === 'reasoning-delta') {
      if (this.#turn.calls.length === 0) this.#turn.thought += text
      this.#spans.thinking(index, text)
    } else this.#addArgs(this.#blocks.get(index), text)
  }

  #addArgs(block: Block | undefined, delta: string): void {
    // Only the first `final_answer` of a turn speaks, and only when no other call stands before it.
    if (block?.kind === 'answer')
      block.text.push(delta, this.#turn.calls.length === 0 && this.#turn.finalAnswers[0] === block.call)
    if (block?.kind !== 'call') return
    const { call, scanner } = block
    const { write, onCallWritten } = this.#options
    if (call.complete) {
      if (delta.trim() !== '') throw new AppError('model-refused', { message: 'The model mixed up two tool calls.' })
      return
    }
    call.argsText += delta
    write({ type: 'TOOL_CALL_ARGS', toolCallId: call.toolCallId, delta })
    scanner.push(delta)
    if (!scanner.isComplete) return
    call.complete = true
    this.#sentFields.write(this.#turn, this.#stepName)
    write({ type: 'TOOL_CALL_END', toolCallId: call.toolCallId })
    onCallWritten(call)
  }

  /** What only the edge to the model knows: fields of a server's own, and that characters came which cannot be shown yet. */
  #addProviderEvent(origin: string, name: string, payload: unknown): void {
    if (name === heldEvent && typeof payload === 'string') {
      this.#count(payload)
      this.#heldChars += payload.length
    }
    if (name !== ownFieldsEvent) return
    const { message, calls } = payload as TurnFields
    this.#turn.sent = { origin, fields: message }
    for (const [index, fields] of Object.entries(calls)) {
      const call = this.#blocks.get(Number(index))?.call
      if (call?.sent) call.sent.fields = fields
    }
  }

  /** Counts what came, once: what was held back was counted then. */
  #count(text: string): void {
    const alreadyCounted = Math.min(this.#heldChars, text.length)
    this.#heldChars -= alreadyCounted
    this.#turn.began = true
    this.#turn.chars += text.length - alreadyCounted
    this.#options.onDelta(this.#turn)
  }
}

/** No tool has a longer one. */
const maxNameChars = 200

/** The first characters of a text, and no half of a surrogate pair. */
function firstChars(text: string, count: number): string {
  if (text.length <= count) return text
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(count - 1))
  return text.slice(0, Math.max(0, isHalf ? count - 1 : count))
}
