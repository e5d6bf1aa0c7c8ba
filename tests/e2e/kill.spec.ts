import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Store } from '@/lib/db/store'
import { createDatabase, testDatabase } from '@/tests/support/postgres'
import { chaos } from './chaos'
import { lockOfFile, lockOfPostgres } from './disturb'

/** `npm run test:chaos` kills more often, and elsewhere each time. */
const kills = Number(process.env['CHAOS_KILLS'] ?? 3)
const seed = Number(process.env['CHAOS_SEED'] ?? 7)

for (const database of ['SQLite', ...(testDatabase === undefined ? [] : ['Postgres'])]) {
  test(`a server that is killed ${kills} times, its database locked, its clock set and itself paused, loses nothing that was seen, on ${database}`, {
    tag: '@once',
  }, async () => {
    test.setTimeout(120_000 + kills * 25_000)
    const folder = mkdtempSync(join(tmpdir(), 'unfold-chaos-'))
    const postgres = database === 'Postgres' ? await createDatabase() : undefined
    if (postgres) await new Store({ postgres: postgres.url }).migrate()
    const openLock = () => (postgres ? lockOfPostgres(postgres.url) : lockOfFile(join(folder, 'unfold.db')))
    try {
      const env = { DATA_DIR: folder, ...(postgres && { DATABASE_URL: postgres.url }) }
      const report = await chaos({ kills, seed, env, openLock })
      console.log(`${database}, seed ${seed}: ${JSON.stringify(report)}`)
      expect(report.wrong).toEqual([])
      expect(report.slowestStartMs).toBeLessThan(30_000)
      // The lease of the last dead process, a look for it, and an answer from where it was.
      expect(report.settledMs).toBeLessThan(30_000)
      expect(report.interrupted).toBeGreaterThan(0)
      expect(report.continued).toBeGreaterThan(0)
    } finally {
      await postgres?.drop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
