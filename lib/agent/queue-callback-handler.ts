import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { ChatModelStreamEvent, ContentBlockDelta } from '@langchain/core/language_models/event'
import type { AIMessageChunk } from '@langchain/core/messages'
import { AppError } from '@/lib/protocol/error'
import type { MessageId, RunEvent, SentCall, StepName, ToolCallId, ToolWords } from '@/lib/protocol/event'
import { JsonProperty } from '@/lib/protocol/json-property'
import { JsonScanner } from '@/lib/protocol/json-scanner'
import { HELD, OWN_FIELDS } from './models/completion-reader'
import type { OwnFields, TurnFields } from './models/own-fields'
import { type TextPiece, TextReader } from './models/text-reader'
import { toEncryptedValue, withoutThinking } from './sent-fields'
import { TextSpans } from './text-spans'
import { FINAL_ANSWER } from './tools/final-answer'

/** What one model turn has written so far. */
export type ModelReply = {
  prose: string
  /** What the model thought before its first call. */
  thought: string
  /** Where the message came from, and what its server put beside it; see `toOrigin`. */
  sent?: { origin: string; fields: OwnFields }
  calls: WrittenCall[]
  finalAnswers: FinalAnswerCall[]
  /** What LangChain made of it all, where it is to go back as it is. */
  message?: AIMessageChunk
  /** Why the model stopped; absent when the stream ended without saying so. */
  finishReason?: string
  /** The server said that this was all, though perhaps not why. */
  done?: boolean
  /** As LangChain reports it (`usage_metadata`). */
  usage?: unknown
  /** Characters received, of every kind. */
  chars: number
  /** True once anything was received: from here on nothing may be tried again. */
  began: boolean
}

export type WrittenCall = {
  toolCallId: ToolCallId
  name: string
  argsText: string
  complete: boolean
  /** What the model's server is given back with this call. */
  sent?: SentCall & { fields?: OwnFields }
}
export type FinalAnswerCall = {
  id: string
  messageId?: MessageId
  argsText: string
  text: string
  sent?: SentCall & { fields?: OwnFields }
}

export type QueueCallbackHandlerOptions = {
  /** Where the events go: the run's log. */
  write: (event: RunEvent) => void
  wordsOf: (toolName: string) => ToolWords
  createId: () => string
  /** A call's arguments are a complete document, though the model may still be writing the next call. */
  onCallWritten: (call: WrittenCall) => void
  /** How many characters this turn may have in all; of what comes beyond that nothing is written. */
  maxChars: () => number
  /** Anything at all came from the model; keep-alives of the connection do not. */
  onDelta: (turn: ModelReply) => void
}

/** `heard`: characters of its arguments so far. */
type Block = { kind: 'call'; call: WrittenCall; end: JsonScanner; heard: number } | AnswerBlock
type AnswerBlock = { kind: 'answer'; answer: FinalAnswerCall; stream: JsonProperty; reader: TextReader; heard: number }

/** What is written in an answer is no call. */
const noTools: ReadonlySet<string> = new Set()

/**
 * LangChain's callbacks as AG-UI events: text, reasoning, a tool's name as soon as it is known, its arguments as they
 * come. Tokens of `final_answer` are handled apart: they become the answer's text. One handler serves one run;
 * `beginTurn` starts it afresh for each model turn.
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
  #turn: ModelReply = emptyTurn()
  #stepName: StepName = 'turn-0'
  #modelRunId: string | undefined
  /** Characters that came and could not be shown yet. */
  #held = 0
  /** What has been written of the turn's own fields, by what they belong to. */
  readonly #kept = new Map<string, string>()
  /** Calls by the index of LangChain's block. */
  readonly #blocks = new Map<number, Block>()
  readonly #spans: TextSpans

  constructor(options: QueueCallbackHandlerOptions) {
    super()
    this.#options = options
    this.#spans = new TextSpans(options.write, options.createId)
  }

  /** Forgets the turn before. The returned object fills up as the model writes. */
  beginTurn(stepName: StepName): ModelReply {
    this.#turn = emptyTurn()
    this.#stepName = stepName
    this.#held = 0
    this.#kept.clear()
    this.leaveTurn()
    this.#modelRunId = undefined
    return this.#turn
  }

  /** The first model to start in a turn is the agent's; one that a tool calls inherits these callbacks and is passed over. */
  override handleChatModelStart(_llm: unknown, _messages: unknown, runId: string): void {
    this.#modelRunId ??= runId
  }

  override handleChatModelStreamEvent(event: ChatModelStreamEvent, runId: string): void {
    if (runId !== this.#modelRunId) return
    switch (event.event) {
      case 'content-block-start':
        this.#start(event.index, event.content)
        return
      case 'content-block-delta':
        this.#delta(event.index, this.#asAddition(event.index, event.delta))
        return
      case 'message-finish':
        if (event.reason !== undefined) this.#turn.finishReason = event.reason
        if (event.usage !== undefined) this.#turn.usage = event.usage
        return
      case 'usage':
        this.#turn.usage = event.usage
        return
      case 'provider':
        this.#provider(event.provider, event.name, event.payload)
        return
      case 'error':
        throw new Error(event.message)
    }
  }

  /** Closes the spans of text, reasoning and arguments that are open. */
  endTurn(): void {
    for (const [index, block] of this.#blocks) if (block.kind === 'answer') this.#say(index, block.answer, block.reader.end())
    this.#spans.end()
    this.#keepFields()
    for (const block of this.#blocks.values()) {
      if (block.kind === 'call') {
        if (!block.call.complete) this.#options.write({ type: 'TOOL_CALL_END', toolCallId: block.call.toolCallId })
      } else if (block.answer.messageId) this.#options.write({ type: 'TEXT_MESSAGE_END', messageId: block.answer.messageId })
    }
    this.leaveTurn()
  }

  /** Hears no more of this turn, and leaves open what is open: for a turn that failed. */
  leaveTurn(): void {
    this.#blocks.clear()
    this.#spans.clear()
    this.#modelRunId = 'none'
  }

  #start(index: number, content: { type: string; [field: string]: unknown }): void {
    if (content.type === 'tool_call_chunk' || content.type === 'tool_call') {
      this.#spans.end()
      const name = typeof content['name'] === 'string' ? content['name'].slice(0, maxNameChars) : ''
      const id = typeof content['id'] === 'string' ? content['id'] : ''
      this.#startCall(index, name, id)
      const args = content['args']
      if (typeof args === 'string' && args !== '') this.#delta(index, this.#asAddition(index, { type: 'tool-call-delta', args }))
    } else if (content.type === 'text' && typeof content['text'] === 'string' && content['text'] !== '') {
      this.#delta(index, { type: 'text-delta', text: content['text'] })
    } else if (content.type === 'reasoning' && typeof content['reasoning'] === 'string' && content['reasoning'] !== '') {
      this.#delta(index, { type: 'reasoning-delta', reasoning: content['reasoning'] })
    }
  }

  /** What only the edge to the model knows: fields of a server's own, and that it is at work though nothing can be shown. */
  #provider(origin: string, name: string, payload: unknown): void {
    if (name === HELD && typeof payload === 'string') {
      this.#received(payload)
      this.#held += payload.length
    }
    if (name !== OWN_FIELDS) return
    const { message, calls } = payload as TurnFields
    this.#turn.sent = { origin, fields: message }
    for (const [index, fields] of Object.entries(calls)) {
      const block = this.#blocks.get(Number(index))
      const call = block?.kind === 'call' ? block.call : block?.answer
      if (call?.sent) call.sent.fields = fields
    }
  }

  /** Keeps with the run what its calls have to be given back with: before one ends, since it may be gone on from there. */
  #keepFields(): void {
    const { sent, calls, thought } = this.#turn
    if (!sent || calls.length === 0) return
    const { origin, fields } = sent
    for (const { toolCallId, sent: own } of calls) {
      if (own?.fields) this.#keep('tool-call', toolCallId, toEncryptedValue({ origin, fields: own.fields }))
    }
    if (Object.keys(fields).length > 0) {
      this.#keep('message', this.#stepName, toEncryptedValue(withoutThinking(origin, fields, thought)))
    }
  }

  #keep(subtype: 'message' | 'tool-call', entityId: StepName | ToolCallId, encryptedValue: string): void {
    if (this.#kept.get(entityId) === encryptedValue) return
    this.#kept.set(entityId, encryptedValue)
    this.#options.write({ type: 'REASONING_ENCRYPTED_VALUE', subtype, entityId, encryptedValue } as RunEvent)
  }

  #startCall(index: number, name: string, id: string): void {
    const origin = this.#turn.sent?.origin
    const sent = origin !== undefined && id !== '' ? { id, origin } : undefined
    if (name === FINAL_ANSWER) {
      const answer: FinalAnswerCall = {
        id: id === '' ? this.#options.createId() : id,
        argsText: '',
        text: '',
        ...(sent && { sent }),
      }
      this.#turn.finalAnswers.push(answer)
      this.#blocks.set(index, {
        kind: 'answer',
        answer,
        stream: new JsonProperty('answer'),
        reader: new TextReader(noTools),
        heard: 0,
      })
    } else {
      // An id of our own: a provider may repeat one in a later turn, where in our log an id is opened once in a run (L3), and
      // a few hide what is theirs alone in it.
      const toolCallId = this.#options.createId() as ToolCallId
      const call: WrittenCall = { toolCallId, name, argsText: '', complete: false, ...(sent && { sent }) }
      this.#turn.calls.push(call)
      this.#blocks.set(index, { kind: 'call', call, end: new JsonScanner(), heard: 0 })
      const metadata = { ...this.#options.wordsOf(name), ...(sent && { sent: { ...sent } }) }
      this.#options.write({ type: 'TOOL_CALL_START', toolCallId, toolCallName: name, metadata })
    }
    this.#received(name)
  }

  /** Arguments come as what is new, or (of Anthropic, Google, Ollama) as all there are so far. */
  #asAddition(index: number, delta: ContentBlockDelta): ContentBlockDelta {
    const block = this.#blocks.get(index)
    if (!block || (delta.type !== 'block-delta' && delta.type !== 'tool-call-delta')) return delta
    const { heard } = block
    if (delta.type === 'tool-call-delta') {
      block.heard += delta.args.length
      return delta
    }
    const args: unknown = Reflect.get(delta.fields, 'args')
    if (typeof args !== 'string') return delta
    block.heard = args.length
    return { type: 'tool-call-delta', args: args.slice(heard) }
  }

  #delta(index: number, delta: ContentBlockDelta): void {
    const text = textOf(delta)
    if (text === '') return
    // All of it may come in one piece.
    const kept = startOf(text, this.#options.maxChars() - this.#turn.chars)
    if (kept !== '') this.#write(index, delta.type, kept)
    this.#received(text)
  }

  #write(index: number, type: ContentBlockDelta['type'], text: string): void {
    if (type === 'reasoning-delta') {
      if (this.#turn.calls.length === 0) this.#turn.thought += text
      this.#spans.thinking(index, text)
    } else if (type === 'tool-call-delta') this.#args(index, text)
    else {
      this.#turn.prose += text
      this.#spans.text(index, text)
    }
  }

  #args(index: number, delta: string): void {
    const block = this.#blocks.get(index)
    if (block?.kind === 'answer') this.#answer(index, block, delta)
    else if (block?.kind === 'call' && block.call.complete) {
      if (delta.trim() !== '') throw new AppError('model-refused', { message: 'The model mixed up two tool calls.' })
    } else if (block?.kind === 'call') {
      block.call.argsText += delta
      this.#options.write({ type: 'TOOL_CALL_ARGS', toolCallId: block.call.toolCallId, delta })
      block.end.push(delta)
      if (block.end.isComplete) {
        block.call.complete = true
        this.#keepFields()
        this.#options.write({ type: 'TOOL_CALL_END', toolCallId: block.call.toolCallId })
        this.#options.onCallWritten(block.call)
      }
    }
  }

  /** Only the first `final_answer` of a turn speaks, and only when no other call stands before it. */
  #answer(index: number, block: AnswerBlock, delta: string): void {
    const { answer, stream, reader } = block
    answer.argsText += delta
    const text = stream.push(delta)
    if (text === '' || this.#turn.calls.length > 0 || this.#turn.finalAnswers[0] !== answer) return
    this.#say(index, answer, reader.push(text))
  }

  /** A model may think aloud here too, and a token of its template may stand at the end. */
  #say(index: number, answer: FinalAnswerCall, pieces: TextPiece[]): void {
    for (const piece of pieces) {
      if (piece.type === 'thinking') this.#spans.thinking(index, piece.text)
      if (piece.type !== 'text') continue
      this.#spans.end('thinking')
      answer.text += piece.text
      answer.messageId ??= this.#spans.startText('answer')
      this.#options.write({ type: 'TEXT_MESSAGE_CONTENT', messageId: answer.messageId, delta: piece.text })
    }
  }

  #received(text: string): void {
    this.#turn.began = true
    // What was held back was counted when it came.
    const counted = Math.min(this.#held, text.length)
    this.#held -= counted
    this.#turn.chars += text.length - counted
    this.#options.onDelta(this.#turn)
  }
}

/** No tool has a longer one. */
const maxNameChars = 200

const textOf = (delta: ContentBlockDelta): string => {
  switch (delta.type) {
    case 'text-delta':
      return delta.text
    case 'reasoning-delta':
      return delta.reasoning
    case 'tool-call-delta':
      return delta.args
    default:
      return ''
  }
}

/** So many characters of a text, and no half of a surrogate pair. */
const startOf = (text: string, count: number): string => {
  if (text.length <= count) return text
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(count - 1))
  return text.slice(0, Math.max(0, isHalf ? count - 1 : count))
}

const emptyTurn = (): ModelReply => ({ prose: '', thought: '', calls: [], finalAnswers: [], chars: 0, began: false })
