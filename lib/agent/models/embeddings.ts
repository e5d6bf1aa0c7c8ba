import type { Embeddings } from '@langchain/core/embeddings'
import { untilAborted } from '@/lib/agent/abortable'
import { AppError } from '@/lib/protocol/error'
import { splitUniversal, universalPackages } from '@/lib/protocol/universal-model'
import { notVectors } from './error-body'
import type { EmbeddingTimes, ModelReach } from './settings'
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
const defaultTimes: EmbeddingTimes = { textsMs: 120_000, questionMs: 5000 }

export function createEmbedder(choice: EmbeddingChoice, reach: ModelReach, times = defaultTimes): Embedder {
  const { id, provider } = choice
  let model: Promise<Embeddings> | undefined
  const ask = async (timeoutMs: number, work: (model: Embeddings) => Promise<unknown[]>): Promise<Float32Array[]> => {
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      model ??= provider === 'universal' ? createOfProvider(id) : createTolerant(id, reach, times)
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

/** OpenAI's client, which LangChain brings along, is loaded with the first text. */
const createTolerant = async (id: string, reach: ModelReach, times: EmbeddingTimes): Promise<Embeddings> =>
  new (await import('./tolerant-embeddings')).TolerantEmbeddings(id, reach, times)

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
