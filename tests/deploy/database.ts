import { execFileSync } from 'node:child_process'
import { Client } from 'pg'
import { makeCertificates } from '@/tests/support/certificates'
import { type OwnPostgres, startOwnPostgres } from '@/tests/support/postgres'

const role = 'unfold'
const password = 'a-password'

/** A Postgres as providers have it: TLS with a certificate that nobody known signed, passwords, and so many connections in all. */
export async function startProvider({ connections = 100 } = {}): Promise<OwnPostgres & { port: string }> {
  const { chain, key } = makeCertificates()
  const server = await startOwnPostgres({
    files: { 'server.crt': chain, 'server.key': key },
    access: 'host all postgres 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n',
    settings: ['ssl=on', `ssl_cert_file=server.crt`, 'ssl_key_file=server.key', 'password_encryption=scram-sha-256'],
  })
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create role ${role} login password '${password}' connection limit ${connections}`)
  await client.query(`create database ${role} owner ${role}`)
  await client.end()
  return { ...server, port: new URL(server.url).port }
}

/** An address of it, as a provider writes it. */
export const addressOf = (host: string, port: string, query: string): string =>
  `postgres://${role}:${password}@${host}:${port}/${role}?${query}`

/** `npm run db:migrate`, which a build on Vercel begins with. Gives what it says. */
export const migrate = (env: Record<string, string>): string =>
  execFileSync(process.execPath, ['--import', `${import.meta.dirname}/names.mjs`, '--import', 'tsx', 'scripts/db-migrate.ts'], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    encoding: 'utf8',
  })
