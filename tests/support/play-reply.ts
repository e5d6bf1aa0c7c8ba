import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as pause, setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { ChatRequest } from './chat-request'
import { isStream } from './faults'
import type { Gates } from './gates'
import type { Delta, Part, Reply, StreamReply, ToolCallDelta } from './replies'

/** Sends one reply, and stops at once when the client leaves. */
export async function playReply(reply: Reply, request: ChatRequest, response: ServerResponse, gates: Gates): Promise<void> {
  if (!isStream(reply)) return void response.writeHead(reply.status, reply.headers).end(reply.body)
  if (!request.stream) return playWhole(reply, request, response, gates)

  const left = leaving(response)
  const frames = new Frames(request)
  const send = (text: string): Promise<void> => write(response, text, reply, left)
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()

  for (const part of unrolled(reply.parts)) {
    if (left.aborted) return
    switch (part.type) {
      case 'delta':
        if (reply.framing.tokensPerSecond > 0)
          await pause(1000 / reply.framing.tokensPerSecond, undefined, { signal: left }).catch(ignoreLeaving)
        await send(frames.delta(part.delta))
        break
      case 'raw':
        await send(part.text)
        break
      case 'finish':
        await send(frames.finish(part.reason))
        break
      case 'gate':
        await Promise.race([gates.pass(part.name), whenAborted(left)])
        break
      case 'pause':
        await pause(part.ms, undefined, { signal: left }).catch(ignoreLeaving)
        break
      case 'stall':
        await whenAborted(left)
        return
      case 'drop':
        // What was written must arrive before the socket goes, or the test would not know how much did.
        await turnOfTheLoop()
        response.destroy()
        return
    }
  }
  if (left.aborted) return
  if (reply.finish !== null) await send(frames.finish(reply.finish))
  if (request.stream_options?.include_usage) await send(frames.usage())
  if (reply.done) await send('data: [DONE]\n\n')
  response.end()
}

/** The frames of one completion. Tokens are counted as deltas, which is near enough. */
class Frames {
  readonly #head: object
  readonly #promptTokens: number
  #count = 0

  constructor(request: ChatRequest) {
    this.#head = { id: newCompletionId(), created: Math.floor(Date.now() / 1000), model: request.model }
    this.#promptTokens = promptTokensOf(request)
  }

  delta(delta: Delta): string {
    const first: Delta = this.#count++ === 0 ? { role: 'assistant', content: '' } : {}
    return this.#frame({ choices: [{ index: 0, delta: { ...first, ...delta }, logprobs: null, finish_reason: null }] })
  }

  finish(reason: string): string {
    return this.#frame({ choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: reason }] })
  }

  usage(): string {
    return this.#frame({ choices: [], usage: usageOf(this.#promptTokens, this.#count) })
  }

  #frame(fields: object): string {
    return `data: ${JSON.stringify({ ...this.#head, object: 'chat.completion.chunk', ...fields })}\n\n`
  }
}

/** The same reply to a client that asked for no stream: all its deltas as one message. */
async function playWhole(reply: StreamReply, request: ChatRequest, response: ServerResponse, gates: Gates): Promise<void> {
  const left = leaving(response)
  const message: { role: 'assistant'; content: string; tool_calls: ToolCallDelta[] } = {
    role: 'assistant',
    content: '',
    tool_calls: [],
  }
  let count = 0
  for (const part of reply.parts) {
    if (part.type === 'gate') await Promise.race([gates.pass(part.name), whenAborted(left)])
    if (part.type === 'stall' || part.type === 'forever') return
    if (part.type === 'drop') return void response.destroy()
    if (part.type !== 'delta') continue
    count += 1
    message.content += part.delta.content ?? ''
    for (const call of part.delta.tool_calls ?? []) {
      const known = message.tool_calls[call.index ?? 0]
      if (known) known.function.arguments += call.function.arguments
      else message.tool_calls[call.index ?? 0] = { ...call, function: { ...call.function } }
    }
  }
  const { tool_calls, ...text } = message
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      id: newCompletionId(),
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: request.model,
      choices: [
        { index: 0, message: tool_calls.length > 0 ? message : text, logprobs: null, finish_reason: reply.finish ?? 'stop' },
      ],
      usage: usageOf(promptTokensOf(request), count),
    }),
  )
}

/** Writes as the framing says, no faster than the client reads. */
async function write(response: ServerResponse, text: string, { framing }: StreamReply, left: AbortSignal): Promise<void> {
  const bytes = Buffer.from(framing.lineEnd === '\n' ? text : text.replaceAll('\n', framing.lineEnd))
  if (framing.bytes === 'one-at-a-time') {
    for (const byte of bytes) {
      if (left.aborted) return
      response.write(Uint8Array.of(byte))
      await turnOfTheLoop()
    }
  } else if (!left.aborted && !response.write(bytes)) await once(response, 'drain', { signal: left }).catch(ignoreLeaving)
}

function* unrolled(parts: Part[]): Generator<Exclude<Part, { type: 'forever' }>, void> {
  for (const part of parts) {
    if (part.type !== 'forever') yield part
    else for (;;) yield* unrolled(part.parts)
  }
}

/** Aborted when the client's connection closes. */
function leaving(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}

const whenAborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** A wait that ends because the client left is over, and not an error. */
const ignoreLeaving = (error: unknown): void => {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}

const promptTokensOf = ({ messages }: ChatRequest): number => Math.ceil(JSON.stringify(messages).length / 4)

const usageOf = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

let completions = 0
const newCompletionId = (): string => `chatcmpl-test-${++completions}`
