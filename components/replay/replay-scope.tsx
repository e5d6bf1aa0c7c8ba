import type { ReactNode } from 'react'
import { TimeSourceContext } from '@/components/context/clock'
import { ReplayContext } from '@/components/context/thread-context'
import type { ReplayControl } from './use-replay'

/** Around all that shows runs of a thread: what is played back has a time of its own there. */
export const ReplayScope = ({ replay, children }: { replay: ReplayControl<unknown>; children: ReactNode }) => (
  <TimeSourceContext value={replay.time}>
    <ReplayContext value={replay.onStart}>{children}</ReplayContext>
  </TimeSourceContext>
)
