import { findThread, lastModelOf } from '@/lib/db/thread-queries'
import { demoSuggestions } from '@/lib/demo-model/suggestions'
import type { DocumentLimits, StoredDocument } from '@/lib/protocol/document'
import { AppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import { parseDocumentId } from '@/lib/protocol/ids'
import { demoModelId, type ModelOffer } from '@/lib/protocol/model-offer'
import { isShareId } from '@/lib/protocol/share'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { findDocumentLimits, readStoredDocument } from '@/lib/server/documents/documents'
import { visitorOfHeaders } from '@/lib/server/http/visitor'
import { type OwnModels, readOffer } from '@/lib/server/models/offered-models'
import { readOwnModels } from '@/lib/server/models/own-provider'
import { knownProblem } from './health'
import { loadThread, usualTurns } from './load-thread'
import { services } from './services'
import { readShare, type SharedCopy } from './shares'
import { suggestionsFor } from './suggestions'

/** What is drawn beside any chat, and what a new one begins with. */
export type ShellData = {
  offer: ModelOffer
  /** Questions that the configured model and search can answer well. */
  suggestions: Suggestion[]
  /** What the demo model finds its answers in, in words. */
  demoAnswersFrom: string
  /** False where the server keeps no chats, and each browser its own. */
  keepsHistory: boolean
  /** Answers are followed by questions to go on with. */
  suggestsFollowUps: boolean
  /** What files can be added to a chat; absent where none are kept. */
  documents?: DocumentLimits
  /** Why nothing can be asked or read now, where a person on the server has to do something. */
  problem?: string
}

/** What is drawn around every chat, for the visitor of this request. It never throws for a visitor who cannot be told apart. */
export async function getShellData(headers: Headers): Promise<ShellData> {
  const { env, keepsHistory } = services()
  const problem = knownProblem(services())
  const documents = findDocumentLimits(services())
  const offer = await readOffer(services(), ownOf(headers))
  const isDemo = offer.defaultModelId === demoModelId
  const [{ provider }] = isDemo ? env.demoSearch : env.search
  return {
    offer,
    suggestions: isDemo ? demoSuggestions : suggestionsFor(provider),
    demoAnswersFrom: env.demoSearch[0].provider === 'local' ? 'a built-in library' : 'Wikipedia and a built-in library',
    keepsHistory,
    suggestsFollowUps: env.followUps,
    ...(documents && { documents }),
    // One that is away may be back in a moment, and what is asked meanwhile is told so.
    ...(problem && problem.code !== 'not-saved' && { problem: problem.message }),
  }
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

export type ThreadHead = {
  title: string
  /** The model that answered last. */
  modelId?: string | undefined
}

/** What the header and the composer of a chat show: an empty title while that cannot be read, and nothing when there is no such chat. */
export async function getThreadHead(headers: Headers, threadId: ThreadId): Promise<ThreadHead | undefined> {
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

/**
 * The newest turns of a chat as JSON, the answer of `GET /api/threads/:id?events=compact`, so that its page need not ask for them.
 * `undefined` where the browser keeps the chats, or has to read this one itself and say why that fails.
 */
export async function readThreadForPage(headers: Headers, threadId: ThreadId): Promise<string | undefined> {
  if (!services().keepsHistory) return undefined
  try {
    const owner = visitorOfHeaders(headers)
    return owner && (await loadThread({ threadId, owner, limit: usualTurns, isCompact: true }, services()))
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** A file with its text, for its owner; nothing for anybody else, as where there is none. */
export async function getDocumentPageData(headers: Headers, documentId: string): Promise<StoredDocument | undefined> {
  try {
    const owner = visitorOfHeaders(headers)
    return owner && (await readStoredDocument(owner, parseDocumentId(documentId), services()))
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined
    throw error
  }
}

/** What a shared page is drawn from; nothing where the link is not known or was stopped, or has no such page. */
export async function getSharedPageData(shareId: string, page = '1'): Promise<SharedCopy | undefined> {
  if (!isShareId(shareId) || !/^[1-9]\d{0,5}$/.test(page)) return undefined
  return readShare(shareId, Number(page), services())
}
