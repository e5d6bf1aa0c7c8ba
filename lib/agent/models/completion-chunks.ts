import { OpenAIClient } from '@langchain/openai'
import { createParser } from 'eventsource-parser'

/** A `chat.completion.chunk` as servers really send it: anything may be missing, and fields of their own may be there. */
export type Chunk = {
  id?: string
  model?: string
  choices?: ({ delta?: Delta | null; finish_reason?: string | null } | null)[] | null
  usage?: Usage | null
  error?: unknown
}
export type Delta = {
  content?: unknown
  tool_calls?: (CallDelta | null)[] | null
  function_call?: { name?: string | null; arguments?: unknown } | null
  [field: string]: unknown
}
export type CallDelta = {
  index?: number | null
  id?: string | null
  function?: { name?: string | null; arguments?: unknown } | null
  [field: string]: unknown
}
export type Usage = {
  prompt_tokens?: number
  completion_tokens?: number
  total_tokens?: number
  prompt_tokens_details?: { cached_tokens?: number | null; audio_tokens?: number | null } | null
  completion_tokens_details?: { reasoning_tokens?: number | null; audio_tokens?: number | null } | null
}

/**
 * The data of each frame of a streamed answer, as a list per piece that the network gave. Each is read by `toChunk` when its
 * turn comes, so that what is wrong with one says nothing of those before. Leaving the loop closes the connection.
 */
export async function* readFrames(response: Response): AsyncGenerator<string[], void> {
  if (!response.body) return
  let frames: string[] = []
  const parser = createParser({ onEvent: ({ data }) => void frames.push(data) })
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  try {
    for (let ended = false; !ended; frames = []) {
      const { done: last, value } = await reader.read()
      ended = last
      // At the end a frame may lack its empty line.
      parser.feed(value ? decoder.decode(value, { stream: true }) : `${decoder.decode()}\n\n`)
      if (frames.length > 0) yield frames
    }
  } finally {
    // A body that failed refuses to be cancelled; its error has been thrown by `read` above.
    await reader.cancel().catch(() => undefined)
  }
}

/** Whether the server says that this is all. */
export const isDone = (data: string): boolean => data.startsWith('[DONE]')

/** Throws what the server says went wrong, and `SyntaxError` where it sends no JSON. */
export function toChunk(data: string, headers: Headers): Chunk {
  const chunk: Chunk | null = JSON.parse(data)
  if (chunk?.error) throw new OpenAIClient.APIError(undefined, Object(chunk.error), undefined, headers)
  return chunk ?? {}
}
