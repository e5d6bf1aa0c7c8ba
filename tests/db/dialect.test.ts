import { Kysely, type PostgresDialect } from 'kysely'
import { expect, it } from 'vitest'
import { isPostgres } from '@/lib/db/dialect'
import { SqliteDialect } from '@/lib/db/sqlite-dialect'
import { memory, SqliteFile } from '@/lib/db/sqlite-file'

// The same code under another address is another module, as in the bundles of two routes.
const copy: { PostgresDialect: typeof PostgresDialect } = await import(/* @vite-ignore */ `${import.meta.resolve('kysely')}?copy`)

const pool = { connect: () => Promise.reject(new Error('not reached')), end: () => Promise.resolve() }

it('knows Postgres, also where another copy of the library has opened it', () => {
  expect(isPostgres(new Kysely({ dialect: new copy.PostgresDialect({ pool }) }))).toBe(true)
  expect(isPostgres(new Kysely({ dialect: new SqliteDialect(new SqliteFile(memory)) }))).toBe(false)
})
