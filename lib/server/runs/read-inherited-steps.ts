import { readEventsOf } from '@/lib/db/run-events'
import { type RunRecord, runsOfTurn } from '@/lib/db/run-queries'
import { keepsSteps } from '@/lib/protocol/branch-point'
import type { NumberedEvent } from '@/lib/protocol/event'
import { findInheritedSteps, type StoredRun } from '@/lib/run-view/fold-runs'
import { noInheritedSteps } from '@/lib/run-view/inherited-steps'
import type { InheritedSteps } from '@/lib/run-view/run-view'
import type { Services } from '@/lib/server/service-types'

/** What a run begins with that starts from a point in another. `undefined` where it answers a new question. */
export async function readInheritedSteps(run: RunRecord, { store }: Services): Promise<InheritedSteps | undefined> {
  const { from } = run
  if (!from || !keepsSteps(from)) return from && noInheritedSteps
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
  const stored = versions.map(
    ({ key, runId, model, from }): StoredRun => ({
      runId,
      model,
      ...(from && { from }),
      events: (events.get(key) ?? []).map(({ json }): NumberedEvent => JSON.parse(json)),
      ended: true,
    }),
  )
  return findInheritedSteps(stored, from) ?? noInheritedSteps
}
