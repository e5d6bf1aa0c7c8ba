import { resolve } from 'node:path'
import { redact } from '@/lib/agent/redact'
import { hasThreads } from '@/lib/db/thread-queries'
import type { AppError } from '@/lib/protocol/error'
import { toPrintableLine } from '@/lib/protocol/printable'
import { logDatabase } from '@/lib/server/http/request-log'
import { hasNewVisitorKeys } from '@/lib/server/http/visitor-keys'
import { findProblem } from './health'
import { services } from './services'

/** What goes on beside the requests: leases are renewed, dead runs looked for, and the end of this process is seen to. */
export function startBackgroundJobs(): void {
  const { leases, store } = services()
  leases.begin({ sweeps: true })
  endWell()
  void storeLine().then((line) => {
    if (line) process.stdout.write(`${toPrintableLine(line)}\n`)
    // What the line has said is not said again.
    store.watch(logDatabase)
  })
  setInterval(() => void findProblem(services()), pollEveryMs).unref()
}

/** How often it is looked whether the database is still there, while nobody asks anything. */
const pollEveryMs = 5000

/** What a person who starts the app should know of where chats are kept; nothing where all is as expected. */
async function storeLine(): Promise<string | undefined> {
  const { env, store, keepsHistory } = services()
  if (!keepsHistory)
    return `DATA_DIR "${env.dataDir}" cannot be written, so chats are kept in memory and are gone when the app ends.`
  const problem = await findProblem(services())
  if (problem) return toProblemLine(problem, env.databaseUrl === undefined ? ` The folder is ${resolve(env.dataDir)}.` : '')
  const lines = [
    ...(store.dialect === 'postgres' ? ['Chats are kept in Postgres.'] : []),
    ...(hasNewVisitorKeys() && (await store.use(hasThreads)) ? [newSecret] : []),
    ...(store.tablesOf === 'a newer version'
      ? ['A newer version of Unfold wrote the database; what it changed does not hinder this one.']
      : []),
  ]
  return lines.length > 0 ? lines.join('\n') : undefined
}

/** Several servers share a Postgres, so one that finds no secret of its own cannot tell whether there was another. */
const newSecret =
  'There was no `visitor-secret` in DATA_DIR, so one was made, and nobody finds the chats that are there. Set `VISITOR_SECRET` to the one they were made with; all servers of one database need the same.'

/** The sentence of an error is for who asks something; the cause is logged, for who started the app. */
export const toProblemLine = (error: AppError, place: string): string =>
  error.code === 'not-saved' || error.code === 'internal'
    ? `The database does not answer (${redact(describeCause(error))}). Chats cannot be saved until it does.`
    : `${error.message}${place} Until then, questions are not answered.`

/** The cause of an error in its own words: "connect ECONNREFUSED 127.0.0.1:5432". Where several addresses were tried, that of the first. */
const describeCause = (error: Error): string => {
  const [first] = error instanceof AggregateError ? error.errors : []
  const cause = first ?? error.cause
  return cause instanceof Error ? describeCause(cause) : error.message
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
      for (const log of followed) log.close()
      setTimeout(() => runs.interruptAll(), graceMs[signal]).unref()
    })
  }
}
