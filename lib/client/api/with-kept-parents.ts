import { toAppError } from '@/lib/protocol/error'
import type { NumberedEvent, RunId } from '@/lib/protocol/event'
import { withoutSent } from '@/lib/run-view/redact'
import { withParents } from '@/lib/run-view/saved-run'

/**
 * The events of a run as the server would send them for download, put together where they are shown: before them those of the runs
 * that it goes on from. Earlier steps that are gone take nothing else with them.
 * @param read The events of one run; it throws an `AppError` with the code `not-found` where there is no such run
 */
export const withKeptParents = async (
  events: readonly NumberedEvent[],
  read: (runId: RunId) => Promise<NumberedEvent[]>,
): Promise<NumberedEvent[]> => {
  const readIfKept = (of: RunId) =>
    read(of).catch((error: unknown) => {
      if (toAppError(error).code === 'not-found') return undefined
      throw error
    })
  return withoutSent(await withParents(events, readIfKept))
}
