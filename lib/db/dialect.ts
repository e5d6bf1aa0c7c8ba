import { type Kysely, PostgresAdapter } from 'kysely'

/** The two databases that the store speaks. */
export type DialectName = 'sqlite' | 'postgres'

export const isPostgres = <Tables>(db: Kysely<Tables>): boolean => db.getExecutor().adapter instanceof PostgresAdapter
