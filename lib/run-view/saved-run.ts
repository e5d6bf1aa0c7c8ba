import { branchPointOf, keepsSteps } from '@/lib/protocol/branch-point'
import type { BranchPoint, NumberedEvent, RunId } from '@/lib/protocol/event'
import type { StoredRun } from './thread-view'

/** The events of a run that were written by now; `undefined` where there is no such run. */
type ReadRun = (runId: RunId) => Promise<readonly NumberedEvent[] | undefined>

/**
 * The events of a run as they are saved: before its own, those of the runs whose steps it goes on from, each up to the event
 * where the next one starts. So the file stands alone. `splitRuns` takes it apart.
 */
export async function withParents(events: readonly NumberedEvent[], read: ReadRun): Promise<NumberedEvent[]> {
  const runs = [events]
  const known = new Set(events.map((event) => event.type === 'RUN_STARTED' && event.runId))
  for (let from = keptFrom(events); from; from = keptFrom(runs[0] ?? [])) {
    const { runId, seq } = from
    // Runs that go on from each other in a circle are nothing of ours; an opened file may hold them.
    if (known.has(runId)) break
    known.add(runId)
    const before = (await read(runId))?.filter((event) => event.seq <= seq) ?? []
    if (before.length === 0) break
    runs.unshift(before)
  }
  return runs.flat()
}

/** Saved events as runs of one question: the last one is what was saved, those before it are what it goes on from. */
export const splitRuns = (events: readonly NumberedEvent[]): StoredRun[] => {
  const runs: StoredRun[] = []
  for (const event of events) {
    if (event.type === 'RUN_STARTED') {
      const from = branchPointOf(event)
      const model = event.metadata?.model ?? { id: '', label: '' }
      runs.push({ runId: event.runId, model, ...(from && { from }), ended: true, events: [event] })
    } else runs.at(-1)?.events.push(event)
  }
  return runs
}

/** Events as JSON Lines, which is what a saved run is: one event on each line. */
export const toJsonLines = (events: readonly NumberedEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')

/** Where a run starts from, if it keeps steps of that. */
const keptFrom = ([first]: readonly NumberedEvent[]): BranchPoint | undefined => {
  const from = branchPointOf(first)
  return from && keepsSteps(from) ? from : undefined
}
