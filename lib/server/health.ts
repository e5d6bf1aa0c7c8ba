import type { Services } from './services'

export type Health = {
  status: 'ok' | 'degraded' | 'ending'
  database: 'sqlite' | 'postgres' | 'memory' | 'away'
  model: string
  search: 'tavily' | 'wikipedia' | 'local'
  /** Runs that this process produces now. */
  running: number
}

/** How this process is doing. Nothing in it is a secret or a person's. */
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
  }
}
