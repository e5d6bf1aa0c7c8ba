import { demoSuggestions, onlineSuggestions } from '@/lib/agent/models/demo/suggestions'
import { AppError } from '@/lib/protocol/error'
import type { ModelName, ThreadId } from '@/lib/protocol/event'
import { isShareId } from '@/lib/protocol/share'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { findThread } from '@/lib/store/threads'
import { knownProblem } from './health'
import { services } from './services'
import { readShare, type SharedCopy } from './shares'
import { visitorOfHeaders } from './visitor'

/** What the pages are drawn from. */
export type ChatPageData = {
  models: ModelName[]
  defaultModelId: string
  /** Questions that the configured model and search can answer well. */
  suggestions: Suggestion[]
  /** False where chats are gone when the server ends. */
  keepsHistory: boolean
  /** Why nothing can be asked or read now, where a person on the server has to do something. */
  problem?: string
  /** Where a thread was asked for: its title, `''` while it cannot be read, or nothing when there is no such thread. */
  thread?: { title: string } | undefined
}

export async function getChatPageData(asked?: { threadId: ThreadId; headers: Headers }): Promise<ChatPageData> {
  const { env, keepsHistory } = services()
  const problem = knownProblem(services())
  const models = env.models.map(({ id, label }) => ({ id, label }))
  const suggestions = env.search.provider === 'local' ? demoSuggestions : onlineSuggestions
  const shared = {
    models,
    defaultModelId: env.defaultModelId,
    suggestions,
    keepsHistory,
    // One that is away may be back in a moment, and what is asked meanwhile is told so.
    ...(problem && problem.code !== 'not-saved' && { problem: problem.message }),
  }
  return asked ? { ...shared, thread: await headOf(asked) } : shared
}

async function headOf({ threadId, headers }: { threadId: ThreadId; headers: Headers }): Promise<ChatPageData['thread']> {
  try {
    const owner = visitorOfHeaders(headers)
    if (!owner) return undefined
    const thread = await services().store.use((db) => findThread(db, owner, threadId))
    return thread && { title: thread.title }
  } catch (error) {
    // The page is there all the same; the browser reads the chat itself, says that it cannot, and tries again.
    if (error instanceof AppError) return { title: '' }
    throw error
  }
}

/** What a shared page is drawn from; nothing where the link is not known or was stopped, or has no such page. */
export async function getSharedPageData(shareId: string, page = '1'): Promise<SharedCopy | undefined> {
  if (!isShareId(shareId) || !/^[1-9]\d{0,5}$/.test(page)) return undefined
  return readShare(shareId, Number(page), services())
}
