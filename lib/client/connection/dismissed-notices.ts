const storageKey = 'told-held-back'

/** Whether this browser was told that streams are held back: once is enough. */
export const wasBufferingDismissed = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return false // Storage is blocked: it is told again after the page was left.
  }
}

export const dismissBuffering = (): void => {
  try {
    localStorage.setItem(storageKey, 'yes')
  } catch {
    // As above.
  }
}
