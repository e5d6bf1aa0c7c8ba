import type { RunId, ThreadId } from '@/lib/protocol/event'

/** The runs of one thread that a person chose over newer versions; a turn without one shows its newest. */
export type ChosenRuns = { read(): RunId[]; write(runIds: RunId[]): void }

/** Where nothing is kept, choices live as long as the chat. */
export const forgetfulChoices: ChosenRuns = { read: () => [], write: () => undefined }

/** Keeps the choices of a thread on this device. They are few words about the screen, so they stay out of the log. */
export const createLocalChoices = (threadId: ThreadId): ChosenRuns => {
  const name = `versions:${threadId}`
  return {
    read: () => {
      try {
        return (localStorage.getItem(name) ?? '').split(' ').filter((runId): runId is RunId => runId !== '')
      } catch {
        return [] // Storage is blocked: the newest versions are shown.
      }
    },
    write: (runIds) => {
      try {
        if (runIds.length === 0) localStorage.removeItem(name)
        else localStorage.setItem(name, runIds.join(' '))
      } catch {
        // Storage is blocked or full: the choice holds until the page is left.
      }
    },
  }
}
