import { createContext } from 'react'
import type { MessageId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/run-view'

/** Starts to play a run back in its place. `undefined` where a thread is shown that cannot. */
export const ReplayContext = createContext<((turnId: MessageId, run: RunView) => void) | undefined>(undefined)
