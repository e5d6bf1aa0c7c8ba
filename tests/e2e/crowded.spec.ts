import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Store } from '@/lib/db/store'
import { openInstances } from '@/tests/support/instances'
import { createLimitedDatabase, testDatabase } from '@/tests/support/postgres'
import { Visitor } from '@/tests/support/visitor'
import { startOwnApp } from './own-app'

test('three instances on a Postgres that has 12 connections serve 80 of 80 runs', { tag: '@once' }, async () => {
  test.skip(testDatabase === undefined, 'There is no PostgreSQL here.')
  test.slow()
  const database = await createLimitedDatabase(12)
  const folder = mkdtempSync(join(tmpdir(), 'unfold-crowded-'))
  await new Store({ postgres: database.url }).migrate()
  const env = {
    DATABASE_URL: database.url,
    VISITOR_SECRET: 'of-these-three-instances-and-no-other',
    RUNS_PER_HOUR: '0',
    CONCURRENT_RUNS: '0',
    DEMO_TOKENS_PER_SECOND: '100',
    DATA_DIR: folder,
  }
  const apps = await Promise.all([startOwnApp({ env }), startOwnApp({ env }), startOwnApp({ env })])
  const instances = await openInstances(apps)
  try {
    const visitor = await Visitor.arrive(instances.url)
    const asked = Array.from({ length: 80 }, async (_, index) => {
      const events = await visitor.ask(`what is ${index} + 1`)
      return events.at(-1)?.type
    })
    const ended = (await Promise.allSettled(asked)).map((each) =>
      each.status === 'fulfilled' ? each.value : String(each.reason),
    )
    expect(ended).toEqual(ended.map(() => 'RUN_FINISHED'))
    for (const app of apps) expect(app.printed()).not.toMatch(/error|warning/i)
  } finally {
    await instances.close()
    await Promise.all(apps.map((app) => app.stop()))
    await database.drop()
    rmSync(folder, { recursive: true })
  }
})
