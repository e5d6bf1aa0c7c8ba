import { Kysely, PostgresAdapter, PostgresDialect } from 'kysely'
import { expect, it } from 'vitest'
import { isPostgres } from '@/lib/db/dialect'
import { SqliteDialect } from '@/lib/db/sqlite-dialect'
import { memory, SqliteFile } from '@/lib/db/sqlite-file'

// The same code under another address is another module, as in the bundles of two routes.
const copy: { PostgresAdapter: typeof PostgresAdapter } = await import(
  new URL('./dialect/postgres/postgres-adapter.js?copy', import.meta.resolve('kysely')).href
)

class OpenedByTheOtherCopy extends PostgresDialect {
  override createAdapter() {
    return new copy.PostgresAdapter()
  }
}

const pool = { connect: () => Promise.reject(new Error('not reached')), end: () => Promise.resolve() }

it('knows Postgres, also where another copy of the library has opened it', () => {
  expect(new copy.PostgresAdapter()).not.toBeInstanceOf(PostgresAdapter)
  expect(isPostgres(new Kysely({ dialect: new OpenedByTheOtherCopy({ pool }) }))).toBe(true)
  expect(isPostgres(new Kysely({ dialect: new SqliteDialect(new SqliteFile(memory)) }))).toBe(false)
})
