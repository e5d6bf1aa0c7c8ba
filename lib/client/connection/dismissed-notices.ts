const storageKey = 'told-held-back'

/** Whether this browser was told that streams are held back: once is enough. */
export const wasToldHeldBack = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== null
  } catch {
    return false // Storage is blocked: it is told again after the page was left.
  }
}

export const keepToldHeldBack = (): void => {
  try {
    localStorage.setItem(storageKey, 'yes')
  } catch {
    // As above.
  }
}
