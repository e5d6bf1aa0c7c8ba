import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import { subscribeToNothing, TimeSourceContext, useNow } from '@/components/context/clock'
import type { Ms } from '@/lib/protocol/event'
import { isAnswerSettled, isEnded, type RunView } from '@/lib/run-view/run-view'

/** The clock of one run: what its bars are drawn against. All moments are the server's. */
export type RunTime = {
  startedAt: Ms
  /** When the steps were over; not there while they go on. */
  endedAt?: Ms
  /** Server clock minus ours. */
  skewMs: Ms
}

export const RunTimeContext = createContext<RunTime>({ startedAt: 0, endedAt: 0, skewMs: 0 })

/** The steps are over when the answer begins, or when the run ends without one. */
export const stepsEndedAt = (run: RunView): Ms | undefined => {
  if (run.answer !== undefined && run.answer.text !== '' && (isAnswerSettled(run) || isEnded(run))) return run.answer.startedAt
  return isEnded(run) ? run.lastEventAt : undefined
}

/** The server's time now, ten times a second while `active`. */
export const useServerNow = (active: boolean): Ms => {
  const { skewMs } = useContext(RunTimeContext)
  return useNow(active) + skewMs
}

/**
 * The span that a full time bar stands for. It grows by whole seconds, so the bars of finished steps stay as they are
 * from one second to the next.
 */
export const useBarSpan = (): Ms => {
  const { startedAt, endedAt, skewMs } = useContext(RunTimeContext)
  const time = useContext(TimeSourceContext)
  const live = endedAt === undefined
  const read = useCallback(
    () => wholeSeconds((live ? time.read() + skewMs : endedAt) - startedAt),
    [time, live, startedAt, endedAt, skewMs],
  )
  return useSyncExternalStore(live ? time.subscribe : subscribeToNothing, read, readFirst)
}

const wholeSeconds = (span: Ms): Ms => Math.max(1, Math.ceil(span / 1000)) * 1000

const readFirst = (): Ms => 1000
