import type { Embeddings } from '@langchain/core/embeddings'
import { type OpenAIClient, OpenAIEmbeddings } from '@langchain/openai'
import { z } from 'zod'
import { untilAborted } from '@/lib/agent/abortable'
import { AppError } from '@/lib/protocol/error'
import { splitUniversal, universalPackages } from '@/lib/protocol/universal-model'
import { toEndpoint } from './endpoint'
import { refusalOf } from './error-body'
import { openAiBaseUrl } from './openai-models'
import type { ModelReach } from './settings'
import { toModelError } from './to-model-error'
import { toSetUpError } from './universal'

/** A model that turns texts into vectors. `id` is how it was set, and stands beside the vectors that it made. */
export type EmbeddingChoice = { id: string; provider: 'openai' | 'compatible' | 'universal' }

/**
 * Texts as vectors of length 1, so that the cosine of two is their product. All of one answer have as many numbers. Both throw an
 * `AppError` with a sentence.
 */
export type Embedder = {
  model: string
  /** The vectors of texts, which are at most as many as a request should have. */
  embedTexts(texts: readonly string[]): Promise<Float32Array[]>
  /** The vector of what is looked for, while somebody waits. */
  embedQuestion(text: string): Promise<Float32Array>
}

/** A small machine takes its time for many texts; whoever has asked a question gets an answer by its words instead. */
const defaultTimes = { textsMs: 120_000, questionMs: 5000 }

export function createEmbedder(choice: EmbeddingChoice, reach: ModelReach, times = defaultTimes): Embedder {
  const { id, provider } = choice
  let model: Promise<Embeddings> | undefined
  const ask = async (timeoutMs: number, work: (model: Embeddings) => Promise<unknown[]>): Promise<Float32Array[]> => {
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      model ??= provider === 'universal' ? createOfProvider(id) : Promise.resolve(new TolerantEmbeddings(id, reach, times))
      return toUnitVectors(await untilAborted(work(await model), timeout, tooSlow))
    } catch (error) {
      // A package may be installed, or a key set, by the next time.
      if (provider === 'universal') model = undefined
      throw error instanceof AppError ? error : timeout.aborted ? tooSlow() : toModelError(error, { modelId: id })
    }
  }
  return {
    model: id,
    async embedTexts(texts) {
      const vectors = await ask(times.textsMs, (model) => model.embedDocuments([...texts]))
      if (vectors.length !== texts.length) throw notVectors()
      return vectors
    },
    async embedQuestion(text) {
      const [vector] = await ask(times.questionMs, async (model) => [await model.embedQuery(text)])
      if (!vector) throw notVectors()
      return vector
    },
  }
}

async function createOfProvider(id: string): Promise<Embeddings> {
  const { provider, model } = splitUniversal(id)
  const className = classNames[provider]
  if (!className) throw new AppError('model-unknown', { message: `"${provider}" has no embeddings that are known here.` })
  try {
    // Asked of Node and not of the bundler, which cannot know which packages are installed.
    const classes = await import(/* turbopackIgnore: true */ `${universalPackages.get(provider)}`)
    return new classes[className]({ model, maxRetries: 0 })
  } catch (error) {
    throw toSetUpError(id, error)
  }
}

/**
 * OpenAI's format over a connection of our own, as for chats: with the address, key and headers of the environment. The client of OpenAI
 * asks for base64 and takes whatever comes for it; servers that know numbers alone would be misread without a word.
 */
class TolerantEmbeddings extends OpenAIEmbeddings {
  readonly #reach: ModelReach
  readonly #times: typeof defaultTimes
  #takesBase64 = true

  constructor(model: string, reach: ModelReach, times: typeof defaultTimes) {
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

function toUnitVectors(vectors: unknown[]): Float32Array[] {
  const [first] = vectors
  return vectors.map((vector) => {
    if (!Array.isArray(vector) || !Array.isArray(first) || vector.length !== first.length) throw notVectors()
    const length = Math.sqrt(vector.reduce((sum: number, number: number) => sum + number * number, 0))
    // It is this text that has no direction; others may have one.
    if (!Number.isFinite(length) || length === 0) throw new AppError('model-refused')
    return Float32Array.from(vector, (number: number) => number / length)
  })
}

const tooSlow = (): AppError => new AppError('model-unreachable', { message: 'The embeddings model did not answer in time.' })

const notVectors = (cause?: unknown): AppError =>
  new AppError('model-unreachable', { cause, message: 'The embeddings model answered with something that is no embeddings.' })

/** The classes of LangChain's packages, which have no one way to be made of a name. */
const classNames: Readonly<Record<string, string>> = {
  aws: 'BedrockEmbeddings',
  bedrock: 'BedrockEmbeddings',
  cohere: 'CohereEmbeddings',
  fireworks: 'FireworksEmbeddings',
  'google-genai': 'GoogleGenerativeAIEmbeddings',
  'google-vertexai': 'VertexAIEmbeddings',
  mistral: 'MistralAIEmbeddings',
  mistralai: 'MistralAIEmbeddings',
  ollama: 'OllamaEmbeddings',
  together: 'TogetherAIEmbeddings',
}
