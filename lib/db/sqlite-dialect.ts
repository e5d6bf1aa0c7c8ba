import { setTimeout as pause } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteDialect as KyselySqliteDialect,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
} from 'kysely'
import { sqliteMark } from './dialect'
import { isLocked, type SqliteFile } from './sqlite-file'

/**
 * SQLite for Kysely, over one connection. What writes takes the lock of the file before anything else (`begin immediate`),
 * also where it is a single statement, so no statement finds a lock when it is halfway through. Where another process has
 * it, we ask again, asynchronously, so that reads, other requests and the event loop go on meanwhile.
 */
export class SqliteDialect extends KyselySqliteDialect {
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    super({ database: () => Promise.reject(new Error('Our own driver opens the database.')) })
    this.#file = file
  }

  override createDriver(): Driver {
    return new SqliteDriver(this.#file)
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

/** Tables too are changed all or not at all, and by one process at a time. */
class TransactionalAdapter extends SqliteAdapter {
  readonly [sqliteMark] = true

  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** How long a query waits: as long as one waits for Postgres. */
const patienceMs = 4000
/** Between two tries: short at first, since most locks are held for a moment. */
const firstPauseMs = 1
const longestPauseMs = 16

class SqliteDriver implements Driver {
  readonly #file: SqliteFile
  /** Set while a transaction is under way; resolves when it is over. */
  #transaction: { over: Promise<void>; end: () => void } | undefined

  constructor(file: SqliteFile) {
    this.#file = file
  }

  /** The file is opened when it is first used, since that too may have to wait for a lock. */
  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return new Connection(this)
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: Connection): Promise<void> {
    // Marked in the same go, before anybody else may use the connection.
    await this.#unlocked(() => {
      this.#file.exec('begin immediate')
      let end = () => {}
      const over = new Promise<void>((resolve) => {
        end = resolve
      })
      this.#transaction = { over, end }
    })
    connection.isInTransaction = true
  }

  async commitTransaction(connection: Connection): Promise<void> {
    this.#file.exec('commit')
    this.#end(connection)
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    try {
      this.#file.rollback()
    } finally {
      this.#end(connection)
    }
  }

  async destroy(): Promise<void> {
    this.#file.close()
  }

  run<Row>({ sql, parameters, query }: CompiledQuery, isInTransaction: boolean): Promise<QueryResult<Row>> | QueryResult<Row> {
    const work = () => this.#file.query<Row>(sql, parameters)
    if (isInTransaction) return work()
    const isRead = SelectQueryNode.is(query) || /^\s*(select|pragma)\b/i.test(sql)
    return this.#unlocked(isRead ? work : () => this.#committed(work))
  }

  #committed<Result>(work: () => Result): Result {
    this.#file.exec('begin immediate')
    try {
      const result = work()
      this.#file.exec('commit')
      return result
    } catch (error) {
      this.#file.rollback()
      throw error
    }
  }

  /** Does the work between transactions, in one go, and again a moment later where it finds a lock. */
  async #unlocked<Result>(work: () => Result): Promise<Result> {
    const giveUpAt = performance.now() + patienceMs
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      while (this.#transaction) await this.#transaction.over
      try {
        return work()
      } catch (error) {
        if (!isLocked(error) || performance.now() >= giveUpAt) throw error
      }
      await pause(pauseMs)
    }
  }

  #end(connection: Connection): void {
    connection.isInTransaction = false
    this.#transaction?.end()
    this.#transaction = undefined
  }
}

/** What Kysely holds while it does one thing: a statement, or a transaction. */
class Connection implements DatabaseConnection {
  readonly #driver: SqliteDriver
  isInTransaction = false

  constructor(driver: SqliteDriver) {
    this.#driver = driver
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#driver.run(query, this.isInTransaction)
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncGenerator<QueryResult<Row>> {
    yield await this.executeQuery(query)
  }
}
