import type { Effort } from '@/lib/protocol/model-offer'

/** The address at which models are reached, and the key and headers that are sent to it. */
export type ModelReach = {
  openaiApiKey?: string
  /** The address has no slash at its end; it may have a query. */
  openaiBaseUrl?: string
  /** Sent with each request to that server, instead of ours where they have the same name. */
  openaiHeaders?: Record<string, string>
  /** How it is asked, where not every address may be. */
  fetch?: typeof globalThis.fetch
}

/** What the providers need to know of the environment. */
export type ModelSettings = ModelReach & {
  /** How long a model is to think, where it can be told. */
  effort?: Effort | undefined
  /** How many tokens a model may write in a whole run. */
  maxOutputTokens: number
}

/** How long the model for vectors may take: for texts that are kept, and for a question that somebody waits on. */
export type EmbeddingTimes = { textsMs: number; questionMs: number }
