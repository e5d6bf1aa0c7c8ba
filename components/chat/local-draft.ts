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

/** Messages that waited when the page was left or lost, joined; empty when none did. */
export const readQueued = (key: string): string => readDraft(`queued:${key}`)

/**
 * Keeps what waits beside the draft. It is not sent by itself when it is found again, in an hour or in another tab:
 * it comes back into the composer, and the person decides.
 */
export const writeQueued = (key: string, texts: string[]): void => writeDraft(`queued:${key}`, texts.join('\n\n'))

const toName = (key: string): string => `draft:${key}`
