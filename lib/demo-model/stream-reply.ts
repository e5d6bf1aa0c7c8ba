import { randomUUID } from 'node:crypto'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { AIMessageChunk } from '@langchain/core/messages'
import { ChatGenerationChunk } from '@langchain/core/outputs'
import { finalAnswerName } from '@/lib/agent/tools/final-answer'
import type { CallRequest } from './calls'
import type { Reply } from './reply'

type StreamReplyOptions = {
  /** 0 is as fast as it can. */
  tokensPerSecond: number
  /** The tokens of all that the model was given, counted as four characters each. */
  inputTokens: number
  /** Where `final_answer` is not bound the answer is plain text. */
  hasAnswerTool: boolean
  signal: AbortSignal | undefined
}

/** `text` of a call are its arguments. */
type Block = { name?: string; text: string }

/** A reply as a model would write it: token by token, one call after the other, and at the end how many tokens it took. */
export async function* streamReply(reply: Reply, options: StreamReplyOptions): AsyncGenerator<ChatGenerationChunk> {
  const { inputTokens, signal } = options
  const pace = createPace(options.tokensPerSecond, signal)
  const id = randomUUID().slice(0, 8)
  let outputTokens = 0
  // Before the first token a model thinks.
  await pace(12)
  for (const [index, { name, text }] of toBlocks(reply, options.hasAnswerTool).entries()) {
    if (name !== undefined) {
      await pace()
      outputTokens += 1
      yield toChunk({ content: '', tool_call_chunks: [{ id: `call_${id}_${index}`, name, args: '', index }] })
    }
    for (const token of toTokens(text)) {
      await pace()
      outputTokens += 1
      yield toChunk(name === undefined ? token : { content: '', tool_call_chunks: [{ args: token, index }] })
    }
  }
  const usage = { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
  const end = toChunk('')
  // Set afterwards: the constructor's own type leaves no room for it.
  Object.assign(end.message, { usage_metadata: usage })
  yield end
}

const toChunk = (fields: ConstructorParameters<typeof AIMessageChunk>[0]): ChatGenerationChunk => {
  const message = new AIMessageChunk(fields)
  return new ChatGenerationChunk({ message, text: message.text })
}

function toBlocks(reply: Reply, hasAnswerTool: boolean): Block[] {
  if (reply.type === 'calls') {
    const calls = reply.calls.map(({ name, args }) => ({ name, text: toJson(args) }))
    return reply.note === undefined ? calls : [{ text: reply.note }, ...calls]
  }
  if (!hasAnswerTool) return [{ text: reply.answer }]
  return [{ name: finalAnswerName, text: JSON.stringify({ answer: reply.answer, tools_used: reply.toolsUsed }) }]
}

const toJson = (args: CallRequest['args']): string =>
  `{${Object.entries(args)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`

/** Pieces of about four characters, cut at words where there are words. Together they are the text. */
export const toTokens = (text: string): string[] =>
  text.match(/ ?\p{L}{1,7}|\s*\d{1,3}| ?[^\p{L}\p{N}\s]{1,3}|\s+|[\s\S]/gu) ?? []

/** Waits between tokens, a little unevenly as a model does, and never past an abort; for as long as that many tokens take. */
function createPace(tokensPerSecond: number, signal: AbortSignal | undefined): (tokens?: number) => Promise<void> {
  const msPerToken = tokensPerSecond > 0 ? 1_000 / tokensPerSecond : 0
  let due = performance.now()
  return async (tokens = 1) => {
    signal?.throwIfAborted()
    // Counted from when the last one was due, so that slow timers do not add up.
    due += msPerToken * (tokens - 0.5 + Math.random())
    const ms = due - performance.now()
    if (msPerToken === 0) await nextTurn()
    else if (ms >= 1) await delay(ms, undefined, signal && { signal }).catch(() => undefined)
    // The reason that was given, rather than the timer's own error.
    signal?.throwIfAborted()
  }
}
