import type { Effort } from '@/lib/protocol/model-offer'

/** Where models are reached, and with what. */
export type ModelReach = {
  openaiApiKey?: string
  /** Without a slash at its end; perhaps with a query. */
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
  /** Of a whole run. */
  maxOutputTokens: number
  /** 0: as fast as it can. */
  demoTokensPerSecond: number
}
