import { demoSuggestions, onlineSuggestions } from '@/lib/agent/models/demo/suggestions'
import type { ModelName, ThreadId } from '@/lib/protocol/event'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { services } from './services'

/** What the pages are drawn from. */
export type ChatPageData = {
  models: ModelName[]
  defaultModelId: string
  /** Questions that the configured model and search can answer well. */
  suggestions: Suggestion[]
  /** Where a thread was asked for: its title, or nothing when there is no such thread. */
  thread?: { title: string } | undefined
}

export function getChatPageData(threadId?: ThreadId): ChatPageData {
  const { env, threads } = services()
  const models = env.models.map(({ id, label }) => ({ id, label }))
  const localOnly = env.search.provider === 'local'
  const shared = { models, defaultModelId: env.defaultModelId, suggestions: localOnly ? demoSuggestions : onlineSuggestions }
  if (threadId === undefined) return shared
  const thread = threads.thread(threadId)
  return { ...shared, thread: thread && { title: thread.title } }
}
