import { toPrintableLine } from '@/lib/protocol/printable'
import { backUp } from '@/lib/server/backup'
import { parseEnv } from '@/lib/server/env'
import { readEnvFiles } from './env-files.mjs'

/**
 * `npm run backup`: copies the chats into a folder of their own, also while the app runs. `npm run backup -- <folder>` says
 * which.
 */
try {
  readEnvFiles('.')
  const { databaseUrl, dataDir } = parseEnv({ ...process.env, VERCEL: undefined })
  if (databaseUrl !== undefined) throw new Error('The chats are in Postgres, which has its own: `pg_dump` with DATABASE_URL.')
  const folder = backUp({ dataDir, to: process.argv[2], now: new Date() })
  process.stdout.write(`The chats are copied to ${folder}. To put them back: npm run restore -- ${folder}\n`)
} catch (error) {
  process.stderr.write(`${toPrintableLine(error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}
