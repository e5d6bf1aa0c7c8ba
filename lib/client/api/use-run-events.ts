import { useEffect, useState } from 'react'
import type { Ms, NumberedEvent, RunId } from '@/lib/protocol/event'
import { fetchEvents, type ReadEvents } from './read-events'

export type RunEvents = {
  events: readonly NumberedEvent[]
  /** `reading` until the first have come; `failed` while they cannot be read, which is tried again. */
  state: 'reading' | 'read' | 'failed'
}

/** How soon a run that goes on is read again, and one that could not be read. */
const againMs: Ms = 1_000
const afterFailureMs: Ms = 3_000

/**
 * The events of a run as they were written: the screen keeps only what they come to. Read while they are shown, and again
 * each second until the run has ended; each time only what is new. `runId` is `undefined` where the server does not know the run yet.
 */
export const useRunEvents = (runId: RunId | undefined, read: ReadEvents = fetchEvents): RunEvents => {
  const [known, setKnown] = useState<RunEvents & { runId: RunId }>()
  useEffect(() => {
    if (runId === undefined) return
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    let events: NumberedEvent[] = []
    const readMore = async (): Promise<void> => {
      const again = await read({ runId, after: events.at(-1)?.seq ?? 0, signal: gone.signal }).then(
        (more) => {
          if (more.length > 0) events = [...events, ...more]
          setKnown((before) =>
            more.length === 0 && before?.runId === runId && before.state === 'read' ? before : { runId, events, state: 'read' },
          )
          return isOver(events) ? undefined : againMs
        },
        () => {
          if (!gone.signal.aborted) setKnown({ runId, events, state: 'failed' })
          return afterFailureMs
        },
      )
      if (again !== undefined && !gone.signal.aborted) timer = setTimeout(readWhenSeen, again)
    }
    const readWhenSeen = (): void => {
      if (document.hidden) timer = setTimeout(readWhenSeen, againMs)
      else void readMore()
    }
    void readMore()
    return () => {
      gone.abort()
      clearTimeout(timer)
    }
  }, [runId, read])
  return known !== undefined && known.runId === runId ? known : nothingYet
}

const nothingYet: RunEvents = { events: [], state: 'reading' }

const isOver = (events: readonly NumberedEvent[]): boolean => {
  const last = events.at(-1)
  return last?.type === 'RUN_FINISHED' || last?.type === 'RUN_ERROR'
}
