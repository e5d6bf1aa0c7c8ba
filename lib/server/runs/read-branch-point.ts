import { readEventsOf } from '@/lib/db/run-events'
import { type RunRecord, runsOfTurn } from '@/lib/db/run-queries'
import type { NumberedEvent, RunBase } from '@/lib/protocol/event'
import type { InheritedSteps } from '@/lib/run-view/branch-point'
import { findSeed } from '@/lib/run-view/fold-runs'
import type { Services } from '@/lib/server/service-types'

const nothing: InheritedSteps = { steps: [], sources: [], turns: 0 }

/** The point in another run that a run starts from, with what is kept of that. `undefined` where it answers a new question. */
export async function readBranchPoint(
  run: RunRecord,
  { store }: Services,
): Promise<(RunBase & { seed: InheritedSteps }) | undefined> {
  const { base } = run
  if (!base) return undefined
  if (base.action === 'edit' || base.action === 'regenerate') return { ...base, seed: nothing }
  const { versions, events } = await store.use(async (db) => {
    const versions = (await runsOfTurn(db, run)).filter(({ key }) => key !== run.key)
    return {
      versions,
      events: await readEventsOf(
        db,
        versions.map(({ key }) => key),
      ),
    }
  })
  const stored = versions.map(({ key, runId, model, base: from }) => ({
    runId,
    model,
    ...(from && { base: from }),
    events: (events.get(key) ?? []).map(({ json }): NumberedEvent => JSON.parse(json)),
    ended: true,
  }))
  return { ...base, seed: findSeed(stored, base) ?? nothing }
}
