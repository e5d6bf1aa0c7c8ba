import { probe } from '@/lib/agent/models/probe'
import { leaseMs } from '@/lib/run/leases'
import { env } from './env'
import { stampPeerAddress } from './peer-address'
import { services } from './services'

/**
 * What is done once, before the first request: the environment is checked, and a wrong one ends the process with a
 * sentence; the lines on model and database are printed when they are known, and nobody waits for them.
 */
export function onStart(): void {
  stampPeerAddress()
  try {
    const settings = env()
    if (settings.onServerless) return
    void probe(settings, globalThis.fetch).then((line) => process.stdout.write(`${line}\n`))
    void storeLine().then((line) => line && process.stdout.write(`${line}\n`))
    services().leases.begin()
    endWell()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    // A function has no start to stop; there each request says so by failing.
    if (!process.env['VERCEL']) process.exit(1)
  }
}

/** What a person who starts the app should know of where chats are kept; nothing where all is as expected. */
async function storeLine(): Promise<string | undefined> {
  const { env, store, keepsHistory } = services()
  if (!keepsHistory)
    return `DATA_DIR "${env.dataDir}" cannot be written, so chats are kept in memory and are gone when the app ends.`
  try {
    await store.use(async () => undefined)
    return store.dialect === 'postgres' ? 'Chats are kept in Postgres.' : undefined
  } catch (error) {
    return `The database does not answer: ${error instanceof Error ? error.message : String(error)} Chats cannot be saved until it does.`
  }
}

/** How long runs that are under way may go on when the process is asked to end, before they are handed over. */
const graceMs = { SIGTERM: 7000, SIGINT: 500 } as const

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
