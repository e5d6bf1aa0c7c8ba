import { toPrintableLine } from '@/lib/protocol/printable'
import { restore } from '@/lib/server/backup'
import { parseEnv } from '@/lib/server/env'
import { readEnvFiles } from './env-files.mjs'

/** `npm run restore -- <copy>`: puts a copy of the chats back, while the app is stopped. What was there is kept beside it. */
try {
  readEnvFiles('.')
  const { databaseUrl, dataDir } = parseEnv({ ...process.env, VERCEL: undefined })
  if (databaseUrl !== undefined) throw new Error('The chats are in Postgres, which has its own: `pg_restore` with DATABASE_URL.')
  const from = process.argv[2]
  if (from === undefined) throw new Error('Say which copy: npm run restore -- <a folder that `npm run backup` made>')
  const { kept } = restore({ dataDir, from, now: new Date() })
  process.stdout.write(`The chats are those of ${from}.${kept === undefined ? '' : ` What was there is kept as ${kept}.`}\n`)
} catch (error) {
  process.stderr.write(`${toPrintableLine(error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}
