import type { RunRequest } from '@/lib/client/api/run-request'
import { AppError } from '@/lib/protocol/error'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { type BrowserDatabase, openDatabase } from './database'
import { KeptRuns } from './kept-runs'
import { KeptThreads } from './kept-threads'
import { streamOf } from './live-run'

export type BrowserApiOptions = {
  /** Asks the server. */
  fetch: typeof fetch
  open?: () => Promise<BrowserDatabase>
}

/**
 * The routes of conversations and their runs, answered by this browser for a server that keeps none: conversations are
 * in IndexedDB; a question goes to the server with the conversation that it belongs to, and what comes back is kept
 * here. It has the shape of `fetch`, so the rest of the app need not know.
 */
export function createBrowserApi({ fetch, open = openDatabase }: BrowserApiOptions): typeof globalThis.fetch {
  let opened: Promise<BrowserDatabase> | undefined
  const database = (): Promise<BrowserDatabase> => {
    opened ??= open().then((db) => {
      const forget = () => {
        opened = undefined
      }
      db.addEventListener('close', forget) // By the browser.
      db.addEventListener('versionchange', forget) // By ourselves, for another tab: see `openDatabase`.
      return db
    })
    return opened.catch((cause: unknown) => {
      opened = undefined
      throw new AppError('not-saved', { cause, message: isNewer(cause) ? madeByNewer : notAllowed })
    })
  }
  const runs = new KeptRuns({ fetch, database })
  const threads = new KeptThreads({ database, runs })

  return async (input, init) => {
    const request = new Request(typeof input === 'string' ? new URL(input, location.href) : input, init)
    try {
      return (await answer(request)) ?? (await fetch(request))
    } catch (error) {
      if (error instanceof AppError) return problem(error)
      throw error
    }
  }

  async function answer(request: Request): Promise<Response | undefined> {
    const { pathname, searchParams } = new URL(request.url)
    const [, kind, id, part] = pathname.split('/').filter(Boolean).map(decodeURIComponent)
    if (pathname.startsWith('/api/runs')) return answerRun(request, id as RunId | undefined, part, searchParams)
    return pathname.startsWith('/api/threads') && kind === 'threads'
      ? answerThread(request, id as ThreadId | undefined, part)
      : undefined
  }

  async function answerRun(request: Request, runId: RunId | undefined, part: string | undefined, query: URLSearchParams) {
    const waits = query.get('wait') !== 'no'
    if (runId === undefined) {
      const run = await runs.begin((await request.json()) as RunRequest)
      // A reader that polls need not ask again for the first event.
      if (!waits) await run.waitFor(0, request.signal)
      return streamOf(run, 0, waits)
    }
    if (part === 'follow-ups') return json(await runs.followUps(runId))
    if (part !== 'stop') return streamOf(await runs.find(runId), Number(request.headers.get('last-event-id') ?? 0), waits)
    await runs.stop(runId)
    return json({ runId, status: 'stopping' }, 202)
  }

  async function answerThread(request: Request, threadId: ThreadId | undefined, part: string | undefined): Promise<Response> {
    const { method } = request
    const query = new URL(request.url).searchParams
    if (threadId === undefined) {
      if (method === 'DELETE') return threads.removeAll().then(nothing)
      const limit = Number(query.get('limit') ?? 50)
      return json(await threads.list({ query: query.get('query') ?? '', before: query.get('before') ?? undefined, limit }))
    }
    if (part === 'restore') return json(await threads.restore(threadId))
    if (part !== undefined) throw new AppError('not-found') // Shares: nobody else could read them.
    if (method === 'DELETE') return threads.remove(threadId).then(nothing)
    if (method === 'PATCH') return json(await threads.change(threadId, await request.json()))
    const limit = Number(query.get('turns') ?? 30)
    return json(await threads.read(threadId, { before: query.get('before') ?? undefined, limit }))
  }
}

const nothing = (): Response => new Response(null, { status: 204 })

const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })

/** Answers with an error as the server does: see `lib/server/http/responses.ts`. */
const problem = ({ code, status, message, field, retryAfterMs }: AppError): Response =>
  new Response(JSON.stringify({ type: 'about:blank', status, detail: message, code, field, retryAfterMs }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

/** The stored data is of a newer version: this page was opened before the app was updated, or the app was set back. */
const isNewer = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'VersionError'

const madeByNewer =
  'Your chats in this browser were saved by a newer version of this app. Reload the page. If this stays, they are shown again once the app is updated.'

const notAllowed =
  'This browser does not let the page store data, so chats cannot be saved. Allow site data for this address and try again.'
