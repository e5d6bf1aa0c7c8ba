import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { ModelName } from '@/lib/protocol/event'
import type { Effort } from '@/lib/protocol/model-offer'
import type { ModelReach } from './settings'

/** One way to reach models. Adding a provider is a file that exports one of these, and its line in `lib/server/models/agent-model.ts`. */
export type ModelProvider<Created = BaseChatModel | Promise<BaseChatModel>> = {
  name: 'openai' | 'compatible' | 'universal' | 'demo'
  /**
   * A fresh chat model for one turn, or the promise of one whose package is loaded when first asked for; no retries and no
   * time-out of its own (the executor has both).
   */
  create(modelId: string, features: ModelFeatures, signs?: Partial<StreamSigns>): Created
}

/** Signs of a stream beside its tokens. */
export type StreamSigns = {
  /** Bytes came, be it a comment that keeps the connection open. */
  alive: () => void
  /** The server said that this was all (`[DONE]`). */
  done: () => void
}

/**
 * What an endpoint was found to take. Everything is hoped for at first; what is refused once is remembered
 * per model for the life of the process.
 */
export type ModelFeatures = {
  /** `tool_choice: "required"`; without it the model is left free (`auto`). */
  forcedTools: boolean
  /** The `parallel_tool_calls` parameter. */
  parallelToolCalls: boolean
  /** `stream_options: { include_usage: true }`. */
  streamUsage: boolean
  /** Keywords of JSON Schema in tools beyond the plain ones. */
  richSchemas: boolean
  /** Fields of its own beside messages and calls, which it sent: most want them back, a few refuse them. */
  ownFields: boolean
  /** OpenAI's Responses API; without it, chat completions. */
  responses: boolean
  /** The parameters of that API for thinking, of which the next two are parts. */
  reasoning: boolean
  /** Summaries of what the model thinks. */
  summaries: boolean
  /** How long the model is to think. */
  effort: boolean
  /** The most characters of a question with its history and results that the model was found to read. */
  maxInputChars?: number
  /** It said that it cannot look at images. */
  refusesImages?: true
}

/** A model that may be chosen. `id` is what it is called here: two servers may have models of the same name. */
export type ModelChoice = ModelName & {
  provider: ModelProvider['name']
  /** What its provider calls it, where that is not `id`. */
  modelId?: string
  /** The address at which it is reached, where that is not the one of the environment. */
  reach?: ModelReach
  /** A visitor brought it. */
  isOwn?: true
  /** How long it is to think. */
  effort?: Effort
  /** Whether it can look at images, where its provider's list says so. */
  seesImages?: boolean
}

/** What can be done without. */
export type Feature = Exclude<keyof ModelFeatures, 'maxInputChars' | 'refusesImages'>
