import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client, type ClientConfig } from 'pg'
import type { PostgresAddress } from './postgres-address'
import { BoundClient } from './postgres-client'
import { isPlain } from './postgres-pool'
import type { Db } from './store'

export type ChannelOptions = {
  /**
   * An address without a pooler in front, which would not let notifications through; where there is one after all, that is
   * found out.
   */
  address: PostgresAddress
  /** Sends a notification on any other connection. Rejects while the database is away. */
  notify: (message: string) => Promise<unknown>
  onMessage: (message: string) => void
  /** The channel was opened, or lost. */
  onChange: () => void
  /** Between two looks whether it still works, and how long one is waited for. */
  probeEveryMs?: number
  probeMs?: number
  /** How long a connection is waited for, and each of its answers. */
  connectMs?: number
}

const channel = 'unfold'
const goodbyeMs = 1000
/** What is missed is polled for, so there is no hurry. */
const [shortestRetryMs, longestRetryMs] = [1000, 60_000]

/** Sends a notification; a pooler lets it through. */
export const notify = (db: Db, message: string): Promise<unknown> => sql`select pg_notify(${channel}, ${message})`.execute(db)

/**
 * Messages between processes by LISTEN and NOTIFY, on one connection that is kept open and made anew when it breaks. Whether it
 * works is tried and not believed: behind a pooler, or after a network has forgotten a connection, all looks well and nothing
 * comes.
 */
export class PostgresChannel {
  readonly #options: ChannelOptions
  readonly #end = new AbortController()
  #running: Promise<void> | undefined
  #isOpen = false
  #probes = new Map<string, () => void>()

  constructor(options: ChannelOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Begins to listen. */
  open(): void {
    this.#running ??= this.#run()
  }

  async close(): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  send(message: string): void {
    // What is not sent is polled for.
    this.#options.notify(message).catch(() => undefined)
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#end.signal.aborted; failures += 1) {
      const client = await this.#connect().catch(() => undefined)
      if (client) {
        if (await this.#listen(client).catch(() => false)) failures = 0
        this.#setOpen(false)
        await disconnect(client)
      }
      const waitMs = Math.min(shortestRetryMs * 2 ** failures, longestRetryMs)
      await delay(waitMs * (0.5 + Math.random()), undefined, { signal: this.#end.signal, ref: false }).catch(() => undefined)
    }
  }

  async #connect(): Promise<Client> {
    const { connectMs = 5000 } = this.#options
    const { config, channelBinding, maybePlain } = this.#options.address
    const open = async (settings: ClientConfig) => {
      const all = { ...settings, keepAlive: true, connectionTimeoutMillis: connectMs, query_timeout: connectMs }
      const client = channelBinding ? new BoundClient(all) : new Client(all)
      client.on('error', () => undefined) // Its end is what is waited for.
      await client.connect()
      return client
    }
    try {
      return await open(config)
    } catch (error) {
      if (!maybePlain || !isPlain(error)) throw error
      return open({ ...config, ssl: false })
    }
  }

  /** Listens until the connection ends, or nothing comes over it any more. Resolves with true where something did. */
  async #listen(client: Client): Promise<boolean> {
    const { probeEveryMs = 30_000, onMessage } = this.#options
    client.on('notification', ({ payload = '' }) => {
      const resolveProbe = this.#probes.get(payload)
      if (resolveProbe) resolveProbe()
      else if (!payload.startsWith('probe ')) onMessage(payload)
    })
    const ended = new AbortController()
    client.once('end', () => ended.abort())
    const signal = AbortSignal.any([ended.signal, this.#end.signal])
    await client.query(`listen ${channel}`)
    let worked = false
    while (await this.#probe(signal)) {
      worked = true
      this.#setOpen(true)
      await delay(probeEveryMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
    return worked
  }

  /** Sends a word on another connection: true where it comes back here. */
  async #probe(signal: AbortSignal): Promise<boolean> {
    const { probeMs = 4000, notify } = this.#options
    const word = `probe ${randomUUID()}`
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(probeMs)])
    if (giveUp.aborted) return false
    // Listened for from the beginning: it may come while the word is still being sent.
    const gaveUp = once(giveUp, 'abort').then(() => false)
    try {
      const arrived = new Promise<boolean>((resolve) => this.#probes.set(word, () => resolve(true)))
      await notify(word)
      return await Promise.race([arrived, gaveUp])
    } catch {
      return false // The database is away.
    } finally {
      this.#probes.delete(word)
    }
  }

  #setOpen(isOpen: boolean): void {
    if (this.#isOpen === isOpen) return
    this.#isOpen = isOpen
    this.#options.onChange()
  }
}

/** Ends a connection. A network that has forgotten it is not waited for: that would take a quarter of an hour. */
async function disconnect(client: Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), goodbyeMs)
  await client.end().catch(() => undefined)
  clearTimeout(timer)
}
