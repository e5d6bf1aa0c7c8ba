import { type OpenAIClient, OpenAIEmbeddings } from '@langchain/openai'
import { z } from 'zod'
import { toEndpoint } from './endpoint'
import { notVectors, refusalOf } from './error-body'
import { openAiBaseUrl } from './openai-models'
import type { EmbeddingTimes, ModelReach } from './settings'

/**
 * OpenAI's format over a connection of our own, as for chats: with the address, key and headers of the environment. The client of OpenAI
 * asks for base64 and takes whatever comes for it; servers that know numbers alone would be misread without a word.
 */
export class TolerantEmbeddings extends OpenAIEmbeddings {
  readonly #reach: ModelReach
  readonly #times: EmbeddingTimes
  #takesBase64 = true

  constructor(model: string, reach: ModelReach, times: EmbeddingTimes) {
    // The key goes with the endpoint's headers; LangChain insists on one for the client that is never made. One layer tries again: ours.
    super({ model, apiKey: 'none', maxRetries: 0, stripNewLines: false })
    this.#reach = reach
    this.#times = times
  }

  override async embeddingWithRetry(
    request: OpenAIClient.EmbeddingCreateParams,
  ): Promise<Awaited<ReturnType<OpenAIEmbeddings['embeddingWithRetry']>>> {
    const { fetch = globalThis.fetch } = this.#reach
    const { url, headers } = toEndpoint({ openaiBaseUrl: openAiBaseUrl, ...this.#reach })
    const timeoutMs = Array.isArray(request.input) ? this.#times.textsMs : this.#times.questionMs
    const asksBase64 = this.#takesBase64
    const response = await fetch(url('embeddings'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...request, ...(asksBase64 && { encoding_format: 'base64' }) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (asksBase64 && (response.status === 400 || response.status === 422)) {
      const refusal = await refusalOf(response)
      if (!/encoding|base64/i.test(refusal.message)) throw refusal
      this.#takesBase64 = false
      return this.embeddingWithRetry(request)
    }
    if (!response.ok) throw await refusalOf(response)
    return readAnswer(await response.json(), [request.input].flat().length)
  }
}

function readAnswer(body: unknown, count: number): Awaited<ReturnType<OpenAIEmbeddings['embeddingWithRetry']>> {
  const { data, error } = answer.safeParse(body)
  // Some say with 200 what is wrong.
  if (data?.data.length !== count) throw notVectors(error)
  const inOrder = data.data.toSorted((a, b) => a.index - b.index)
  return {
    object: 'list',
    model: '',
    usage: { prompt_tokens: 0, total_tokens: 0 },
    data: inOrder.map(({ index, embedding }) => ({ object: 'embedding', index, embedding: toNumbers(embedding) })),
  }
}

const answer = z.object({
  data: z.array(z.object({ index: z.number().default(0), embedding: z.union([z.string(), z.array(z.number())]) })),
})

/** In base64 they are float32 of four bytes each, the lowest first. */
function toNumbers(embedding: string | number[]): number[] {
  if (typeof embedding !== 'string') return embedding
  const bytes = Buffer.from(embedding, 'base64')
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4))
}
