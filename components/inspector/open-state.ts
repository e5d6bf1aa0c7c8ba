/** Whether the run details are open: closed at first; beside the thread, where there is room, as they were left. */

const name = 'run-details'
const readers = new Set<() => void>()
let isOpen: boolean | undefined

/** Only there they are beside the text and not over it. */
const isWide = (): boolean => matchMedia('(width >= 1024px)').matches

export const subscribeToOpen = (reader: () => void): (() => void) => {
  readers.add(reader)
  return () => readers.delete(reader)
}

export const readOpen = (): boolean => {
  isOpen ??= isWide() && readChoice()
  return isOpen
}

export const setOpen = (next: boolean): void => {
  isOpen = next
  if (isWide()) keepChoice(next)
  for (const reader of readers) reader()
}

const readChoice = (): boolean => {
  try {
    return localStorage.getItem(name) === 'open'
  } catch {
    return false // Storage is blocked: closed at first.
  }
}

const keepChoice = (next: boolean): void => {
  try {
    if (next) localStorage.setItem(name, 'open')
    else localStorage.removeItem(name)
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
}
