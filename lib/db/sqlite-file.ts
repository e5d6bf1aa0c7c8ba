import type { QueryResult } from 'kysely'
import Database from 'libsql'
import { AppError } from '@/lib/protocol/error'
import type { DatabaseFile } from './database-file'

/** True of an error that says that somebody else holds a lock: the same statement may pass a moment later. */
export const isLocked = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))

/** Kysely prepares every query anew; most are the same few, and preparing one costs as much as running it. */
const maxStatements = 200

/** The path of a database that is in no file; nobody else can lock it, and what closes it loses it. */
export const memory = ':memory:'

/**
 * One connection to a SQLite database, a file or `:memory:`, opened when it is first used. It never waits for a lock, since
 * that would hold up the whole process: what finds one throws at once, and `isLocked` knows it.
 */
export class SqliteFile {
  readonly #path: string
  readonly #file: DatabaseFile | undefined
  readonly #statements = new Map<string, Database.Statement>()
  #opened: Database.Database | undefined
  #isClosed = false

  /** @param file Looks after what is at the path; a database in memory has none. */
  constructor(path: string, file?: DatabaseFile) {
    this.#path = path
    this.#file = file
  }

  /** Runs one statement that is kept prepared. */
  query<Row>(text: string, parameters: readonly unknown[]): QueryResult<Row> {
    const database = this.#database()
    try {
      const statement = this.#prepare(database, text)
      // `all` takes one array, as its types do not say.
      if (statement.reader) return { rows: statement.all(parameters) as Row[] }
      const { changes, lastInsertRowid } = statement.run(parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    } catch (error) {
      this.#forget(database, text, error)
      throw error
    }
  }

  /** Runs statements that take no parameters and give no rows. Each is finalised, also where it fails. */
  exec(text: string): void {
    this.#database().exec(text)
  }

  /** Undoes what is not committed, if anything is. */
  rollback(): void {
    if (this.#opened?.inTransaction) this.#opened.exec('rollback')
  }

  /** Closes for good: what is in the middle of something fails, since another file may be at the path by now. */
  close(): void {
    this.#isClosed = true
    this.#release()
  }

  /** Closes, and leaves one file that is whole where nobody else has it open. */
  closeWhole(): void {
    try {
      this.#opened?.exec('pragma busy_timeout = 100; pragma wal_checkpoint(truncate); pragma journal_mode = delete')
    } catch {
      // Another process has it open, or the disk is full: whoever opens it next reads the journal.
    }
    this.close()
  }

  #prepare(database: Database.Database, text: string): Database.Statement {
    const known = this.#statements.get(text)
    if (known) return known
    if (this.#statements.size >= maxStatements) this.#statements.clear()
    const statement = database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }

  /**
   * A statement that met a lock is halfway through, and SQLite goes on with it, as it was given then, when it is run again;
   * until then nothing else on its connection is committed. The driver has no way to reset it, so it goes with its connection.
   * @see https://www.sqlite.org/c3ref/step.html
   */
  #forget(database: Database.Database, text: string, error: unknown): void {
    this.#statements.delete(text)
    if (!isLocked(error) || this.#opened !== database || this.#path === memory) return
    this.rollback()
    this.#release()
  }

  /** The next use opens it again. */
  #release(): void {
    this.#statements.clear()
    this.#opened?.close()
    this.#opened = undefined
  }

  #database(): Database.Database {
    if (this.#isClosed) throw new AppError('not-saved', { cause: new Error('The database was closed meanwhile.') })
    this.#opened ??= open(this.#path, this.#file)
    return this.#opened
  }
}

function open(path: string, file: DatabaseFile | undefined): Database.Database {
  file?.prepare()
  const database = new Database(path)
  try {
    database.exec('pragma busy_timeout = 0')
    file?.opened(database)
    // In WAL mode `normal` loses nothing when the process dies; a power cut may cost the last moments, never the file.
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
