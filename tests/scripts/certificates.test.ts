import { expect, test } from 'vitest'
import { parsePostgresAddress } from '@/lib/db/postgres-address'

const { toWholePaths }: { toWholePaths(root: string, env: Record<string, string>): Record<string, string> } = await import(
  new URL('../../scripts/certificates.mjs', import.meta.url).href
)

test('a certificate is a path as seen from the repository, by whatever setting', () => {
  const env = {
    DATABASE_CA: 'certs/ca.pem',
    DATABASE_URL: 'postgres://user:p%40ss@db.example/app?sslmode=verify-full&sslrootcert=certs/my%20ca.pem&sslkey=./key.pem',
    POSTGRES_URL_NON_POOLING: 'postgres://db.example/app?sslcert=cert.pem',
  }
  expect(toWholePaths('/home/me/unfold', env)).toEqual({
    DATABASE_CA: '/home/me/unfold/certs/ca.pem',
    DATABASE_URL: `postgres://user:p%40ss@db.example/app?sslmode=verify-full&sslrootcert=${encodeURIComponent('/home/me/unfold/certs/my ca.pem')}&sslkey=${encodeURIComponent('/home/me/unfold/key.pem')}`,
    POSTGRES_URL_NON_POOLING: `postgres://db.example/app?sslcert=${encodeURIComponent('/home/me/unfold/cert.pem')}`,
  })
  // It is read where it says.
  const address = toWholePaths('/nowhere', { DATABASE_URL: 'postgres://db.example/app?sslrootcert=ca.pem' })['DATABASE_URL'] ?? ''
  expect(() => parsePostgresAddress(address)).toThrow('an address whose sslrootcert is the path of a file in PEM')
})

test('what is no relative path stays as it is', () => {
  const pem = '-----BEGIN CERTIFICATE-----\\nabc\\n-----END CERTIFICATE-----'
  expect(toWholePaths('/home/me', { DATABASE_CA: pem })).toEqual({})
  for (const query of ['', '?sslmode=require', '?sslrootcert=system', `?sslrootcert=${encodeURIComponent('/etc/ca.pem')}`]) {
    const address = `postgres://user:a%2Fb@db.example:6432/app${query}`
    expect(toWholePaths('/home/me', { DATABASE_URL: address })).toEqual({ DATABASE_URL: address })
  }
})
