import type { ChatModelStreamEvent, FinishReason } from '@langchain/core/language_models/event'
import { ArgumentsReader } from './arguments-reader'
import { ownFieldsEvent } from './completion-reader'
import type { TurnFields } from './own-fields'
import { reasoningItemsKey } from './responses-input'

/** An event of the Responses API, as far as it is looked at. */
export type ResponsesEvent = {
  type: string
  output_index?: number
  content_index?: number
  summary_index?: number
  delta?: string
  item?: Item
  response?: Response
  code?: string | null
  message?: string
}
type Item = {
  type: string
  id?: string
  call_id?: string
  name?: string
  arguments?: string
  summary?: unknown[]
  encrypted_content?: string | null
}
type Response = {
  id?: string
  error?: { code?: string; message?: string } | null
  incomplete_details?: { reason?: string } | null
  usage?: Usage | null
}
type Usage = {
  input_tokens?: number
  output_tokens?: number
  total_tokens?: number
  input_tokens_details?: { cached_tokens?: number }
  output_tokens_details?: { reasoning_tokens?: number }
}

/**
 * One answer of the Responses API, event by event, as LangChain's stream events: text, what the model tells of its thinking, calls. What it
 * thought in full comes encrypted, and is given on as a field of its server's own, which goes back with the next request.
 * Throws what came in place of an answer.
 */
export class ResponsesReader {
  readonly #origin: string
  #events: ChatModelStreamEvent[] = []
  /** The blocks that have begun, by what of the answer they are, in their order. */
  readonly #blocks = new Map<string, Block>()
  /** What the model thought, complete. */
  readonly #thought: object[] = []
  #summaries = 0
  #calls = 0
  #finish: FinishReason | undefined
  #usage: ReturnType<typeof toUsage> | undefined

  /** @param origin Of the server: see `toOrigin`. */
  constructor(origin: string) {
    this.#origin = origin
  }

  push(event: ResponsesEvent): ChatModelStreamEvent[] {
    this.#read(event)
    const events = this.#events
    this.#events = []
    return events
  }

  end(): ChatModelStreamEvent[] {
    const { usage, reason } = { usage: this.#usage, reason: this.#finish }
    return [{ event: 'message-finish', ...(reason && { reason }), ...(usage && { usage }), responseMetadata: {} }]
  }

  #read(event: ResponsesEvent): void {
    const { type, delta = '', item, response } = event
    switch (type) {
      case 'response.created':
        this.#events.push({ event: 'message-start', ...(response?.id && { id: response.id }) })
        // Before the first call, which carries where it comes from.
        this.#giveFields()
        return
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        this.#write(`text ${event.output_index} ${event.content_index}`, 'text', delta)
        return
      case 'response.reasoning_summary_part.added':
        // Summaries are paragraphs.
        if (this.#summaries > 0) this.#write('thinking', 'reasoning', '\n\n')
        this.#summaries += 1
        return
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.#write('thinking', 'reasoning', delta)
        return
      case 'response.output_item.added':
        if (item?.type === 'function_call') this.#call(event, item)
        return
      case 'response.function_call_arguments.delta':
        this.#args(event.output_index, delta)
        return
      case 'response.output_item.done':
        if (item?.type === 'reasoning') this.#think(item)
        if (item?.type === 'function_call') this.#endCall(event, item)
        return
      case 'response.completed':
        this.#finish = this.#calls > 0 ? 'tool_use' : 'stop'
        this.#end(response)
        return
      case 'response.incomplete':
        this.#finish = response?.incomplete_details?.reason === 'content_filter' ? 'content_filter' : 'length'
        this.#end(response)
        return
      case 'response.failed':
        throw toThrown(response?.error ?? {})
      case 'error':
        throw toThrown(event)
    }
  }

  #write(key: string, type: 'text' | 'reasoning', text: string): void {
    if (text === '') return
    const { index } = this.#block(key, type === 'text' ? { type, text: '' } : { type, reasoning: '' })
    const delta =
      type === 'text' ? ({ type: 'text-delta', text } as const) : ({ type: 'reasoning-delta', reasoning: text } as const)
    this.#events.push({ event: 'content-block-delta', index, delta })
  }

  #call({ output_index: at }: ResponsesEvent, { call_id: id = '', name = '', arguments: args = '' }: Item): void {
    if (this.#blocks.has(`call ${at}`)) return
    this.#calls += 1
    this.#block(`call ${at}`, { type: 'tool_call_chunk', id, name, args: '' })
    this.#args(at, args)
  }

  #args(at: number | undefined, args: string): void {
    const block = this.#blocks.get(`call ${at}`)
    if (!block) return
    block.came += args
    this.#giveArgs(block, block.args.push(args))
  }

  #giveArgs(block: Block, args: string): void {
    if (args === '') return
    this.#events.push({
      event: 'content-block-delta',
      index: block.index,
      delta: { type: 'tool-call-delta', args },
    } as ChatModelStreamEvent)
  }

  /** What has not come in pieces comes with the end. */
  #endCall(event: ResponsesEvent, item: Item): void {
    this.#call(event, { ...item, arguments: '' })
    const block = this.#blocks.get(`call ${event.output_index}`)
    if (!block) return
    const whole = item.arguments ?? ''
    if (whole.startsWith(block.came)) this.#args(event.output_index, whole.slice(block.came.length))
    this.#giveArgs(block, block.args.end())
  }

  /** Keeps a thought to be sent back. One without its encrypted part is left out: it would name something that is stored nowhere. */
  #think({ id, summary = [], encrypted_content: encrypted }: Item): void {
    if (!encrypted) return
    this.#thought.push({ type: 'reasoning', ...(id && { id }), summary, encrypted_content: encrypted })
    this.#giveFields()
  }

  #giveFields(): void {
    const message = this.#thought.length > 0 ? { [reasoningItemsKey]: [...this.#thought] } : {}
    const payload: TurnFields = { message, calls: {} }
    this.#events.push({ event: 'provider', provider: this.#origin, name: ownFieldsEvent, payload })
  }

  #end(response: Response | undefined): void {
    if (!response?.usage) return
    this.#usage = toUsage(response.usage)
    this.#events.push({ event: 'usage', usage: this.#usage })
  }

  #block(key: string, content: { type: 'text' | 'reasoning' | 'tool_call_chunk'; [field: string]: unknown }): Block {
    const known = this.#blocks.get(key)
    if (known) return known
    const block = { index: this.#blocks.size, came: '', args: new ArgumentsReader() }
    this.#blocks.set(key, block)
    this.#events.push({ event: 'content-block-start', index: block.index, content } as ChatModelStreamEvent)
    return block
  }
}

/**
 * What has come of the arguments of a call, and the reader that makes JSON of them, since models forget here too to double a
 * backslash.
 */
type Block = { index: number; came: string; args: ArgumentsReader }

/** A failure in the stream in the form of a refused request, so that both are judged alike. */
const toThrown = ({ code, message = 'It did not say why.' }: { code?: string | null; message?: string }): Error => {
  const status = code === 'rate_limit_exceeded' ? 429 : code === 'server_error' ? 500 : 400
  return Object.assign(new Error(message), { status, ...(code && { code }) })
}

const toUsage = ({ input_tokens_details: input, output_tokens_details: output, ...usage }: Usage) => ({
  input_tokens: usage.input_tokens ?? 0,
  output_tokens: usage.output_tokens ?? 0,
  total_tokens: usage.total_tokens ?? 0,
  ...(input?.cached_tokens !== undefined && { input_token_details: { cache_read: input.cached_tokens } }),
  ...(output?.reasoning_tokens !== undefined && { output_token_details: { reasoning: output.reasoning_tokens } }),
})
