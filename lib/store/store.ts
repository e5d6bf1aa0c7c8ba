import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool, types } from 'pg'
import { AppError } from '@/lib/protocol/error'
import { bringUpToDate, type TablesOf } from './bring-up-to-date'
import { copyBeforeUpdate } from './copies'
import { gone, toDatabaseFailure, unusable } from './database-failure'
import { DatabaseFile } from './database-file'
import type { DialectName } from './dialect'
import { SqliteDialect } from './sqlite-dialect'
import { memory, SqliteFile } from './sqlite-file'
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
  readonly #file: DatabaseFile | undefined
  #opened: Promise<Db> | undefined
  #sqlite: SqliteFile | undefined
  /** What could not be opened is not tried again at once: to look through a damaged file takes its time. */
  #refused: { error: AppError; until: number } | undefined
  #closing: Promise<void> = Promise.resolve()
  #tablesOf: TablesOf = 'this version'
  #failure: AppError | undefined
  #onFailure: (failure: AppError | undefined) => void = () => undefined

  constructor(settings: StoreSettings) {
    this.#settings = settings
    this.dialect = settings !== 'memory' && 'postgres' in settings ? 'postgres' : 'sqlite'
    this.#file = settings !== 'memory' && 'file' in settings ? new DatabaseFile(settings.file) : undefined
  }

  /**
   * Throws an `AppError` where the database is what is wrong: `not-saved` while it is away, `disk-full`, `database-unusable`.
   * Other errors of a query are bugs and come as they are.
   */
  async use<T>(query: (db: Db) => Promise<T>): Promise<T> {
    try {
      const result = await query(await this.#current())
      // A disk that is full can be read all the same.
      if (this.#failure && this.#failure.code !== 'disk-full') this.#note(undefined)
      return result
    } catch (thrown) {
      const failure = toDatabaseFailure(thrown)
      if (isOfDatabase(failure)) this.#note(failure)
      throw failure
    }
  }

  /** Rejects as `use` does while the database cannot be read, or does not take what is to be kept. */
  async check(): Promise<void> {
    await this.use((db) => sql`select 1`.execute(db))
    if (this.#file && !this.#file.hasRoom()) this.#note(new AppError('disk-full'))
    else if (this.#failure) {
      await this.use((db) => probe(db))
      this.#note(undefined)
    }
    if (this.#failure) throw this.#failure
  }

  /** What is wrong with the database as far as is known, without asking it. */
  get failure(): AppError | undefined {
    return this.#failure
  }

  /** Calls back when something comes to be wrong with the database, and when it is right again (`undefined`). */
  watch(onFailure: (failure: AppError | undefined) => void): void {
    this.#onFailure = onFailure
  }

  /** Whose tables these are, once it has been opened. */
  get tablesOf(): TablesOf {
    return this.#tablesOf
  }

  /** Brings the tables up to date; what is done by itself where the database is a file of ours. */
  async migrate(): Promise<TablesOf> {
    if (this.dialect === 'sqlite') await this.use(async () => undefined)
    else {
      const db = this.#connect()
      try {
        return await bringUpToDate(db as Kysely<never>, { dialect: this.dialect, migrates: true })
      } catch (error) {
        throw toDatabaseFailure(error)
      } finally {
        await db.destroy()
      }
    }
    return this.#tablesOf
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (opened) await (await opened).destroy()
    await this.#closing
  }

  /** Leaves one file that is whole, without a journal beside it. At once, for a process that ends; another keeps its own. */
  closeAtOnce(): void {
    if (this.#file?.look() === 'same') this.#sqlite?.closeWhole()
  }

  #note(failure: AppError | undefined): void {
    const before = this.#failure
    this.#failure = failure
    if (before?.message !== failure?.message) this.#onFailure(failure)
  }

  async #current(): Promise<Db> {
    switch (this.#file?.look()) {
      case 'gone':
        throw unusable(gone)
      case 'replaced':
        await this.#letGo()
    }
    return this.#open()
  }

  /** Somebody put another file in the place of the one that is open. */
  async #letGo(): Promise<void> {
    const opened = this.#opened
    if (opened) {
      this.#opened = undefined
      this.#closing = opened.then(
        (db) => db.destroy().then(() => this.#file?.forget()),
        () => undefined, // It never was open.
      )
    }
    await this.#closing
  }

  #open(): Promise<Db> {
    if (this.#refused && this.#refused.until > performance.now()) throw this.#refused.error
    this.#opened ??= this.#openOnce().catch((error: unknown) => {
      this.#opened = undefined
      const failure = toDatabaseFailure(error)
      this.#refused =
        failure instanceof AppError && failure.code === 'database-unusable'
          ? { error: failure, until: performance.now() + reopenMs }
          : undefined
      throw failure
    })
    return this.#opened
  }

  async #openOnce(): Promise<Db> {
    const db = this.#connect()
    try {
      const { path } = this.#file ?? {}
      this.#tablesOf = await bringUpToDate(db as Kysely<never>, {
        dialect: this.dialect,
        // Several instances share a Postgres, so its tables are changed by a person's command and not by whoever comes first.
        migrates: this.dialect === 'sqlite',
        ...(path !== undefined && { beforeChange: async (migration) => copyBeforeUpdate(path, migration) }),
      })
      return db
    } catch (error) {
      await db.destroy()
      throw error
    }
  }

  #connect(): Db {
    const settings = this.#settings
    if (settings !== 'memory' && 'postgres' in settings)
      return new Kysely({ dialect: new PostgresDialect({ pool: createPool(settings.postgres) }) })
    this.#sqlite = new SqliteFile(this.#file?.path ?? memory, this.#file)
    return new Kysely({ dialect: new SqliteDialect(this.#sqlite) })
  }
}

const reopenMs = 1500

const isOfDatabase = (error: unknown): error is AppError =>
  error instanceof AppError && ['not-saved', 'disk-full', 'database-unusable'].includes(error.code)

/** Writes a row that counts nothing and is soon forgotten: whether the database takes it. */
const probe = (db: Db) =>
  db
    .insertInto('rate_limits')
    .values({ key: 'probe', points: 0, resets_at: 0 })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ points: 0 }))
    .execute()

const postgresTimeoutMs = 4000

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
