import type { Kysely } from 'kysely'

/** The two databases that the store runs on. */
export type DialectName = 'sqlite' | 'postgres'

/** What the adapter of our SQLite has, and that of Postgres has not. */
export const sqliteMark = 'isSqlite'

/**
 * Which of the two this is, told by a property and not by the class of its adapter: Next bundles routes apart, so that class can exist
 * twice in one process, and the database may have been opened by the other copy.
 */
export const isPostgres = <Tables>(db: Kysely<Tables>): boolean => !(sqliteMark in db.getExecutor().adapter)
