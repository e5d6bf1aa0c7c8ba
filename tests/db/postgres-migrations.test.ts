import { sql } from 'kysely'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newer } from '@/lib/db/database-failure'
import { type PostgresSettings, Store } from '@/lib/db/store'
import { createDatabase, type EmptyDatabase, testDatabase } from '@/tests/support/postgres'

describe.skipIf(testDatabase === undefined)('the tables of a Postgres', () => {
  let database: EmptyDatabase
  const stores: Store[] = []

  beforeEach(async () => {
    database = await createDatabase()
  })
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
    await database.drop()
  })

  const open = (more: Partial<PostgresSettings> = {}) => {
    const store = new Store({ postgres: database.url, ...more })
    stores.push(store)
    return store
  }

  const migrations = (store: Store) =>
    store.use((db) => sql<{ name: string }>`select name from kysely_migration`.execute(db).then(({ rows }) => rows.length))

  test('are made once by instances that start at the same moment', async () => {
    const many = Array.from({ length: 6 }, () => open({ migrates: true }))
    const counts = await Promise.all(many.map(migrations))
    expect(new Set(counts).size).toBe(1)
    expect(many.map(({ tablesOf }) => tablesOf)).toEqual(many.map(() => 'this version'))
  })

  test('are made on demand only', async () => {
    await expect(open().check()).rejects.toMatchObject({ code: 'database-unusable' })
    await open({ migrates: true }).check()
    await open().check()
  })

  test('are made at the address without a pooler', async () => {
    const nowhere = database.url.replace(/:\d+\//, ':9/')
    await open({ postgres: nowhere, direct: database.url }).migrate()
    await open().check()
  })

  test('are waited for as long as somebody else changes them', async () => {
    const before = open()
    await before.migrate()
    await before.use((db) => sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(db))
    const other = new Client({ connectionString: database.url })
    await other.connect()
    await other.query('begin')
    await other.query('lock table kysely_migration_lock, kysely_migration')
    let isDone = false
    const hasty = open({ pool: { queryMs: 50 } })
    const migrated = hasty
      .migrate()
      .finally(() => (isDone = true))
      .catch((error: unknown) => error)
    const waiting = () =>
      before.use((db) =>
        sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(db),
      )
    await expect.poll(async () => (await waiting()).rows.length).toBe(1)
    // Another question that waits for the same tables is given up.
    await expect(hasty.use((db) => sql`select name from kysely_migration`.execute(db))).rejects.toThrow()
    expect(isDone).toBe(false)
    await other.query('rollback')
    await other.end()
    await migrated
  })

  test('of a newer version are used and left alone where they fit, and else named', async () => {
    const before = open()
    await before.migrate()
    await before.use(async (db) => {
      await sql`alter table threads add column later text`.execute(db)
      await sql`insert into kysely_migration (name, timestamp) values ('999-later', '')`.execute(db)
    })
    expect(await open().migrate()).toBe('a newer version')
    const redeployed = open({ migrates: true })
    await redeployed.check()
    expect(redeployed.tablesOf).toBe('a newer version')
    await before.use((db) => sql`alter table threads drop column title cascade`.execute(db))
    await expect(open().migrate()).rejects.toMatchObject({ code: 'database-unusable', message: newer })
    await expect(open().check()).rejects.toMatchObject({ message: newer })
  })
})
