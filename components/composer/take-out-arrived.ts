import { goTo } from '@/components/context/address'
import { apiFetch } from '@/lib/client/api/api-fetch'
import { readThread } from '@/lib/client/api/read-thread'
import { joinTexts, toText, type Waiting } from './local-draft'

/**
 * What waited when the page was lost may have arrived all the same: then it is in its chat, and goes from the field into
 * which it came back, unless it was changed there. A first question whose chat has no place on screen yet leads to it.
 * It never rejects: what is not known to have arrived stays where it is.
 */
export const takeOutArrived = async (
  waiting: Waiting,
  { read, write }: { read(): string; write(text: string): void },
): Promise<void> => {
  const { threadId, messages } = waiting
  const arrived = await readIds(waiting)
  const rest = messages.filter(({ id }) => !arrived.has(id))
  const before = toText(waiting)
  const written = read()
  if (rest.length === messages.length || !written.startsWith(before)) return
  write(joinTexts(toText({ threadId, messages: rest }), written.slice(before.length).trimStart()))
  if (location.pathname === '/' && read() === '') goTo(`/chat/${threadId}`, { isWish: false })
}

/** The ids of questions and runs that the chat has. */
const readIds = async ({ threadId }: Waiting): Promise<ReadonlySet<string>> => {
  const { signal } = new AbortController()
  const stored = await readThread({ threadId, baseUrl: '', fetch: apiFetch, signal }).catch(() => undefined)
  return new Set(stored?.turns.flatMap(({ messageId, runs }) => [messageId, ...runs.map(({ runId }) => runId)]))
}
