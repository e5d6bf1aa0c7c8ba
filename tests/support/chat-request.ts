/** The body of a chat request, as far as tests look into it. */
export type ChatRequest = {
  model: string
  messages: ChatMessage[]
  stream?: boolean
  stream_options?: { include_usage?: boolean }
  tools?: { type: 'function'; function: { name: string; description?: string; parameters?: unknown; strict?: boolean } }[]
  tool_choice?: unknown
  parallel_tool_calls?: boolean
  max_tokens?: number
  max_completion_tokens?: number
}

export type ChatMessage = {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  /** Left out beside calls. */
  content?: string | { type: string; text?: string }[] | null
  tool_calls?: { id: string; type?: string; function: { name: string; arguments: string } }[]
  tool_call_id?: string
}
