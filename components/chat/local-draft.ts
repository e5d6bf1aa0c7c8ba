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

const toName = (key: string): string => `draft:${key}`
