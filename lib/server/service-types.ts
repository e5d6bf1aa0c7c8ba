import type { Tool } from '@/lib/agent/tools/define-tool'
import type { Store } from '@/lib/db/store'
import type { FollowedLog } from '@/lib/run-log/followed-log'
import type { Leases } from '@/lib/run-log/leases'
import type { Notifier } from '@/lib/run-log/notifier'
import type { RunRegistry } from '@/lib/run-log/registry'
import type { ModelCatalog } from '@/lib/server/models/model-catalog'
import type { FileSearch } from './documents/file-search'
import type { Env } from './env'

/** What every request shares: made once per process, also when `next dev` evaluates modules again. */
export type Services = {
  env: Env
  store: Store
  /** False where conversations are gone with this process. */
  keepsHistory: boolean
  runs: RunRegistry
  leases: Leases
  /** Readers of runs that other processes produce. */
  followed: Set<FollowedLog>
  /** Tells other processes of the runs of this one, and this one of theirs. */
  notifier: Notifier
  models: ModelCatalog
  /** Finds passages of files, and makes what that needs. */
  fileSearch: FileSearch
  /** The tools of real models. */
  tools: Tool[]
  /** The tools of the demo model, which searches the local articles only. */
  demoTools: Tool[]
  /** The name of this process among those that share the database. */
  instance: string
  /** No new runs: this process is about to end. */
  isDraining: boolean
}
