import { createContext } from 'react'
import type { RunId } from '@/lib/protocol/event'

/** What the thread knows of the run details beside it. */
export type ThreadDetails = {
  isOpen: boolean
  /** The row that was chosen, here or there. */
  rowId: string | undefined
  /** A step was chosen in the thread. */
  onStep(rowId: string): void
  /** All sources of a run are asked for. */
  onSources(runId: RunId): void
}

/** `undefined` where a thread is shown without run details. */
export const DetailsContext = createContext<ThreadDetails | undefined>(undefined)
