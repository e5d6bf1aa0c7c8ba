import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encryptedOnly, noSuchDatabase, otherName, plain, refusedUser, unbound, unsigned } from '@/lib/db/database-failure'
import { parsePostgresAddress } from '@/lib/db/postgres-address'
import { Store } from '@/lib/db/store'
import { type Certificates, makeCertificates } from '@/tests/support/certificates'
import { createDatabase, type OwnPostgres, startOwnPostgres, testDatabase } from '@/tests/support/postgres'

test.each([
  ['postgres://me@ep-a-b-pooler.eu-central-1.aws.neon.tech/db', true],
  ['postgres://me@ep-a-b.eu-central-1.aws.neon.tech/db', false],
  ['postgres://me.ref@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true', true],
  ['postgres://me@db.ref.supabase.co:5432/postgres', false],
  ['postgres://me@localhost:6432/db', true],
  ['postgres://me@localhost/db', false],
])('whether a pooler is in front is told by the address: %s', (address, isPooled) => {
  expect(parsePostgresAddress(address).isPooled).toBe(isPooled)
})

test.each([
  ['postgres://me@localhost/db', false],
  ['postgres://me@127.0.0.1/db', false],
  ['postgres:///db?host=/var/run/postgresql', false],
  ['postgres://me@db.example/db', { rejectUnauthorized: false }],
  ['postgres://me@db.example/db?ssl=true', { rejectUnauthorized: false }],
  ['postgres://me@db.example/db?ssl=false', false],
  ['postgres://me@db.example/db?sslmode=verify-ca', {}],
  ['postgres://me@db.example/db?sslmode=require&sslrootcert=system', {}],
])('without a word on it a server elsewhere is asked for encryption: %s', (address, ssl) => {
  expect(parsePostgresAddress(address).config.ssl).toEqual(ssl)
})

test('nothing on encryption is left for `pg` to read in its own way, and all else is', () => {
  const { config } = parsePostgresAddress(
    'postgres://me:p%40ss@db.example:5432/db?sslmode=require&channel_binding=require&uselibpqcompat=true&options=endpoint%3Dep-a',
  )
  expect(config.connectionString).toBe('postgres://me:p%40ss@db.example:5432/db?options=endpoint%3Dep-a')
})

describe.skipIf(testDatabase === undefined)('a Postgres with a certificate that nobody known here signed', () => {
  let certificates: Certificates
  let server: OwnPostgres
  let folder: string
  const warnings: Error[] = []
  const hear = (warning: Error) => warnings.push(warning)

  beforeAll(async () => {
    process.on('warning', hear)
    certificates = makeCertificates()
    folder = mkdtempSync(join(tmpdir(), 'unfold-tls-'))
    writeFileSync(join(folder, 'ca.pem'), certificates.ca)
    server = await startOwnPostgres({
      files: { 'server.crt': certificates.chain, 'server.key': certificates.key },
      settings: ['ssl=on', 'password_encryption=scram-sha-256'],
      access: 'host all postgres 127.0.0.1/32 trust\nhostssl all careful 127.0.0.1/32 scram-sha-256\n',
    })
    const client = new Client({ connectionString: server.url })
    await client.connect()
    await client.query(`create role careful login superuser password 'secret'`)
    await client.end()
    await new Store({ postgres: server.url }).migrate()
  }, 60_000)

  afterAll(async () => {
    process.off('warning', hear)
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  /** How the connection turned out to be, in a word; else the sentence that says what to set. */
  async function open(
    query: string,
    more: { user?: string; host?: string; ca?: string; database?: string } = {},
  ): Promise<string> {
    const url = new URL(server.url)
    url.hostname = more.host ?? 'localhost'
    const [user = '', password = ''] = (more.user ?? 'postgres').split(':')
    url.username = user
    url.password = password
    if (more.database !== undefined) url.pathname = `/${more.database}`
    url.search = query.replace('FOLDER', folder)
    const store = new Store({ postgres: url.href, ...(more.ca !== undefined && { ca: more.ca }) })
    try {
      await store.check()
      const client = new Client({ ...parsePostgresAddress(url.href, more.ca).config, password })
      await client.connect()
      const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      await client.end()
      return rows[0].ssl ? 'encrypted' : 'plain'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    } finally {
      await store.close()
    }
  }

  test.each([
    ['', 'plain'],
    ['sslmode=disable', 'plain'],
    ['sslmode=prefer', 'encrypted'],
    ['sslmode=require', 'encrypted'],
    ['ssl=true', 'encrypted'],
    ['sslmode=no-verify', 'encrypted'],
    ['sslmode=verify-ca', unsigned],
    ['sslmode=verify-full', unsigned],
    ['sslmode=verify-full&sslrootcert=FOLDER/ca.pem', 'encrypted'],
    ['sslmode=require&sslrootcert=system', unsigned],
  ])('%s', async (query, expected) => {
    expect(await open(query)).toBe(expected)
  })

  test('with `DATABASE_CA` it is checked, by `verify-full` also its name', async () => {
    const { ca } = certificates
    const another = makeCertificates().ca
    expect(await open('', { ca })).toBe('encrypted')
    expect(await open('', { ca: another })).toBe(unsigned)
    expect(await open('sslmode=require', { ca: another })).toBe(unsigned)
    expect(await open('sslmode=verify-full', { ca })).toBe('encrypted')
    expect(await open('sslmode=verify-full', { ca, host: '127.0.0.1' })).toBe(otherName)
    expect(await open('sslmode=verify-ca', { ca, host: '127.0.0.1' })).toBe('encrypted')
  })

  test('a password is bound to the connection where that is required, or not sent', async () => {
    expect(await open('sslmode=require&channel_binding=require', { user: 'careful:secret' })).toBe('encrypted')
    expect(await open('channel_binding=require', { user: 'careful:wrong' })).toBe(refusedUser)
    expect(await open('channel_binding=require')).toBe(unbound)
    expect(await open('channel_binding=require&sslmode=disable')).toBe(unbound)
  })

  test('what is wrong with the address is said', async () => {
    expect(await open('sslmode=disable', { user: 'careful:secret' })).toBe(encryptedOnly)
    expect(await open('sslmode=require', { user: 'careful:wrong' })).toBe(refusedUser)
    expect(await open('sslmode=require', { user: 'careful' })).toBe(refusedUser)
    expect(await open('sslmode=require', { database: 'nothing' })).toBe(noSuchDatabase)
  })

  test('`pg` has nothing to warn of', () => {
    expect(warnings).toEqual([])
  })
})

describe.skipIf(testDatabase === undefined)('a Postgres without encryption', () => {
  const open = async (query: string) => {
    const database = await createDatabase()
    const store = new Store({ postgres: `${database.url}?${query}` })
    try {
      await store.migrate()
      await store.check()
      return 'plain'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    } finally {
      await store.close()
      await database.drop()
    }
  }

  test('is taken where encryption is only preferred, and else named', async () => {
    expect(await open('sslmode=prefer')).toBe('plain')
    expect(await open('sslmode=require')).toBe(plain)
  })
})
