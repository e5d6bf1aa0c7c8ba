import { Kysely, Migrator, PostgresDialect } from 'kysely'
import Libsql from 'libsql'
import { Pool } from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { migrationsFor } from '@/lib/db/migrations'
import { countHeartbeats, findRun, type Owner, readHeartbeats } from '@/lib/db/run-queries'
import { searchThreads } from '@/lib/db/search'
import { SqliteDialect } from '@/lib/db/sqlite-dialect'
import { SqliteFile } from '@/lib/db/sqlite-file'
import { Store } from '@/lib/db/store'
import type { RunId } from '@/lib/protocol/event'
import { copyEarlierDatabase, earlierOwner } from '@/tests/support/earlier-data'
import { createDatabase, testDatabase } from '@/tests/support/postgres'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Row = Record<string, unknown>
type Place = { dialect: 'sqlite' | 'postgres'; tables: Kysely<Record<string, Row>>; store: Store }

/** The rows of the database that an earlier version has written. */
function readRows(): Record<string, Row[]> {
  const { file, remove } = copyEarlierDatabase()
  const database = new Libsql(file)
  const names = ['threads', 'turns', 'runs', 'run_events']
  const rows = names.map((name) => [name, database.prepare(`select * from ${name}`).all() as Row[]])
  database.close()
  remove()
  return Object.fromEntries(rows)
}

async function openSqlite(): Promise<Place> {
  const { file, remove } = copyEarlierDatabase()
  closing.push(remove)
  const own = `${file}.earlier`
  const store = new Store({ file: own })
  closing.push(() => store.close())
  return { dialect: 'sqlite', tables: new Kysely({ dialect: new SqliteDialect(new SqliteFile(own)) }), store }
}

async function openPostgres(): Promise<Place> {
  const { url, drop } = await createDatabase()
  closing.push(drop)
  const store = new Store({ postgres: url })
  closing.push(() => store.close())
  return {
    dialect: 'postgres',
    tables: new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url }) }) }),
    store,
  }
}

/** A row as the tables of that version have it. */
function asOf(version: number, { heartbeats, base_call_args: args, ...row }: Row): Row {
  if (heartbeats === undefined) return row
  return { ...row, ...(version >= 3 && { base_call_args: args }), [version >= 4 ? 'heartbeats' : 'lease_until']: heartbeats }
}

/** The database as that version left it, brought up to date. */
async function fill(
  { dialect, tables, store }: Place,
  version: number,
  change: (run: Row) => Row = (run) => run,
  more: (tables: Place['tables']) => Promise<void> = async () => undefined,
): Promise<Store> {
  const migrations = Object.entries(migrationsFor(dialect)).slice(0, version)
  const migrator = new Migrator({ db: tables, provider: { getMigrations: async () => Object.fromEntries(migrations) } })
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  for (const [name, rows] of Object.entries(readRows())) {
    const values = rows.map((row) => asOf(version, name === 'runs' ? change(row) : row))
    await tables.insertInto(name).values(values).execute()
  }
  await more(tables)
  await tables.destroy()
  await store.migrate()
  return store
}

const databases: [string, () => Promise<Place>][] = [
  ['SQLite', openSqlite],
  ...(testDatabase === undefined ? [] : [['Postgres', openPostgres] satisfies [string, () => Promise<Place>]]),
]

describe.each(databases)('%s', (_name, open) => {
  test.each([1, 2, 3, 4])('the runs of a database of version %i start where they did', async (version) => {
    const store = await fill(await open(), version)
    const points = ['first', 'continued', 'changed', 'finished', 'edited', 'anew', 'next'].map((runId) =>
      store.use(async (db) => (await findRun(db, earlierOwner as Owner, runId as RunId))?.from),
    )
    const args = version >= 3 && { args: '{"x": 20, "y": 8}' }
    expect(await Promise.all(points)).toEqual([
      undefined,
      { runId: 'first', seq: 33, action: 'continue' },
      { runId: 'first', seq: 83, action: 'retry-call', toolCallId: 'x29XC6iLsqE5', ...args },
      { runId: 'changed', seq: 20, action: 'answer-now' },
      { runId: 'first', seq: 83, action: 'edit' },
      { runId: 'edited', seq: 3, action: 'regenerate' },
      undefined,
    ])
  })

  test('chats are found by words that earlier versions did not cut or fold', async () => {
    const place = await open()
    const store = await fill(place, 4, undefined, async (tables) => {
      const [{ key } = {}] = await tables.selectFrom('threads').select('key').execute()
      const texts = [
        '日本の首都はどこですか',
        'Un café à Zürich',
        ...Array.from({ length: 450 }, (_, index) => `Number ${index}`),
      ]
      await tables
        .insertInto('search_texts')
        .values(texts.map((text, index) => ({ thread_key: key, ref: `text ${index}`, text })))
        .execute()
    })
    const find = (text: string) =>
      store.use((db) => searchThreads(db, place.dialect, { owner: earlierOwner as Owner, text, limit: 5 }))
    for (const text of ['首都', 'cafe zurich', 'number 449'])
      expect([text, await find(text)]).toEqual([text, [expect.any(String)]])
    expect(await find('東京')).toEqual([])
  })

  test('runs that were alive before heartbeats were counted count on from what they had', async () => {
    const store = await fill(await open(), 3, (run) =>
      run['run_id'] === 'next' ? { ...run, status: 'running', instance: 'one', heartbeats: 1_700_000_009_000 } : run,
    )
    const run = await store.use((db) => findRun(db, earlierOwner as Owner, 'next' as RunId))
    expect(run?.heartbeats).toBe(1_700_000_009_000)
    await store.use((db) => countHeartbeats(db, { instance: 'one', keys: run ? [run.key] : [] }))
    expect((await store.use((db) => readHeartbeats(db, [])))[0]?.heartbeats).toBe(1_700_000_009_001)
  })
})
