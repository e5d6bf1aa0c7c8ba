import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Store } from '@/lib/db/store'
import { createDatabase, type EmptyDatabase, testDatabase } from '@/tests/support/postgres'

/** An empty database, opened once; `another` opens the same as a second process would, also to be used at the same moment. */
export type Opened = { store: Store; another?: () => Store; close(): Promise<void> }

async function openFile(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-store-'))
  return opened({ file: join(folder, 'unfold.db') }, async () => rmSync(folder, { recursive: true }))
}

async function openMemory(): Promise<Opened> {
  const store = new Store('memory')
  return { store, close: () => store.close() }
}

/** One database for all, since to make one takes longer than most tests; it is emptied for each. */
let database: Promise<EmptyDatabase> | undefined

async function openPostgres(): Promise<Opened> {
  database ??= createDatabase()
  const { url } = await database
  return opened({ postgres: url }, async () => undefined)
}

async function opened(settings: { file: string } | { postgres: string }, remove: () => Promise<void>): Promise<Opened> {
  const stores = [new Store(settings)]
  const [store = new Store(settings)] = stores
  await store.migrate()
  await store.use(async (db) => {
    await db.deleteFrom('threads').execute()
    await db.deleteFrom('rate_limits').execute()
  })
  const another = () => {
    const second = new Store(settings)
    stores.push(second)
    return second
  }
  const close = async () => {
    await Promise.all(stores.map((each) => each.close()))
    await remove()
  }
  return { store, another, close }
}

/** Each implementation of the store, for the suites that must hold on all; Postgres where there is one. */
export const stores: [name: string, open: () => Promise<Opened>][] = [
  ['SQLite in a file', openFile],
  ['SQLite in memory', openMemory],
  ...(testDatabase === undefined ? [] : [['Postgres', openPostgres] satisfies [string, () => Promise<Opened>]]),
]

/** To be called when all suites of a file are over. */
export async function closeStores(): Promise<void> {
  await (await database)?.drop()
}
