import { setTimeout as delay } from 'node:timers/promises'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { type ClientBase, Pool, type PoolClient, types } from 'pg'
import { isCrowded } from './database-failure'
import type { PostgresAddress } from './postgres-address'
import { BoundClient } from './postgres-client'

export type PoolSettings = {
  /** The most connections at a time. */
  size: number
  /** How long a connection is waited for. */
  connectMs: number
  /** How long one that nobody uses is kept. */
  idleMs: number
  /** How long an answer is waited for; 0 is for ever. */
  queryMs: number
  /** Called when a connection comes to be idle. */
  onIdle?: (() => void) | undefined
}

/** How long one attempt takes at most: what does not answer for so long is asked anew. */
const attemptMs = 4000
/** After the database had no room for another connection, how long the pool makes do with those that it has. */
const shrunkMs = 5000

/**
 * Connections to a Postgres, made when they are needed. One that cannot be had because there are too many, or because the
 * server is only starting, is waited for: those who wait share what this process has, or ask again, at random moments.
 */
export class PatientPool implements PostgresPool {
  readonly #address: PostgresAddress
  readonly #settings: PoolSettings
  readonly #pool: Pool
  #growing: NodeJS.Timeout | undefined
  /** Those that were had, in use or idle; the pool also counts those that it is only trying to make. */
  #made = 0
  /** Somebody waited the whole time in vain, so for now the others try it once. */
  #gaveUp = false

  constructor(address: PostgresAddress, settings: PoolSettings) {
    this.#address = address
    this.#settings = settings
    this.#pool = new Pool({
      ...address.config,
      ...(address.channelBinding && { Client: BoundClient as new () => ClientBase }),
      max: settings.size,
      connectionTimeoutMillis: Math.min(attemptMs, settings.connectMs),
      idleTimeoutMillis: settings.idleMs,
      query_timeout: settings.queryMs,
      keepAlive: true,
      // Counts and milliseconds fit a number; by default they would come as text.
      types: { getTypeParser: (id, format) => (id === types.builtins.INT8 ? Number : types.getTypeParser(id, format)) },
    })
    // A connection that breaks while idle: the pool makes another, and a query that needs one says what is wrong.
    this.#pool.on('error', () => undefined)
    this.#pool.on('connect', () => {
      this.#made += 1
    })
    this.#pool.on('remove', () => {
      this.#made -= 1
    })
    if (settings.onIdle) this.#pool.on('release', settings.onIdle)
  }

  async connect(): Promise<PostgresPoolClient> {
    const giveUpAt = performance.now() + (this.#gaveUp ? 0 : this.#settings.connectMs)
    for (let attempts = 1; ; attempts += 1) {
      try {
        const client = await this.#pool.connect()
        this.#gaveUp = false
        return new Lent(client)
      } catch (error) {
        if (this.#goesOnPlain(error)) continue
        if (!isCrowded(error)) throw error
        if (performance.now() >= giveUpAt) {
          this.#gaveUp = true
          throw error
        }
        if (!this.#shrink()) await delay(Math.min(100 * attempts, 500) * (0.5 + Math.random()))
      }
    }
  }

  async end(): Promise<void> {
    clearTimeout(this.#growing)
    await this.#pool.end()
  }

  /** True where the server has no encryption and none has to be. */
  #goesOnPlain(error: unknown): boolean {
    const { options } = this.#pool
    if (!this.#address.maybePlain || options.ssl === false || !isPlain(error)) return false
    options.ssl = false
    return true
  }

  /** Makes no more connections than there are, for a while. False where there is none. */
  #shrink(): boolean {
    const { options, totalCount } = this.#pool
    const made = Math.min(this.#made, totalCount)
    if (made === 0) return false
    options.max = made
    this.#growing ??= setTimeout(() => {
      this.#growing = undefined
      options.max = this.#settings.size
    }, shrunkMs).unref()
    return true
  }
}

/** The server speaks no TLS. */
export const isPlain = (error: unknown): boolean =>
  error instanceof Error && error.message === 'The server does not support SSL connections'

/**
 * A connection while somebody has it. One on which an answer was given up waits for it still, so it is given back to be closed:
 * nobody else is to wait behind it. One that breaks between two statements says so at the next.
 */
class Lent implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #onError = () => undefined
  #isStuck = false

  constructor(client: PoolClient) {
    this.#client = client
    client.on('error', this.#onError)
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query(asked: string | PostgresCursor<unknown>, parameters: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new Error('There are no cursors here.')
    return this.#client.query(asked, [...parameters]).catch((error: unknown) => {
      this.#isStuck ||= error instanceof Error && error.message === 'Query read timeout'
      throw error
    })
  }

  release(destroy = false): void {
    this.#client.removeListener('error', this.#onError)
    this.#client.release(destroy || this.#isStuck)
  }
}
