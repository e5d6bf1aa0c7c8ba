import { existsSync } from 'node:fs'
import { printable, toPrintableLine } from '@/lib/protocol/printable'
import { parseEnv } from '@/lib/server/env'
import { storeSettings } from '@/lib/server/store-settings'
import { Store } from '@/lib/store/store'

/** `npm run db:migrate`: makes the tables of the database that `DATABASE_URL` names, or brings them up to date. */
for (const path of ['.env.local', '.env']) if (existsSync(path)) process.loadEnvFile(path)

try {
  const settings = storeSettings(parseEnv({ ...process.env, VERCEL: undefined }))
  const tablesOf = await new Store(settings).migrate()
  process.stdout.write(
    tablesOf === 'this version'
      ? 'The database is up to date.\n'
      : 'A newer version of Unfold wrote the database; what it changed does not hinder this one, so nothing was done.\n',
  )
} catch (error) {
  const why = toPrintableLine(error instanceof Error ? error.message : String(error))
  process.stderr.write(printable`The database could not be brought up to date: ${why}\n`)
  process.exitCode = 1
}
