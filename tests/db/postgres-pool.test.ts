import { createServer } from 'node:net'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePostgresAddress } from '@/lib/db/postgres-address'
import { PatientPool } from '@/lib/db/postgres-pool'
import { type PostgresSettings, Store } from '@/lib/db/store'
import { openCuttableLine } from '@/tests/support/cuttable-line'
import { listen } from '@/tests/support/listen'
import { createLimitedDatabase, type EmptyDatabase, testDatabase } from '@/tests/support/postgres'

const limit = 12

const migrate = ({ url }: EmptyDatabase) => new Store({ postgres: url }).migrate()

describe.skipIf(testDatabase === undefined)(`a Postgres that has ${limit} connections`, () => {
  let database: EmptyDatabase
  const stores: Store[] = []
  const clients: Client[] = []

  beforeEach(async () => {
    database = await createLimitedDatabase(limit)
    await migrate(database)
  })

  afterEach(async () => {
    await Promise.all([...stores.splice(0).map((store) => store.close()), ...clients.splice(0).map((client) => client.end())])
    await database.drop()
  })

  const open = (pool: PostgresSettings['pool'] = {}, postgres = database.url) => {
    const store = new Store({ postgres, pool })
    stores.push(store)
    return store
  }

  /** Somebody else has all of them. */
  async function takeAll() {
    for (let taken = 0; taken < limit; taken += 1) {
      const client = new Client({ connectionString: database.url })
      await client.connect()
      clients.push(client)
    }
  }

  const work = (store: Store) => store.use((db) => sql`select pg_sleep(0.05)`.execute(db))

  test('serves what three pools of 10 are asked at the same moment', async () => {
    const three = [open(), open(), open()]
    const all = await Promise.allSettled(Array.from({ length: 80 * 3 }, (_, index) => work(three[index % 3] as Store)))
    expect(all.filter(({ status }) => status === 'rejected')).toEqual([])
  })

  test('is waited for while others have all of them', async () => {
    await takeAll()
    const first = work(open())
    const one = clients.pop()
    // The server has said no at least once: it has more clients waiting than it has connections.
    await expect(new Client({ connectionString: database.url }).connect()).rejects.toMatchObject({ code: '53300' })
    await one?.end()
    await first
  })

  test('is not waited for longer than is set, and then a new try waits no longer than one attempt', async () => {
    await takeAll()
    const store = open({ connectMs: 500 })
    await expect(work(store)).rejects.toMatchObject({ code: 'not-saved' })
    const again = performance.now()
    await expect(work(store)).rejects.toMatchObject({ code: 'not-saved' })
    expect(performance.now() - again).toBeLessThan(400)
    await clients.pop()?.end()
    await work(store)
  })
})

test('a server that has no connection left is asked now and then, and not as fast as it says no', async () => {
  let asked = 0
  const server = createServer((socket) => {
    asked += 1
    socket.once('data', () => setTimeout(() => socket.end(tooMany), 5))
  })
  const port = await listen(server)
  const settings = { size: 10, connectMs: 1000, idleMs: 1000, queryMs: 1000 }
  const pool = new PatientPool(parsePostgresAddress(`postgres://me@127.0.0.1:${port}/db`), settings)
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => pool.connect()))
  expect(all.filter(({ status }) => status === 'fulfilled')).toEqual([])
  // Each of them about five times; it was a thousand.
  expect(asked).toBeLessThan(250)
  await pool.end()
  server.close()
})

/** What a Postgres says then. */
const tooMany = (() => {
  const fields = Buffer.from('SFATAL\0C53300\0Msorry, too many clients already\0\0')
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
})()

describe.skipIf(testDatabase === undefined)('a connection', () => {
  let database: EmptyDatabase
  let store: Store | undefined

  beforeEach(async () => {
    database = await createLimitedDatabase(limit)
    await migrate(database)
  })

  afterEach(async () => {
    await store?.close()
    await database.drop()
  })

  const backend = async (of: Store) => {
    const { rows } = await of.use((db) => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db))
    return rows[0]?.pid
  }

  test('on which an answer was given up is closed, and nobody waits behind it', async () => {
    store = new Store({ postgres: database.url, pool: { size: 1, queryMs: 200 } })
    const before = await backend(store)
    await expect(store.use((db) => sql`select pg_sleep(30)`.execute(db))).rejects.toMatchObject({ code: 'not-saved' })
    expect(await backend(store)).not.toBe(before)
  })

  test('that breaks between two statements fails the second, and not the process', async () => {
    const address = new URL(database.url)
    const line = await openCuttableLine(Number(address.port))
    address.port = String(line.port)
    store = new Store({ postgres: address.href })
    const broken = store.use((db) =>
      db.transaction().execute(async (transaction) => {
        await sql`select 1`.execute(transaction)
        line.cut()
        await new Promise((closed) => setImmediate(() => setImmediate(closed)))
        await sql`select 1`.execute(transaction)
      }),
    )
    await expect(broken).rejects.toMatchObject({ code: 'not-saved' })
    line.mend()
    await backend(store)
    line.close()
  })

  test('outlasts a first use that fails', async () => {
    const rename = (from: string, to: string) => ask(database.url, `alter table ${from} rename to ${to}`)
    await rename('kysely_migration', 'elsewhere')
    store = new Store({ postgres: database.url })
    await expect(backend(store)).rejects.toMatchObject({ code: 'database-unusable' })
    const made = await readBackends(database.url)
    expect(made).toHaveLength(1)
    await rename('elsewhere', 'kysely_migration')
    // It was refused, and that is not looked at again at once.
    await expect.poll(() => backend(store as Store).catch(() => undefined), { timeout: 5000 }).toBe(made[0])
  })

  test('that nobody uses is closed after a while, of which a host can be told', async () => {
    let idle = 0
    store = new Store({ postgres: database.url, pool: { idleMs: 50, onIdle: () => (idle += 1) } })
    await backend(store)
    expect(idle).toBeGreaterThan(0)
    await expect.poll(() => readBackends(database.url)).toEqual([])
  })
})

/** The connections that there are to a database, but for the one that looks. */
const readBackends = async (url: string): Promise<number[]> => {
  const rows = await ask(
    url,
    'select pid from pg_stat_activity where datname = current_database() and usename = current_user and pid <> pg_backend_pid()',
  )
  return rows.map(({ pid }) => Number(pid))
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
