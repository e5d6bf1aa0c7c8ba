import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** The server that `npm test` starts for the tests; undefined where there is none, and tests on Postgres are left out. */
export const testDatabase = process.env['TEST_DATABASE_URL'] || undefined

export type EmptyDatabase = { url: string; drop(): Promise<void> }

/** An empty database of this test's own on that server. */
export async function createDatabase(server = testDatabase): Promise<EmptyDatabase> {
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set.')
  const name = `test_${randomBytes(6).toString('hex')}`
  await run(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(server, `drop database ${name} with (force)`) }
}

export type OwnPostgres = { url: string; stop(): Promise<void> }

type OwnSettings = {
  /** Files of its folder, by their names. */
  files?: Record<string, string>
  /** Lines of `pg_hba.conf`. */
  access?: string
  settings?: string[]
}

/** A server of this test's own, which may be set up as no other test would like it. */
export async function startOwnPostgres(settings: OwnSettings = {}): Promise<OwnPostgres> {
  const { startPostgres } = await import(new URL('../../scripts/postgres.mjs', import.meta.url).href)
  return startPostgres({ ...settings, own: true })
}

/** A role with an empty database of its own on that server, which gives it so many connections and no more. */
export async function createLimitedDatabase(connections: number): Promise<EmptyDatabase> {
  const { url, drop } = await createDatabase()
  const address = new URL(url)
  const role = address.pathname.slice(1)
  const statements = [
    `create role ${role} login password 'test' connection limit ${connections}`,
    `alter database ${role} owner to ${role}`,
  ]
  for (const statement of statements) await run(url, statement)
  address.username = role
  address.password = 'test'
  return {
    url: address.href,
    async drop() {
      await drop()
      await run(testDatabase ?? '', `drop role ${role}`)
    },
  }
}

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
