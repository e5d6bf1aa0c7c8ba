import { Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import { Pool, types } from 'pg'
import { AppError } from '@/lib/protocol/error'
import type { DialectName } from './dialect'
import { migrationsFor } from './migrations'
import { SqliteDialect } from './sqlite-dialect'
import { memory } from './sqlite-file'
import type { Tables } from './tables'

/** Where everything is kept: a Postgres address, a SQLite file, or nowhere but the memory of this process. */
export type StoreSettings = { postgres: string } | { file: string } | 'memory'

export type Db = Kysely<Tables>

/**
 * The database, opened and brought up to date when it is first used, and again after that failed. Queries are functions
 * beside this file; each is given what `use` gives.
 */
export class Store {
  readonly dialect: DialectName
  readonly #settings: StoreSettings
  #opened: Promise<Db> | undefined

  constructor(settings: StoreSettings) {
    this.#settings = settings
    this.dialect = settings !== 'memory' && 'postgres' in settings ? 'postgres' : 'sqlite'
  }

  /** Throws an `AppError` `not-saved` when the database is away; other errors of a query are bugs and come as they are. */
  async use<T>(query: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await query(await this.#open())
    } catch (error) {
      throw isAway(error) ? new AppError('not-saved', { cause: error }) : error
    }
  }

  /** Rejects with `not-saved` while the database is away. */
  async check(): Promise<void> {
    await this.use((db) => sql`select 1`.execute(db))
  }

  /** Brings the tables up to date; what is done by itself where the database is a file of ours. */
  async migrate(): Promise<void> {
    const db = connect(this.#settings)
    try {
      await migrate(db, this.dialect)
    } finally {
      await db.destroy()
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (opened) await (await opened).destroy()
  }

  #open(): Promise<Db> {
    this.#opened ??= this.#openOnce().catch((error: unknown) => {
      this.#opened = undefined
      throw error
    })
    return this.#opened
  }

  async #openOnce(): Promise<Db> {
    const db = connect(this.#settings)
    try {
      if (this.dialect === 'sqlite') await migrate(db, this.dialect)
      else await checkMigrated(db)
      return db
    } catch (error) {
      await db.destroy()
      throw error
    }
  }
}

const postgresTimeoutMs = 4000

function connect(settings: StoreSettings): Db {
  if (settings !== 'memory' && 'postgres' in settings)
    return new Kysely({ dialect: new PostgresDialect({ pool: createPool(settings.postgres) }) })
  return new Kysely({ dialect: new SqliteDialect(settings === 'memory' ? memory : settings.file) })
}

function createPool(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: postgresTimeoutMs,
    query_timeout: postgresTimeoutMs,
    keepAlive: true,
    // Counts and milliseconds fit a number; by default they would come as text.
    types: { getTypeParser: (id, format) => (id === types.builtins.INT8 ? Number : types.getTypeParser(id, format)) },
  })
  // A connection that breaks while idle: the pool makes another, and a query that needs one says what is wrong.
  pool.on('error', () => undefined)
  return pool
}

const createMigrator = (db: Db, dialect: DialectName): Migrator =>
  new Migrator({ db, provider: { getMigrations: async () => migrationsFor(dialect) } })

async function migrate(db: Db, dialect: DialectName): Promise<void> {
  const { error } = await createMigrator(db, dialect).migrateToLatest()
  if (error !== undefined) throw error
}

/** Several instances share a Postgres, so its tables are changed by a person's command and not by whoever comes first. */
async function checkMigrated(db: Db): Promise<void> {
  const pending = (await createMigrator(db, 'postgres').getMigrations()).filter(({ executedAt }) => executedAt === undefined)
  if (pending.length > 0) throw new AppError('not-saved', { message: notSetUp })
}

const notSetUp = 'The database is not set up for this version. Run `npm run db:migrate` on the server.'

/** True of an error that says nothing of the query: the database cannot be reached, is full, locked or shutting down. */
export function isAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // Classes of SQLSTATE: connection, resources, operator intervention, system error.
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (/^(08|53|57|58|3D|28)/.test(code) || /^E[A-Z]+$/.test(code)) return true
  if (/^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|FULL|READONLY|NOTADB|CORRUPT)/.test(code)) return true
  const message = error instanceof Error ? error.message : ''
  return /timeout|Connection terminated|Query read timeout|database is locked|readonly database|disk/i.test(message)
}
