import { Store } from '@/lib/db/store'
import { printable, toPrintableLine } from '@/lib/protocol/printable'
import { parseEnv } from '@/lib/server/env'
import { noSecret } from '@/lib/server/http/visitor-keys'
import { storeSettings } from '@/lib/server/store-settings'
import { readEnvFiles } from './env-files.mjs'

/**
 * `npm run db:migrate`: makes the tables of the database that `DATABASE_URL` names, or brings them up to date. On a
 * serverless host, which runs this before each build, it says what is missing there, and a database may be.
 */
try {
  readEnvFiles('.')
  process.stdout.write(printable`${toPrintableLine(await migrate())}\n`)
} catch (error) {
  process.stderr.write(printable`${toPrintableLine(error instanceof Error ? error.message : String(error))}
`)
  process.exitCode = 1
}

/** Gives a line on what was done. Throws an `Error` of a sentence. */
async function migrate(): Promise<string> {
  const env = parseEnv(process.env)
  if (env.onServerless && env.visitorSecrets === undefined) throw new Error(noSecret)
  const settings = storeSettings(env)
  if (settings === 'memory') return 'There is no database: the browser of each visitor keeps their chats.'
  try {
    const tablesOf = await new Store(settings).migrate()
    return tablesOf === 'this version'
      ? 'The database is up to date.'
      : 'A newer version of Unfold wrote the database; what it changed does not hinder this one, so nothing was done.'
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The database could not be brought up to date: ${why}`, { cause: error })
  }
}
