/**
 * What is remembered on this device. Storage may be blocked or full, or missing as in a terminal: then nothing is remembered longer
 * than the page is open, and nothing throws.
 */
export const readStored = (name: string): string | undefined => {
  try {
    return localStorage.getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

/** The same of a value that was kept as JSON. What is none was written by something else at this address, and counts as not there. */
export const readStoredJson = (name: string): unknown => {
  try {
    return JSON.parse(readStored(name) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** `undefined` forgets it. */
export const writeStored = (name: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // As said above.
  }
}
