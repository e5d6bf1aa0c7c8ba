import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { parseCallArgs } from '@/lib/agent/parse-call-args'
import type { CallRequest } from './calls'
import type { Reply } from './reply'

type StreamReplyOptions = {
  /** 0 is as fast as it can. */
  tokensPerSecond: number
  /** The tokens of all that the model was given, counted as four characters each. */
  inputTokens: number
  /** Where no tool is bound the answer is plain text. */
  answerTool: string | undefined
  messageId: string
  signal: AbortSignal | undefined
}

/** `text` of a call are its arguments. */
type WrittenBlock = { type: 'text'; text: string } | { type: 'call'; id: string; name: string; text: string }

/** A reply as a model would write it: token by token, one call after the other, and at the end what it all was. */
export async function* streamReply(reply: Reply, options: StreamReplyOptions): AsyncGenerator<ChatModelStreamEvent> {
  const { messageId, inputTokens, signal } = options
  const blocks = toBlocks(reply, options)
  const pace = new Pace(options.tokensPerSecond, signal)
  let outputTokens = 0
  const usage = () => ({ input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens })
  yield { event: 'message-start', id: messageId, usage: usage() }
  await pace.next(12)
  for (const [index, block] of blocks.entries()) {
    await pace.next()
    outputTokens += 1
    yield { event: 'content-block-start', index, content: started(block, index) }
    for (const token of toTokens(block.text)) {
      await pace.next()
      outputTokens += 1
      const delta =
        block.type === 'text'
          ? ({ type: 'text-delta', text: token } as const)
          : ({ type: 'tool-call-delta', args: token } as const)
      yield { event: 'content-block-delta', index, delta }
    }
  }
  signal?.throwIfAborted()
  yield { event: 'usage', usage: usage() }
  for (const [index, block] of blocks.entries()) yield { event: 'content-block-finish', index, content: finished(block) }
  yield { event: 'message-finish', reason: blocks.some(({ type }) => type === 'call') ? 'tool_use' : 'stop', usage: usage() }
}

function toBlocks(reply: Reply, { answerTool, messageId }: StreamReplyOptions): WrittenBlock[] {
  const call = (name: string, text: string, index: number): WrittenBlock => ({
    type: 'call',
    id: `call_${messageId}_${index}`,
    name,
    text,
  })
  if (reply.type === 'calls') {
    const note: WrittenBlock[] = reply.note ? [{ type: 'text', text: reply.note }] : []
    return [...note, ...reply.calls.map(({ name, args }, index) => call(name, toJson(args), index))]
  }
  if (answerTool === undefined) return [{ type: 'text', text: reply.answer }]
  return [call(answerTool, JSON.stringify({ answer: reply.answer, tools_used: reply.toolsUsed }), 0)]
}

/** Numbers with all their digits, which `JSON.stringify` could not keep. */
const toJson = (args: CallRequest['args']): string => {
  const toValue = (value: CallRequest['args'][string]) =>
    typeof value === 'string' || Array.isArray(value) ? JSON.stringify(value) : value.toString()
  return `{${Object.entries(args)
    .map(([name, value]) => `${JSON.stringify(name)}: ${toValue(value)}`)
    .join(', ')}}`
}

const started = (block: WrittenBlock, index: number) =>
  block.type === 'text'
    ? { type: 'text' as const, text: '' }
    : { type: 'tool_call_chunk' as const, id: block.id, name: block.name, args: '', index }

/** `parseCallArgs` keeps what a JavaScript number would lose as text. */
const finished = (block: WrittenBlock) =>
  block.type === 'text' ? block : { type: 'tool_call' as const, id: block.id, name: block.name, args: parseCallArgs(block.text) }

/** Pieces of about four characters, cut at words where there are words. Together they are the text. */
export const toTokens = (text: string): string[] =>
  text.match(/ ?\p{L}{1,7}|\s*\d{1,3}| ?[^\p{L}\p{N}\s]{1,3}|\s+|[\s\S]/gu) ?? []

/** Waits between tokens, a little unevenly as a model does, and never past an abort. */
class Pace {
  readonly #msPerToken: number
  readonly #signal: AbortSignal | undefined
  #due = performance.now()

  constructor(tokensPerSecond: number, signal: AbortSignal | undefined) {
    this.#msPerToken = tokensPerSecond > 0 ? 1_000 / tokensPerSecond : 0
    this.#signal = signal
  }

  /** Before the first token a model thinks, for as long as a dozen take. */
  async next(tokens = 1): Promise<void> {
    this.#signal?.throwIfAborted()
    // Counted from when the last one was due, so that slow timers do not add up.
    this.#due += this.#msPerToken * (tokens - 0.5 + Math.random())
    const ms = this.#due - performance.now()
    if (this.#msPerToken === 0) await nextTurn()
    else if (ms >= 1) await delay(ms, undefined, this.#signal && { signal: this.#signal }).catch(() => undefined)
    // The reason that was given, rather than the timer's own error.
    this.#signal?.throwIfAborted()
  }
}
