import { readStored, readStoredJson, writeStored } from '@/lib/client/store/device-storage'
import type { AskedFile, MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { isRecord } from '@/lib/protocol/is-record'

/** The key of the draft of a chat that does not exist yet. */
export const newChatDraft = 'new'

/** What was being written in this thread on this device; empty where storage is blocked or holds nothing. */
export const readDraft = (key: string): string => readStored(toStorageName(key)) ?? ''

/** Saves the draft; an empty one is removed. Where storage is blocked or full, the text lives as long as the page. */
export const writeDraft = (key: string, text: string): void => writeStored(toStorageName(key), text === '' ? undefined : text)

/** Questions that were asked and are not known to have arrived. Once one has, its chat has its id, or that of its run. */
export type SavedQueue = { threadId: ThreadId; messages: { id: MessageId | RunId; text: string; files?: AskedFile[] }[] }

/**
 * The key under which a first question is saved until its chat has an address. Each window has its own, so that two of them do
 * not lose one another's text; all such keys belong to the draft of the new chat.
 */
export const toFirstQuestionKey = (threadId: ThreadId): string => `${newChatDraft}:${threadId}`

/** The keys of the saved queues that belong to this draft; none where storage is blocked. */
export const findQueueKeys = (draftKey: string): string[] => {
  try {
    const prefix = toStorageName(toQueueKey(''))
    return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter((key) => key === draftKey || key.startsWith(`${draftKey}:`))
  } catch {
    return [] // Storage is blocked: the queue lives as long as the page.
  }
}

/** The queue as it was when the page was left or lost; `undefined` when there was none. */
export const readQueue = (key: string): SavedQueue | undefined => {
  const saved = readStoredJson(toStorageName(toQueueKey(key)))
  return isQueue(saved) ? saved : undefined
}

/** What else it may have is ours where it has these. */
const isQueue = (saved: unknown): saved is SavedQueue =>
  isRecord(saved) &&
  typeof saved['threadId'] === 'string' &&
  Array.isArray(saved['messages']) &&
  saved['messages'].every((message) => isRecord(message) && typeof message['text'] === 'string')

/**
 * Saves the queue beside the draft. It is not sent by itself when it is found again, in an hour or in another tab:
 * it comes back into the composer, and the person decides.
 */
export const writeQueue = (key: string, queue: SavedQueue | undefined): void =>
  writeDraft(toQueueKey(key), queue ? JSON.stringify(queue) : '')

/**
 * Locks a queue while this window is about to send it, so that another one does not restore it. This is a Web Lock, which ends with
 * its page; without those (on plain http) the first window to restore a queue has it.
 * @returns Releases the lock
 */
export const lockQueue = (key: string): (() => void) => {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  void navigator.locks?.request(toQueueKey(key), { mode: 'shared' }, () => released)
  return release
}

/** A page that was reloaded may find the lock of its predecessor, which ends within moments. */
const lockTimeoutMs = 2000

/** Calls `act` unless another window has locked this queue. It never rejects. */
export const unlessLocked = async (key: string, act: () => void): Promise<void> => {
  if (!navigator.locks) return act()
  const signal = AbortSignal.timeout(lockTimeoutMs)
  await navigator.locks.request(toQueueKey(key), { signal }, act).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** Joins texts by an empty line; those that are blank are left out. */
export const joinTexts = (...texts: string[]): string => texts.filter((text) => text.trim() !== '').join('\n\n')

/** The messages of a queue as one text for the composer. */
export const joinQueue = ({ messages }: SavedQueue): string => joinTexts(...messages.map(({ text }) => text))

const toQueueKey = (key: string): string => `waiting:${key}`

const toStorageName = (key: string): string => `draft:${key}`
