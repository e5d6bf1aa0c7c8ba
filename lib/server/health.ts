import type { Health } from '@/lib/protocol/health'
import { version } from '@/package.json'
import type { Services } from './services'

/** How this process is doing. */
export async function readHealth({ env, store, keepsHistory, runs, isDraining }: Services): Promise<Health> {
  const isAway = await store.check().then(
    () => false,
    () => true, // That it is away is all that is asked here; the log says why.
  )
  return {
    status: isDraining ? 'ending' : isAway ? 'degraded' : 'ok',
    database: isAway ? 'away' : keepsHistory ? store.dialect : 'memory',
    model: env.defaultModelId,
    search: env.search.provider,
    running: runs.keys().length,
    version,
  }
}
