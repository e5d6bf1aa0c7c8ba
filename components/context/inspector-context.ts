import { createContext } from 'react'
import type { RunId } from '@/lib/protocol/event'

/** What the thread knows of the run details beside it. */
export type ThreadInspector = {
  isOpen: boolean
  /** The row that was chosen, here or there. */
  rowId: string | undefined
  /** A step was chosen in the thread. */
  onStep(rowId: string): void
  /** The focus or the pointer chose a run in the thread: where the details are open, they show that one from now on. */
  onRun(runId: RunId): void
  /** The details of a run are asked for, or all of its sources. */
  onShow(runId: RunId, tab: 'timeline' | 'sources'): void
}

/** `undefined` where a thread is shown without run details. */
export const InspectorContext = createContext<ThreadInspector | undefined>(undefined)
