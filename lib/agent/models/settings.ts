/** What the providers need to know of the environment. */
export type ModelSettings = {
  openaiApiKey?: string
  /** Without a slash at its end; perhaps with a query. */
  openaiBaseUrl?: string
  /** Sent with each request to that server, instead of ours where they have the same name. */
  openaiHeaders?: Record<string, string>
  /** Of a whole run. */
  maxOutputTokens: number
  /** 0: as fast as it can. */
  demoTokensPerSecond: number
}
