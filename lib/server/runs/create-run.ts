import type { ModelChoice } from '@/lib/agent/models/provider'
import { type BeginOptions, type Begun, beginRun } from '@/lib/db/begin-run'
import { toTitle } from '@/lib/run-view/thread-view'
import type { Services } from '@/lib/server/service-types'

export type CreateRunOptions = Omit<BeginOptions, 'model' | 'title' | 'instance' | 'now'> & {
  choice: ModelChoice
}

/** Writes a run that this process is going to produce. */
export const createRun = ({ choice, ...options }: CreateRunOptions, { store, instance }: Services): Promise<Begun> =>
  store.use((db) =>
    beginRun(db, {
      ...options,
      model: { id: choice.id, label: choice.label },
      title: toTitle(options.question),
      instance,
      now: Date.now(),
    }),
  )
