import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadPage, ThreadPatch, ThreadSummary } from '@/lib/protocol/thread-summary'
import { readProblem, unreached } from './problem'

/** The routes of the list of conversations. All throw an `AppError`; one that never arrived is `internal`. */
export type ThreadRequests = {
  /** `before` is the `next` of the page before. */
  list(options: { before?: string | undefined; signal: AbortSignal }): Promise<ThreadPage>
  find(text: string, signal: AbortSignal): Promise<ThreadSummary[]>
  change(threadId: ThreadId, patch: ThreadPatch): Promise<ThreadSummary>
  remove(threadId: ThreadId): Promise<void>
  restore(threadId: ThreadId): Promise<ThreadSummary>
}

const pageSize = 50

/**
 * Requests about conversations through the given `fetch`, to the server at `baseUrl`; `""` is the one that the page came from.
 */
export const createThreadRequests = ({ baseUrl, fetch }: { baseUrl: string; fetch: typeof globalThis.fetch }): ThreadRequests => {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { accept: 'application/json', ...(init.body !== undefined && { 'content-type': 'application/json' }) }
    const response = await fetch(`${baseUrl}/api/threads${path}`, { cache: 'no-store', ...init, headers }).catch(
      (cause: unknown) => {
        throw unreached(cause)
      },
    )
    if (!response.ok) throw (await readProblem(response)) ?? unreached(response.status)
    return response
  }
  const pageOf = async (query: Record<string, string>, signal: AbortSignal): Promise<ThreadPage> => {
    const response = await ask(`?${new URLSearchParams({ limit: String(pageSize), ...query })}`, { signal })
    return (await response.json()) as ThreadPage
  }
  const summaryOf = async (path: string, init: RequestInit): Promise<ThreadSummary> =>
    (await (await ask(path, init)).json()) as ThreadSummary

  return {
    list: ({ before, signal }) => pageOf(before === undefined ? {} : { before }, signal),
    find: async (text, signal) => (await pageOf({ query: text }, signal)).threads,
    change: (threadId, patch) => summaryOf(pathOf(threadId), { method: 'PATCH', body: JSON.stringify(patch) }),
    remove: async (threadId) => void (await ask(pathOf(threadId), { method: 'DELETE' })),
    restore: (threadId) => summaryOf(`${pathOf(threadId)}/restore`, { method: 'POST' }),
  }
}

const pathOf = (threadId: ThreadId): string => `/${encodeURIComponent(threadId)}`
