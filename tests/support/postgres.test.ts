import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { createDatabase, testDatabase } from './postgres'

describe.skipIf(testDatabase === undefined)('the Postgres of the tests', () => {
  test('gives an empty database to each who asks, and takes it back while it is in use', async () => {
    const [one, other] = await Promise.all([createDatabase(), createDatabase()])
    const client = new Client({ connectionString: one.url })
    client.on('error', () => {}) // Its end by the server is what this test brings about.
    await client.connect()
    await client.query('create table things (id text primary key)')
    await expect(client.query('select * from things')).resolves.toMatchObject({ rowCount: 0 })
    await Promise.all([one.drop(), other.drop()])
    await expect(client.query('select 1')).rejects.toThrow()
  })
})
