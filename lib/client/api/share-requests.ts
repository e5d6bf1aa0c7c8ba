import type { RunId, ShareId, ThreadId } from '@/lib/protocol/event'
import type { ShareList, ShareSummary } from '@/lib/protocol/share'
import { readProblem, unreached } from './problem'

export type ShareAsk = {
  threadId: ThreadId
  /** This answer alone. */
  runId?: RunId
  /** The versions that are on screen. */
  shown: RunId[]
}

/** The links of a conversation, over HTTP. Each throws an `AppError`: what the server refused, or that it could not be reached. */
export type SharesApi = {
  create(ask: ShareAsk): Promise<ShareSummary>
  list(threadId: ThreadId): Promise<ShareSummary[]>
  stop(shareId: ShareId): Promise<void>
}

/** Requests about links through the given `fetch`, to the server at `baseUrl`; `""` is the one that the page came from. */
export const createSharesApi = (fetch: typeof globalThis.fetch, baseUrl = ''): SharesApi => {
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${baseUrl}${path}`, { cache: 'no-store', ...init }).catch((cause: unknown) => {
      throw unreached(cause)
    })
    if (!response.ok) throw (await readProblem(response)) ?? unreached(response.status)
    return response
  }
  return {
    async create(ask) {
      const headers = { 'content-type': 'application/json' }
      const response = await call('/api/shares', { method: 'POST', headers, body: JSON.stringify(ask) })
      return (await response.json()) as ShareSummary
    },
    async list(threadId) {
      const response = await call(`/api/threads/${encodeURIComponent(threadId)}/shares`)
      const { shares } = (await response.json()) as ShareList
      return shares
    },
    async stop(shareId) {
      await call(`/api/shares/${encodeURIComponent(shareId)}`, { method: 'DELETE' })
    },
  }
}
