/** A `chat.completion.chunk` as servers really send it: anything may be missing, and fields of their own may be there. */
export type LooseChunk = {
  id?: string
  model?: string
  choices?: ({ delta?: Delta | null; finish_reason?: string | null } | null)[] | null
  usage?: Usage | null
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
