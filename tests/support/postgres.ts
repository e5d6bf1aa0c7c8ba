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

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
