import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { parseArgs } from '@/lib/agent/parse-args'
import type { CallRequest } from './messages'
import type { Reply } from './reply'

type StreamReplyOptions = {
  /** 0 is as fast as it can. */
  tokensPerSecond: number
  /** Of all it was given, four characters a token. */
  inputTokens: number
  /** Where no tool is bound the answer is plain text. */
  answerTool: string | undefined
  messageId: string
  signal: AbortSignal | undefined
}

type WrittenBlock = { type: 'text'; text: string } | { type: 'call'; id: string; name: string; argsText: string }

/** A reply as a model would write it: token by token, one call after the other, and at the end what it all was. */
export async function* streamReply(reply: Reply, options: StreamReplyOptions): AsyncGenerator<ChatModelStreamEvent> {
  const { messageId, inputTokens, signal } = options
  const blocks = toBlocks(reply, options)
  const pace = new Pace(options.tokensPerSecond, signal)
  let outputTokens = 0
  const usage = () => ({ input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens })
  yield { event: 'message-start', id: messageId, usage: usage() }
  await pace.think()
  for (const [index, block] of blocks.entries()) {
    await pace.next()
    outputTokens += 1
    if (block.type === 'text') {
      yield { event: 'content-block-start', index, content: { type: 'text', text: '' } }
      for (const text of toTokens(block.text)) {
        await pace.next()
        outputTokens += 1
        yield { event: 'content-block-delta', index, delta: { type: 'text-delta', text } }
      }
    } else {
      yield {
        event: 'content-block-start',
        index,
        content: { type: 'tool_call_chunk', id: block.id, name: block.name, args: '', index },
      }
      for (const args of toTokens(block.argsText)) {
        await pace.next()
        outputTokens += 1
        yield { event: 'content-block-delta', index, delta: { type: 'tool-call-delta', args } }
      }
    }
  }
  signal?.throwIfAborted()
  yield { event: 'usage', usage: usage() }
  for (const [index, block] of blocks.entries()) yield { event: 'content-block-finish', index, content: finished(block) }
  yield { event: 'message-finish', reason: blocks.some(({ type }) => type === 'call') ? 'tool_use' : 'stop', usage: usage() }
}

function toBlocks(reply: Reply, { answerTool, messageId }: StreamReplyOptions): WrittenBlock[] {
  const call = (name: string, argsText: string, index: number): WrittenBlock => ({
    type: 'call',
    id: `call_${messageId}_${index}`,
    name,
    argsText,
  })
  if (reply.type === 'answer') {
    if (answerTool === undefined) return [{ type: 'text', text: reply.answer }]
    return [call(answerTool, JSON.stringify({ answer: reply.answer, tools_used: reply.toolsUsed }), 0)]
  }
  const note: WrittenBlock[] = reply.note ? [{ type: 'text', text: reply.note }] : []
  return [...note, ...reply.calls.map(({ name, args }, index) => call(name, toJson(args), index))]
}

/** Numbers as they are, with all their digits, which `JSON.stringify` could not keep. */
const toJson = (args: CallRequest['args']): string =>
  `{${args.map(([name, { type, value }]) => `${JSON.stringify(name)}: ${type === 'number' ? value : JSON.stringify(value)}`).join(', ')}}`

/** `parseArgs` keeps what a JavaScript number would lose as text. */
function finished(block: WrittenBlock) {
  if (block.type === 'text') return { type: 'text' as const, text: block.text }
  return { type: 'tool_call' as const, id: block.id, name: block.name, args: parseArgs(block.argsText) }
}

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

  /** The moment before the first token: as long as a dozen. */
  async think(): Promise<void> {
    this.#due = performance.now() + this.#msPerToken * 11
    await this.next()
  }

  async next(): Promise<void> {
    this.#signal?.throwIfAborted()
    // Counted from when the last one was due, so that slow timers do not add up.
    this.#due += this.#msPerToken * (0.5 + Math.random())
    const ms = this.#due - performance.now()
    if (this.#msPerToken === 0) await nextTurn()
    else if (ms >= 1) await delay(ms, undefined, this.#signal && { signal: this.#signal }).catch(() => undefined)
    // The reason that was given, rather than the timer's own error.
    this.#signal?.throwIfAborted()
  }
}
