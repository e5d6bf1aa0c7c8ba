import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'

/** A draft under this key belongs to the chat that does not exist yet. */
export const newChatDraft = 'new'

/** What was being written in this thread on this device; empty where storage is blocked or holds nothing. */
export const readDraft = (key: string): string => {
  try {
    return localStorage.getItem(toName(key)) ?? ''
  } catch {
    return '' // Storage is blocked: drafts live as long as the page.
  }
}

/** Keeps the draft; an empty one is forgotten. */
export const writeDraft = (key: string, text: string): void => {
  try {
    if (text === '') localStorage.removeItem(toName(key))
    else localStorage.setItem(toName(key), text)
  } catch {
    // Storage is blocked or full: the text is still in the composer.
  }
}

/** What was asked and has not arrived as far as is known: a message, by whose id or whose run's id its chat has it once it has. */
export type Waiting = { threadId: ThreadId; messages: { id: MessageId | RunId; text: string }[] }

/**
 * The key under which a first question waits until its chat has an address. Each window has its own, so that two of them do
 * not lose one another's text; whatever waits under such a key belongs to the draft of the new chat.
 */
export const toFirstQuestionKey = (threadId: ThreadId): string => `${newChatDraft}:${threadId}`

/** The keys under which something waits that belongs to this draft; none where storage is blocked. */
export const findWaitingKeys = (draftKey: string): string[] => {
  try {
    const prefix = toName(toWaitingKey(''))
    return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter((key) => key === draftKey || key.startsWith(`${draftKey}:`))
  } catch {
    return [] // Storage is blocked: what waits lives as long as the page.
  }
}

/** What waited when the page was left or lost; `undefined` when nothing did. */
export const readWaiting = (key: string): Waiting | undefined => {
  const kept = readDraft(toWaitingKey(key))
  return kept === '' ? undefined : JSON.parse(kept)
}

/**
 * Keeps what waits beside the draft. It is not sent by itself when it is found again, in an hour or in another tab:
 * it comes back into the composer, and the person decides.
 */
export const writeWaiting = (key: string, waiting: Waiting | undefined): void =>
  writeDraft(toWaitingKey(key), waiting ? JSON.stringify(waiting) : '')

/**
 * While a window is about to send what waits, another one leaves it alone. By a Web Lock, which goes with its page; without
 * those (on plain http) whoever looks first has it.
 * @returns For when it waits no more
 */
export const holdWaiting = (key: string): (() => void) => {
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  void navigator.locks?.request(toWaitingKey(key), { mode: 'shared' }, () => held)
  return letGo
}

/** A page that is loaded anew may meet the lock of the one it was before, which goes within moments. */
const lockPatienceMs = 2000

/** Does it unless another window is about to send what waits. It never rejects. */
export const unlessHeld = async (key: string, act: () => void): Promise<void> => {
  if (!navigator.locks) return act()
  const signal = AbortSignal.timeout(lockPatienceMs)
  await navigator.locks.request(toWaitingKey(key), { signal }, act).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** Texts one under the other, those that say nothing left out. */
export const joinTexts = (...texts: string[]): string => texts.filter((text) => text.trim() !== '').join('\n\n')

export const toText = ({ messages }: Waiting): string => joinTexts(...messages.map(({ text }) => text))

const toWaitingKey = (key: string): string => `waiting:${key}`

const toName = (key: string): string => `draft:${key}`
