import { type AppError, type ErrorCode, toAppError } from '@/lib/protocol/error'
import type { Health } from '@/lib/protocol/health'
import { visitorKeys } from '@/lib/server/http/visitor-keys'
import { firstModel } from '@/lib/server/models/offered-models'
import { version } from '@/package.json'
import type { Services } from './service-types'

/** How this process is doing. */
export async function readHealth(services: Services): Promise<Health> {
  const { env, store, keepsHistory, runs, isDraining } = services
  const model = await firstModel(services)
  const problem = await findProblem(services)
  return {
    status: isDraining ? 'ending' : problem ? 'degraded' : 'ok',
    database: (problem && states[problem.code]) ?? (keepsHistory ? store.dialect : 'memory'),
    ...(problem && { problem: problem.message }),
    model: model.id,
    search: (model.provider === 'demo' ? env.demoSearch : env.search)[0].provider,
    running: runs.keys().length,
    version,
  }
}

/** Why chats cannot be read or kept now, if they cannot. */
export async function findProblem({ store }: Pick<Services, 'store'>): Promise<AppError | undefined> {
  try {
    await store.check()
    visitorKeys()
    return undefined
  } catch (error) {
    return toAppError(error)
  }
}

/** The problem that `findProblem` found last, without waiting for anything. */
export function knownProblem({ store }: Pick<Services, 'store'>): AppError | undefined {
  try {
    visitorKeys()
    return store.failure
  } catch (error) {
    return toAppError(error)
  }
}

const states: Partial<Record<ErrorCode, Health['database']>> = {
  'not-saved': 'away',
  'disk-full': 'full',
  'database-unusable': 'unusable',
}
