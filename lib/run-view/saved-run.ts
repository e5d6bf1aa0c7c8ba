import { type NumberedEvent, type RunBase, type RunId, toBase } from '@/lib/protocol/event'
import type { StoredRun } from './fold-runs'

/** The events of a run that were written by now; `undefined` where there is no such run. */
type ReadRun = (runId: RunId) => Promise<readonly NumberedEvent[] | undefined>

/**
 * The events of a run as they are saved: before its own, those of the runs whose steps it goes on from, each up to the event
 * where the next one starts. So the file stands alone. `splitRuns` takes it apart.
 */
export async function withBases(events: readonly NumberedEvent[], read: ReadRun): Promise<NumberedEvent[]> {
  const runs = [events]
  for (let base = baseOf(events); base; base = baseOf(runs[0] ?? [])) {
    const { runId, seq } = base
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
      const base = toBase(event.metadata)
      const model = event.metadata?.model ?? { id: '', label: '' }
      runs.push({ runId: event.runId, model, ...(base && { base }), ended: true, events: [event] })
    } else runs.at(-1)?.events.push(event)
  }
  return runs
}

/** Where a run starts from, if it keeps anything of that. */
const baseOf = ([first]: readonly NumberedEvent[]): RunBase | undefined => {
  const base = first?.type === 'RUN_STARTED' ? toBase(first.metadata) : undefined
  return base?.action === 'edit' || base?.action === 'regenerate' ? undefined : base
}
