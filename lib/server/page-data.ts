import { findThread, lastModelOf } from '@/lib/db/thread-queries'
import { suggestionsFor } from '@/lib/demo-model/suggestions'
import { AppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import { demoModelId, type ModelOffer } from '@/lib/protocol/model-offer'
import { isShareId } from '@/lib/protocol/share'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { visitorOfHeaders } from '@/lib/server/http/visitor'
import { type OwnModels, readOffer } from '@/lib/server/models/offered-models'
import { readOwnModels } from '@/lib/server/models/own-provider'
import { knownProblem } from './health'
import { services } from './services'
import { readShare, type SharedCopy } from './shares'

/** What the pages are drawn from. */
export type ChatPageData = {
  offer: ModelOffer
  /** Questions that the configured model and search can answer well. */
  suggestions: Suggestion[]
  /** False where the server keeps no chats, and each browser its own. */
  keepsHistory: boolean
  /** Why nothing can be asked or read now, where a person on the server has to do something. */
  problem?: string
  /** Where a thread was asked for: its title, `''` while it cannot be read, or nothing when there is no such thread. */
  thread?: { title: string /** That answered last. */; modelId?: string | undefined } | undefined
}

/** @param threadId Of a chat that has an address. */
export async function getChatPageData(headers: Headers, threadId?: ThreadId): Promise<ChatPageData> {
  const { env, keepsHistory } = services()
  const problem = knownProblem(services())
  const offer = await readOffer(services(), ownOf(headers))
  const search = offer.defaultModelId === demoModelId ? 'local' : env.search[0].provider
  const shared = {
    offer,
    suggestions: suggestionsFor(search),
    keepsHistory,
    // One that is away may be back in a moment, and what is asked meanwhile is told so.
    ...(problem && problem.code !== 'not-saved' && { problem: problem.message }),
  }
  return threadId === undefined ? shared : { ...shared, thread: await headOf(threadId, headers) }
}

/** The page is there also where nobody can be told from anybody. */
function ownOf(headers: Headers): OwnModels | undefined {
  try {
    return readOwnModels(headers, visitorOfHeaders(headers), services().env)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

async function headOf(threadId: ThreadId, headers: Headers): Promise<ChatPageData['thread']> {
  // Only the browser knows what it keeps.
  if (!services().keepsHistory) return { title: '' }
  try {
    const owner = visitorOfHeaders(headers)
    if (!owner) return undefined
    return await services().store.use(async (db) => {
      const thread = await findThread(db, owner, threadId)
      return thread && { title: thread.title, modelId: await lastModelOf(db, thread.key) }
    })
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
