/** What the providers need to know of the environment. */
export type ModelSettings = {
  openaiApiKey?: string
  /** Without a slash at its end. */
  openaiBaseUrl?: string
  /** Of a whole run. */
  maxOutputTokens: number
  /** 0: as fast as it can. */
  demoTokensPerSecond: number
}
