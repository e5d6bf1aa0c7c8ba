import { Kysely, PostgresDialect, sql } from 'kysely'
import { AppError } from '@/lib/protocol/error'
import { bringUpToDate, type TablesOf } from './bring-up-to-date'
import { copyBeforeUpdate } from './copies'
import { gone, toDatabaseFailure, unusable } from './database-failure'
import { DatabaseFile } from './database-file'
import type { DialectName } from './dialect'
import { parsePostgresAddress } from './postgres-address'
import { PatientPool, type PoolSettings } from './postgres-pool'
import { SqliteDialect } from './sqlite-dialect'
import { memory, SqliteFile } from './sqlite-file'
import type { Tables } from './tables'

/** Where everything is kept: a Postgres, a SQLite file, or nowhere but the memory of this process. */
export type StoreSettings = PostgresSettings | { file: string } | 'memory'

export type PostgresSettings = {
  /** The address of a Postgres. */
  postgres: string
  /** The same without a pooler in front, for migrations. */
  direct?: string
  /** The certificate of who signs that of the server, in PEM. */
  ca?: string
  pool?: Partial<PoolSettings>
  /** The tables are brought up to date when it is first used. */
  migrates?: boolean
}

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
  #postgres: Db | undefined
  #sqlite: SqliteFile | undefined
  /** What could not be opened is not tried again at once: to look through a damaged file takes its time. */
  #refused: { error: AppError; until: number } | undefined
  #closing: Promise<void> = Promise.resolve()
  #tablesOf: TablesOf = 'this version'
  #failure: AppError | undefined
  #onFailure: (failure: AppError | undefined) => void = () => undefined

  constructor(settings: StoreSettings) {
    this.#settings = settings
    this.dialect = isOfPostgres(settings) ? 'postgres' : 'sqlite'
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
    else await this.#migratePostgres()
    return this.#tablesOf
  }

  async close(): Promise<void> {
    const opened = this.#opened
    const postgres = this.#postgres
    this.#opened = undefined
    this.#postgres = undefined
    if (postgres) await postgres.destroy()
    else if (opened) await (await opened).destroy()
    await this.#closing
  }

  /** Leaves one file that is whole, without a journal beside it. At once, for a process that ends; another keeps its own. */
  closeAtOnce(): void {
    if (this.#file?.compare() === 'same') this.#sqlite?.closeWhole()
  }

  #note(failure: AppError | undefined): void {
    const before = this.#failure
    this.#failure = failure
    if (before?.message !== failure?.message) this.#onFailure(failure)
  }

  async #current(): Promise<Db> {
    switch (this.#file?.compare()) {
      case 'gone':
        throw unusable(gone)
      case 'replaced':
        await this.#release()
    }
    return this.#open()
  }

  /** Closes the open file, since somebody put another one in its place. */
  async #release(): Promise<void> {
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
    const settings = this.#settings
    if (isOfPostgres(settings)) {
      // Connections outlast a first use that failed: the next one need not make them again.
      this.#postgres ??= connectPostgres(settings)
      if (settings.migrates) await this.#migratePostgres()
      this.#tablesOf = await bringUpToDate(this.#postgres as Kysely<never>, {
        dialect: 'postgres',
        // Several instances share a Postgres, so its tables are changed on demand only, and not by whoever comes first.
        migrates: false,
      })
      return this.#postgres
    }
    this.#sqlite = new SqliteFile(this.#file?.path ?? memory, this.#file)
    const db: Db = new Kysely({ dialect: new SqliteDialect(this.#sqlite) })
    try {
      const { path } = this.#file ?? {}
      this.#tablesOf = await bringUpToDate(db as Kysely<never>, {
        dialect: 'sqlite',
        migrates: true,
        ...(path !== undefined && { beforeChange: async (migration) => copyBeforeUpdate(path, migration) }),
      })
      return db
    } catch (error) {
      await db.destroy()
      throw error
    }
  }

  /**
   * Brings the tables up to date, on a connection of its own, without a pooler where there is an address without one, for as
   * long as it takes.
   */
  async #migratePostgres(): Promise<void> {
    const settings = this.#settings
    if (!isOfPostgres(settings)) return
    const { postgres, direct = postgres } = settings
    const db = connectPostgres({ ...settings, postgres: direct, pool: { ...settings.pool, size: 1, queryMs: 0 } })
    try {
      this.#tablesOf = await bringUpToDate(db as Kysely<never>, { dialect: 'postgres', migrates: true })
    } catch (error) {
      throw toDatabaseFailure(error)
    } finally {
      await db.destroy()
    }
  }
}

const isOfPostgres = (settings: StoreSettings): settings is PostgresSettings => settings !== 'memory' && 'postgres' in settings

const defaultPool: PoolSettings = { size: 10, connectMs: 10_000, idleMs: 10_000, queryMs: 4000 }

function connectPostgres({ postgres, ca, pool }: PostgresSettings): Db {
  const address = parsePostgresAddress(postgres, ca)
  return new Kysely({ dialect: new PostgresDialect({ pool: new PatientPool(address, { ...defaultPool, ...pool }) }) })
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
