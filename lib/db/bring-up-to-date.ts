import { Kysely, Migrator, sql, type TableMetadata } from 'kysely'
import { newer, unusable } from './database-failure'
import type { DialectName } from './dialect'
import { migrationsFor } from './migrations'
import { SqliteDialect } from './sqlite-dialect'
import { memory, SqliteFile } from './sqlite-file'

/** Whose tables a database has: of a newer version they may still fit this one. */
export type TablesOf = 'this version' | 'a newer version'

type Options = {
  dialect: DialectName
  /** Makes the migrations that are still to be made; without it they are missed. */
  migrates: boolean
  /** Called before the first migration of a database that has tables already, with its name. */
  beforeChange?: (migration: string) => Promise<void>
}

/**
 * Brings the tables up to date. Those that a newer version has changed stay as they are where this version can still work
 * with them. Throws `database-unusable` where it cannot, and where migrations are missed.
 */
export async function bringUpToDate(db: Kysely<never>, { dialect, migrates, beforeChange }: Options): Promise<TablesOf> {
  const done = await migrationsOf(db)
  const ours = Object.keys(migrationsFor(dialect))
  const pending = ours.filter((name) => !done.includes(name))
  if (done.some((name) => !ours.includes(name))) {
    if (pending.length > 0 || !(await fits(db))) throw unusable(newer)
    return 'a newer version'
  }
  const [next] = pending
  if (next === undefined) return 'this version'
  if (!migrates) throw unusable(notSetUp)
  if (done.length > 0) await beforeChange?.(next)
  await migrate(db, dialect)
  return 'this version'
}

const notSetUp = 'The database is not set up for this version. Run `npm run db:migrate` on the server.'

/** The migrations that a database has seen, of whichever version; none where it has no tables of ours. */
export async function migrationsOf(db: Kysely<never>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

async function migrate(db: Kysely<never>, dialect: DialectName): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsFor(dialect) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

/** Every column that this version reads or writes is there, and each other one can be left out of a new row. */
async function fits(db: Kysely<never>): Promise<boolean> {
  const tables = new Map((await db.introspection.getTables()).map((table) => [table.name, table]))
  return (await tablesOfThisVersion()).every(({ name, columns }) => {
    const table = tables.get(name)
    if (!table) return false
    const known = new Set(columns.map((column) => column.name))
    const there = new Set(table.columns.map((column) => column.name))
    return (
      [...known].every((column) => there.has(column)) &&
      table.columns.every((column) => known.has(column.name) || column.isNullable || column.hasDefaultValue)
    )
  })
}

/** The same on both databases, but for what SQLite keeps its full text search in. */
async function tablesOfThisVersion(): Promise<TableMetadata[]> {
  const db = new Kysely<never>({ dialect: new SqliteDialect(new SqliteFile(memory)) })
  try {
    await migrate(db, 'sqlite')
    return (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('search_index'))
  } finally {
    await db.destroy()
  }
}
