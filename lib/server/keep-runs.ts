import { leaseMs } from '@/lib/run/leases'
import { services } from './services'

/** What goes on beside the requests: leases are renewed, dead runs looked for, and the end of this process is seen to. */
export function keepRuns(): void {
  services().leases.begin({ sweeps: true })
  endWell()
  void storeLine().then((line) => line && process.stdout.write(`${line}\n`))
}

/** What a person who starts the app should know of where chats are kept; nothing where all is as expected. */
async function storeLine(): Promise<string | undefined> {
  const { env, store, keepsHistory } = services()
  if (!keepsHistory)
    return `DATA_DIR "${env.dataDir}" cannot be written, so chats are kept in memory and are gone when the app ends.`
  try {
    await store.check()
    return store.dialect === 'postgres' ? 'Chats are kept in Postgres.' : undefined
  } catch (error) {
    return `The database does not answer: ${error instanceof Error ? error.message : String(error)} Chats cannot be saved until it does.`
  }
}

/** How long runs that are under way may go on when the process is asked to end, before they are handed over. */
const graceMs = { SIGTERM: 5000, SIGINT: 500 } as const

/**
 * Asked to end, the process takes no new runs, lets those under way finish for a while, and then closes them as
 * interrupted: whoever shares the database, or starts next, goes on from there. Next itself closes the server.
 */
function endWell(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const { runs, followed } = services()
      services().isDraining = true
      for (const log of followed) log.leave()
      setTimeout(() => runs.interruptAll(), Math.min(graceMs[signal], leaseMs)).unref()
    })
  }
}
