import type { EmbeddingChoice } from '@/lib/agent/models/embeddings'
import { toModelLabel } from '@/lib/agent/models/label'
import { defaultOpenAiModel, openAiBaseUrl } from '@/lib/agent/models/openai-models'
import type { ModelChoice, ModelProvider } from '@/lib/agent/models/provider'
import type { ModelReach } from '@/lib/agent/models/settings'
import { isUniversal } from '@/lib/protocol/universal-model'

/** What the environment says of models. */
export type ModelVariables = {
  MODEL?: string | undefined
  MODELS?: string | undefined
  MODEL_IMAGES?: 'on' | 'off' | undefined
  OPENAI_API_KEY?: string | undefined
  OPENAI_BASE_URL?: string | undefined
  OPENAI_HEADERS?: Record<string, string> | undefined
  EMBEDDINGS?: string | undefined
}

export type ModelEnv = ModelReach & {
  /** The provider of models that do not name their own. */
  provider: ModelProvider['name']
  /** What the picker shows; never empty. */
  models: ModelChoice[]
  defaultModelId: string
  /** The provider is asked which models it has, and the picker shows those too. */
  listsModels: boolean
  /** Whether the models that are set can look at images; without it that is told from what is known of them. */
  modelImages?: boolean
  /** The model by which passages of files are found by their meaning. */
  embeddings?: EmbeddingChoice
}

/**
 * The models that are set. `MODEL` and `MODELS` name models of OpenAI, or of the server at `OPENAI_BASE_URL`; without such a
 * server also `<provider>:<model>` for any provider that LangChain knows. Throws an `Error` of one sentence.
 */
export function readModels(values: ModelVariables): ModelEnv {
  const { OPENAI_API_KEY: openaiApiKey, MODEL } = values
  const openaiBaseUrl = values.OPENAI_BASE_URL?.replace(/\/+$/, '')
  const elsewhere = openaiBaseUrl !== undefined && openaiBaseUrl !== openAiBaseUrl
  const reached = elsewhere ? 'compatible' : openaiApiKey ? 'openai' : 'demo'
  const embeddings = values.EMBEDDINGS && readEmbeddings(values.EMBEDDINGS, reached)
  const listed = (values.MODELS ?? '').split(',').map((id) => id.trim())
  const named = [...(MODEL ? [MODEL] : []), ...listed].map((id) => (elsewhere ? id : id.replace(/^openai:/, '')))
  const ids = [...new Set(named)].filter((id) => id !== '')
  const providerOf = (id: string): ModelProvider['name'] => (!elsewhere && isUniversal(id) ? 'universal' : reached)
  if (elsewhere && ids.length === 0) {
    throw new Error('OPENAI_BASE_URL is set, so MODEL must name a model of that server.')
  }
  const keyless = ids.find((id) => providerOf(id) === 'demo' && id !== 'demo')
  if (keyless !== undefined) {
    throw new Error(
      `${MODEL ? 'MODEL' : 'MODELS'} is set to "${keyless}", so OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own) must be set too.`,
    )
  }
  const [first = reached === 'demo' ? 'demo' : defaultOpenAiModel, ...others] = ids
  const models = [first, ...others].map((id) => ({ id, label: toModelLabel(providerOf(id), id), provider: providerOf(id) }))
  // Without a key of OpenAI's, the others are all there is.
  const provider = reached === 'demo' && !models.some((model) => model.provider === 'demo') ? 'universal' : reached
  return {
    provider,
    models,
    defaultModelId: first,
    listsModels: (provider === 'openai' || provider === 'compatible') && values.MODELS === undefined,
    ...(values.MODEL_IMAGES && { modelImages: values.MODEL_IMAGES === 'on' }),
    ...(embeddings && { embeddings }),
    ...(openaiApiKey !== undefined && { openaiApiKey }),
    ...(openaiBaseUrl !== undefined && { openaiBaseUrl }),
    ...(values.OPENAI_HEADERS !== undefined && { openaiHeaders: values.OPENAI_HEADERS }),
  }
}

/** Reads the model for vectors, by the same rules as `MODEL`. */
function readEmbeddings(set: string, reached: 'compatible' | 'openai' | 'demo'): EmbeddingChoice {
  if (reached === 'compatible') return { id: set, provider: 'compatible' }
  if (isUniversal(set)) return { id: set, provider: 'universal' }
  if (reached === 'openai') return { id: set.replace(/^openai:/, ''), provider: 'openai' }
  throw new Error(
    `EMBEDDINGS is set to "${set}", so OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own) must be set too.`,
  )
}
