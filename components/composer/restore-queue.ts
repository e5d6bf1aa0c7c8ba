import { goTo } from '@/components/context/address'
import { apiFetch } from '@/lib/client/api/api-fetch'
import { readThread } from '@/lib/client/api/read-thread'
import { joinTexts, readWaiting, toText, unlessHeld, type Waiting, writeWaiting } from './local-draft'

/** Its text is `undefined` once the field is gone. */
type Field = { read(): string | undefined; write(text: string): void }

/** Brings back what waited under each of these keys, one after the other. It never rejects. */
export const takeWaiting = async (keys: string[], field: Field): Promise<void> => {
  for (const key of keys) await takeOne(key, field)
}

/**
 * Brings what waited when its page was lost back into the field, unless another window is about to send it. It may have arrived all
 * the same: then it goes from the field again.
 */
const takeOne = async (key: string, field: Field): Promise<void> => {
  let waiting: Waiting | undefined
  await unlessHeld(key, () => {
    const written = field.read()
    waiting = written === undefined ? undefined : readWaiting(key)
    if (!waiting || written === undefined) return
    const waited = toText(waiting)
    if (!written.includes(waited)) field.write(joinTexts(waited, written))
    writeWaiting(key, undefined)
  })
  if (waiting) await takeOutArrived(waiting, field)
}

/**
 * What has arrived is in its chat, and goes from the field, unless it was changed there. A first question whose chat has no place on
 * screen yet leads to it. What is not known to have arrived stays where it is.
 */
const takeOutArrived = async (waiting: Waiting, { read, write }: Field): Promise<void> => {
  const { threadId, messages } = waiting
  const arrived = await readIds(waiting)
  const rest = messages.filter(({ id }) => !arrived.has(id))
  const before = toText(waiting)
  const written = read()
  if (rest.length === messages.length || !written?.startsWith(before)) return
  write(joinTexts(toText({ threadId, messages: rest }), written.slice(before.length).trimStart()))
  if (location.pathname === '/' && read() === '') goTo(`/chat/${threadId}`, { isWish: false })
}

/** The ids of questions and runs that the chat has. */
const readIds = async ({ threadId }: Waiting): Promise<ReadonlySet<string>> => {
  const { signal } = new AbortController()
  const stored = await readThread({ threadId, baseUrl: '', fetch: apiFetch, signal }).catch(() => undefined)
  return new Set(stored?.turns.flatMap(({ messageId, runs }) => [messageId, ...runs.map(({ runId }) => runId)]))
}
