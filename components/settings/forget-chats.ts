/** What this device keeps of conversations: drafts, messages that waited, which version of an answer was chosen. */
const prefixes = ['draft:', 'versions:']

/** Forgets it. Settings are no conversation and stay. */
export const forgetChats = (): void => {
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
    for (const name of names) if (prefixes.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name)
  } catch {
    // Storage is blocked: nothing is kept.
  }
}
