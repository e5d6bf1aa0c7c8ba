import type { OpenAIClient } from '@langchain/openai'
import { AppError } from '@/lib/protocol/error'
import { isRecord } from '@/lib/protocol/is-record'
import { SseParser } from '@/lib/protocol/sse-parser'
import { noCompletion, toErrorObject, webPage } from './error-body'
import { parseFinishReason } from './finish-reason'
import type { StreamSigns } from './provider'

export type Chunk = OpenAIClient.Chat.Completions.ChatCompletionChunk

/** A response to a chat request that was not refused. `streams`: false where the server sent its answer in one piece. */
export type Completion = { streams: boolean; chunks: AsyncIterable<Chunk> }

/** After the finish reason only the usage and `[DONE]` are to come, which a server sends at once or not at all. */
const lingerMs = 300

/**
 * Reads the body of a successful chat response, whatever its content type says: server-sent events, or one whole
 * completion, which becomes a single chunk. An answer is whole at its finish reason or at `[DONE]`: what becomes of the
 * connection after that (silence, a reset) does not matter. Throws what came in place of an answer: the error that a server
 * sent with status 200, or that it is a web page, nothing at all, or JSON that is no completion.
 */
export async function openCompletion(response: Response, signs: Partial<StreamSigns> = {}): Promise<Completion> {
  const body = new BodyText(response, signs)
  const first = await body.start()
  if (first.startsWith('<')) {
    await body.cancel()
    throw Object.assign(new Error('A web page.'), { status: 404, code: webPage })
  }
  if (first.startsWith('{') || first.startsWith('[')) {
    const chunk = readWholeChunk(await body.rest())
    return { streams: false, chunks: once(chunk) }
  }
  if (first === '') throw new AppError('model-unreachable', { message: 'The model provider sent an empty response.' })
  return { streams: true, chunks: readChunks(body, signs) }
}

async function* readChunks(body: BodyText, signs: Partial<StreamSigns>): AsyncGenerator<Chunk> {
  const parser = new SseParser()
  /** When the finish reason came. */
  let finishedAt: number | undefined
  let hasChunk = false
  try {
    for (let text: string | undefined = ''; text !== undefined; ) {
      text = await (finishedAt === undefined
        ? body.read()
        : body.readWithin(Math.max(0, finishedAt + lingerMs - performance.now())))
      // Some end without the blank line that the last event needs.
      for (const { data, event } of parser.feed(text ?? '\n\n')) {
        if (data.trim() === '[DONE]') {
          signs.done?.()
          return
        }
        const chunk = readChunk(data, event === 'error')
        if (!chunk) continue
        hasChunk = true
        if (chunk.choices.some((choice) => choice.finish_reason !== null)) finishedAt ??= performance.now()
        yield chunk
      }
    }
  } catch (error) {
    if (finishedAt === undefined) throw error
  } finally {
    // Not awaited: the rest of a connection that goes on is read to its end so that it can be used again.
    void body.drain()
  }
  if (!hasChunk) throw new AppError('model-unreachable', { message: 'The model provider sent an empty response.' })
}

/** One event of the stream; `undefined` for one that says nothing, as a ping does. Throws the error that it tells of. */
function readChunk(data: string, isError: boolean): Chunk | undefined {
  const value: unknown = JSON.parse(data)
  if (!isRecord(value)) return undefined
  if (isError || value['error']) throw toThrown(data)
  return Array.isArray(value['choices']) ? normalize(value) : undefined
}

function readWholeChunk(text: string): Chunk {
  const value: unknown = JSON.parse(text)
  if (isRecord(value) && Array.isArray(value['choices']) && !value['error']) return normalize(value)
  if (isErrorBody(value)) throw toThrown(text)
  throw Object.assign(new Error('No chat completion.'), { status: 404, code: noCompletion })
}

/** True for the body of an error, also in the forms `{ detail }` and `{ message }` that some send with status 200. */
const isErrorBody = (value: unknown): boolean =>
  Array.isArray(value) ? isErrorBody(value[0]) : isRecord(value) && ['error', 'detail', 'message'].some((name) => value[name])

const toThrown = (text: string): Error => {
  const { message, ...fields } = toErrorObject(text)
  return Object.assign(new Error(message), fields)
}

/**
 * The forms of one choice made one: a whole `message` is a delta that holds all of it; what a model says instead of an answer
 * (`refusal`) is its text; a finish reason is one of OpenAI's words, `''` is none, and one that is no good end is thrown.
 */
function normalize(value: Record<string, unknown>): Chunk {
  const chunk = value as unknown as Chunk & { choices: (Chunk['choices'][number] & { message?: WholeMessage })[] }
  for (const choice of chunk.choices) {
    if (choice.message && !choice.delta) choice.delta = toDelta(choice.message)
    const { delta } = choice
    if (typeof delta?.refusal === 'string' && delta.refusal !== '') delta.content = `${delta.content ?? ''}${delta.refusal}`
    choice.finish_reason = parseFinishReason(choice.finish_reason)
  }
  return chunk
}

type Delta = Chunk['choices'][number]['delta']
type WholeMessage = Omit<Delta, 'tool_calls'> & { tool_calls?: Omit<NonNullable<Delta['tool_calls']>[number], 'index'>[] }

const toDelta = ({ tool_calls, ...message }: WholeMessage): Delta => ({
  ...message,
  ...(tool_calls && { tool_calls: tool_calls.map((call, index) => ({ ...call, index })) }),
})

async function* once(chunk: Chunk): AsyncGenerator<Chunk> {
  yield chunk
}

/** The text of a body as it comes; each read of bytes is a sign of life, be they tokens or not. */
class BodyText {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly #decoder = new TextDecoder()
  readonly #alive: () => void
  #start = ''
  #ended = false

  constructor(response: Response, { alive = () => undefined }: Partial<StreamSigns>) {
    this.#reader = response.body?.getReader()
    this.#alive = alive
  }

  /** Reads until there is something but blanks, and gives it without taking it; `''` when nothing else came. */
  async start(): Promise<string> {
    for (;;) {
      const more = await this.#readBytes()
      if (more === undefined) return ''
      this.#start = more.trimStart()
      if (this.#start !== '') return this.#start
    }
  }

  async read(): Promise<string | undefined> {
    return this.#start === '' ? this.#readBytes() : this.#takeStart()
  }

  async #readBytes(): Promise<string | undefined> {
    const { done, value } = (await this.#reader?.read()) ?? { done: true, value: undefined }
    if (done) {
      this.#ended = true
      return undefined
    }
    this.#alive()
    return this.#decoder.decode(value, { stream: true })
  }

  /** Reads as `read` does. Resolves with `undefined` when nothing came in that time. */
  async readWithin(ms: number): Promise<string | undefined> {
    if (this.#start !== '') return this.#takeStart()
    let timer: NodeJS.Timeout | undefined
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ms)
    })
    const reading = this.read()
    // Where silence came first, nobody hears of a connection that is reset later.
    reading.catch(() => undefined)
    return Promise.race([reading, silence]).finally(() => clearTimeout(timer))
  }

  async rest(): Promise<string> {
    let text = ''
    for (let more = await this.read(); more !== undefined; more = await this.read()) {
      text += more
      if (text.length > maxWholeChars) {
        await this.cancel()
        throw new AppError('cut-off', { message: 'The model provider sent too much data at once.' })
      }
    }
    return text
  }

  /** Reads what is left, for so long that a connection which is at its end can be used again; then hangs up. */
  async drain(): Promise<void> {
    const timer = setTimeout(() => void this.cancel(), lingerMs)
    try {
      while (!this.#ended) await this.read()
    } catch {
      // The answer is whole or has failed already: how the connection ends changes nothing.
    } finally {
      clearTimeout(timer)
    }
  }

  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => undefined)
  }

  #takeStart(): string {
    const text = this.#start
    this.#start = ''
    return text
  }
}

const maxWholeChars = 8 * 1024 * 1024
