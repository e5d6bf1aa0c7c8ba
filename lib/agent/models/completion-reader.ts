import type { ChatModelStreamEvent, FinishReason } from '@langchain/core/language_models/event'
import { CallsReader } from './calls-reader'
import type { Delta, LooseChunk, Usage } from './loose-chunk'
import { addOwnFields, type OwnFields, ownFieldsOf, type TurnFields, thinkingFields } from './own-fields'
import { type ProsePiece, type TextPiece, TextReader } from './text-reader'

/** The name of the `provider` event that carries a turn's `TurnFields` so far. */
export const ownFieldsEvent = 'own-fields'
/** The name of the `provider` event that says that something came which cannot be shown yet. */
export const heldEvent = 'held'

/**
 * One answer of a server that speaks OpenAI's chat completions, chunk by chunk, as LangChain's stream events. This is the
 * one place that knows how servers differ: what leaves it is text to read, thinking, and calls whose arguments are JSON.
 */
export class CompletionReader {
  readonly #text: TextReader
  readonly #calls: CallsReader
  readonly #origin: string
  #events: ChatModelStreamEvent[] = []
  /** Blocks are numbered as they begin. */
  #blocks = 0
  /** Text and thinking are one block each, whatever comes between. */
  readonly #written = new Map<ProsePiece['type'], WrittenBlock>()
  #fields: OwnFields = {}
  /** True at first, so that the first event says which server all this comes from. */
  #fieldsAreNew = true
  #began = false
  #finish: FinishReason | undefined
  #usage: ReturnType<typeof toUsage> | undefined
  #metadata: Record<string, unknown> = {}

  /** @param offered Names of the tools that were offered. @param origin Of the server: see `toOrigin`. */
  constructor({ offered, origin }: { offered: ReadonlySet<string>; origin: string }) {
    this.#origin = origin
    this.#text = new TextReader(offered)
    this.#calls = new CallsReader({ offered, write: (event) => this.#events.push(event), newBlock: () => this.#newBlock() })
  }

  push(chunk: LooseChunk): ChatModelStreamEvent[] {
    if (!this.#began) this.#begin(chunk)
    if (chunk.usage) {
      this.#usage = toUsage(chunk.usage)
      this.#events.push({ event: 'usage', usage: this.#usage })
    }
    const choice = chunk.choices?.[0]
    if (choice?.delta) this.#delta(choice.delta)
    if (choice?.finish_reason) {
      this.#finish = toFinishReason(choice.finish_reason)
      this.#metadata = { model_provider: 'openai', model_name: chunk.model, finish_reason: choice.finish_reason }
    }
    return this.#take()
  }

  end(): ChatModelStreamEvent[] {
    this.#pieces(this.#text.end())
    this.#calls.end()
    this.#giveNewFields()
    this.#events.push(...this.#finished(), ...this.#calls.finished())
    this.#events.push({
      event: 'message-finish',
      ...(this.#finish && { reason: this.#finish }),
      ...(this.#usage && { usage: this.#usage }),
      responseMetadata: this.#metadata,
    })
    return this.#take()
  }

  #take(): ChatModelStreamEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  #begin({ id }: LooseChunk): void {
    this.#began = true
    this.#events.push({ event: 'message-start', ...(id && { id }) })
  }

  #delta(delta: Delta): void {
    const own = ownFieldsOf(delta, knownFields)
    if (own) this.#own(own)
    const { content, tool_calls: calls, function_call: legacy } = delta
    if (typeof content === 'string') this.#content(content)
    else if (Array.isArray(content)) for (const part of content) this.#part(part)
    if (!calls?.length && !legacy) return
    this.#giveNewFields()
    this.#calls.take(Array.isArray(calls) ? calls : [{ index: 0, function: legacy ?? null }])
    this.#giveNewFields()
    this.#calls.advance()
  }

  #own(own: OwnFields): void {
    addOwnFields(this.#fields, own)
    this.#fieldsAreNew = true
    // Some send the same thought under two names.
    const thought = thinkingFields.map((name) => own[name]).find((value) => typeof value === 'string' && value !== '')
    if (typeof thought === 'string') this.#give('thinking', thought)
  }

  #content(content: string): void {
    if (content === '') return
    const count = this.#events.length
    this.#pieces(this.#text.push(content))
    if (this.#events.length === count) this.#events.push(held(this.#origin, content))
  }

  /** One of a list of parts: `{ type: "text", text }`, or `{ type: "thinking", thinking }` with text or parts in it. */
  #part(part: unknown): void {
    if (typeof part === 'string') this.#content(part)
    if (typeof part !== 'object' || part === null) return
    const { type, text, thinking, reasoning }: ContentPart = part
    if (type === 'thinking' || type === 'reasoning') this.#give('thinking', textOf(thinking ?? reasoning ?? text))
    else if (typeof text === 'string') this.#content(text)
  }

  #pieces(pieces: TextPiece[]): void {
    for (const piece of pieces) {
      if (piece.type === 'call') {
        this.#giveNewFields()
        this.#calls.add(piece.call)
      } else this.#give(piece.type, piece.text)
    }
  }

  #give(type: ProsePiece['type'], text: string): void {
    if (text === '') return
    const block = this.#written.get(type) ?? this.#startBlock(type)
    block.text += text
    const delta =
      type === 'text' ? ({ type: 'text-delta', text } as const) : ({ type: 'reasoning-delta', reasoning: text } as const)
    this.#events.push({ event: 'content-block-delta', index: block.index, delta })
  }

  #startBlock(type: ProsePiece['type']): WrittenBlock {
    const block = { index: this.#newBlock(), text: '' }
    this.#written.set(type, block)
    this.#events.push({ event: 'content-block-start', index: block.index, content: toContent(type, '') })
    return block
  }

  #finished(): ChatModelStreamEvent[] {
    return Array.from(this.#written, ([type, { index, text }]) => ({
      event: 'content-block-finish',
      index,
      content: toContent(type, text),
    }))
  }

  #newBlock(): number {
    this.#blocks += 1
    return this.#blocks - 1
  }

  #giveNewFields(): void {
    if (!this.#fieldsAreNew && !this.#calls.fieldsAreNew) return
    this.#fieldsAreNew = false
    const payload: TurnFields = { message: { ...this.#fields }, calls: this.#calls.fields() }
    this.#events.push({ event: 'provider', provider: this.#origin, name: ownFieldsEvent, payload })
  }
}

type WrittenBlock = { index: number; text: string }
type ContentPart = { type?: unknown; text?: unknown; thinking?: unknown; reasoning?: unknown }

const toContent = (type: ProsePiece['type'], text: string) =>
  type === 'text' ? { type, text } : { type: 'reasoning' as const, reasoning: text }

/** OpenAI's own fields of a delta. */
const knownFields: ReadonlySet<string> = new Set(['role', 'content', 'tool_calls', 'function_call', 'refusal', 'name'])

const held = (provider: string, payload: string): ChatModelStreamEvent => ({
  event: 'provider',
  provider,
  name: heldEvent,
  payload,
})

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).join('')
  const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined
  return typeof text === 'string' ? text : ''
}

/** OpenAI's words as LangChain's; what other servers say has been put into OpenAI's words. */
function toFinishReason(reason: string): FinishReason {
  switch (reason) {
    case 'length':
    case 'content_filter':
      return reason
    case 'tool_calls':
    case 'function_call':
      return 'tool_use'
    default:
      return 'stop'
  }
}

const toUsage = ({ prompt_tokens_details: input, completion_tokens_details: output, ...usage }: Usage) => ({
  input_tokens: usage.prompt_tokens ?? 0,
  output_tokens: usage.completion_tokens ?? 0,
  total_tokens: usage.total_tokens ?? 0,
  ...(input && { input_token_details: toDetails({ audio: input.audio_tokens, cache_read: input.cached_tokens }) }),
  ...(output && { output_token_details: toDetails({ audio: output.audio_tokens, reasoning: output.reasoning_tokens }) }),
})

const toDetails = (details: Record<string, number | null | undefined>): Record<string, number> =>
  Object.fromEntries(Object.entries(details).flatMap(([name, count]) => (typeof count === 'number' ? [[name, count]] : [])))
