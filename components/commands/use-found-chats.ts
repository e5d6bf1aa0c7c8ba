import { useEffect, useState } from 'react'
import { matches } from '@/components/ui/matches'
import { apiFetch } from '@/lib/client/api/api-fetch'
import type { ThreadPage, ThreadSummary } from '@/lib/protocol/thread-summary'

export type FoundChats = {
  /** Without a query the newest; else what was found, best first. */
  chats: ThreadSummary[]
  state: 'searching' | 'done' | 'failed'
}

type Answer = FoundChats & { query: string }

/** A moment without a key; long enough for the next letter. */
const WRITING_MS = 150
const NEWEST = 5
const FOUND = 20

/**
 * Conversations by title and content, as the server finds them. Only the answer to the newest query counts. Until it is
 * here, of what an earlier one found only titles that fit are shown, so that nothing stands there that does not fit.
 */
export const useFoundChats = (query: string, fetch: typeof globalThis.fetch = apiFetch): FoundChats => {
  const wanted = query.trim()
  const [answer, setAnswer] = useState<Answer>({ query: '', chats: [], state: 'searching' })
  useEffect(() => {
    const asking = new AbortController()
    const find = async () => {
      try {
        const chats = await findChats(wanted, { fetch, signal: asking.signal })
        if (!asking.signal.aborted) setAnswer({ query: wanted, chats, state: 'done' })
      } catch {
        // Nobody waits for one that was overtaken; the newest says that it failed.
        if (!asking.signal.aborted) setAnswer({ query: wanted, chats: [], state: 'failed' })
      }
    }
    const timer = setTimeout(() => void find(), wanted === '' ? 0 : WRITING_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [wanted, fetch])

  if (answer.query === wanted) return answer
  return { chats: answer.chats.filter(({ title }) => matches(title, wanted)), state: 'searching' }
}

type Asking = { fetch: typeof globalThis.fetch; signal: AbortSignal }

const findChats = async (query: string, { fetch, signal }: Asking): Promise<ThreadSummary[]> => {
  const asked = new URLSearchParams({ limit: String(query === '' ? NEWEST : FOUND), ...(query !== '' && { query }) })
  const response = await fetch(`/api/threads?${asked}`, { cache: 'no-store', signal })
  if (!response.ok) throw new Error(`The search answered ${response.status}.`)
  const page: ThreadPage = await response.json()
  return page.threads
}
