import type { RunKey } from '@/lib/db/run-queries'
import type { Ms } from '@/lib/protocol/event'

/** Carries messages between the processes that share a database. Any of them may be lost. */
export type Channel = {
  /** What is sent arrives, as far as is known. */
  readonly isOpen: boolean
  send(message: string): void
}

/** What the notifier asks of the process that it is in. */
export type NotifierOptions = {
  /** True where this process produces the run. */
  owns: (key: RunKey) => boolean
  /** Called when somebody elsewhere asked to stop a run of this process. */
  onStop: () => void
}

const firstPollMs = 100
const slowestPollMs = 2000
/** Where notifications have come for a run, the database is polled only for what might have got lost. */
const notifiedPollMs = 5000
/** A reader sends this often that it is still there, and is forgotten when it has not for a while. */
const readAgainMs = 5000
const forgetMs = 15_000
const gatherMs = 20

type Moved = { count: number; at: Ms }

/**
 * Notifies the processes that share a database of each other's runs: a process that reads a run of another one sends `read`,
 * and the producer of that run then sends `moved` after each commit; Stop is sent too. The database is the log of record.
 * Without a channel, or when messages get lost, everybody polls it: often while something moves, more and more seldom while
 * nothing does.
 */
export class Notifier {
  readonly #options: NotifierOptions
  #channel: Channel | undefined
  #count = 0
  /** When everybody was last woken, as a moment of {@link now}. */
  #wokenAt = 0
  /** Runs of other processes that are read here, with the time at which that was sent last. */
  readonly #reading = new Map<RunKey, Ms>()
  /** Runs that are read in other processes, with the time at which that was received last. */
  readonly #readElsewhere = new Map<RunKey, Ms>()
  readonly #moved = new Map<RunKey, Moved>()
  readonly #waiting = new Map<RunKey, Set<() => void>>()
  #unsent = new Set<string>()
  #gathering: NodeJS.Timeout | undefined
  #sentAt: Ms = Number.NEGATIVE_INFINITY

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  /** Uses a channel from now on. */
  connect(channel: Channel): void {
    this.#channel = channel
  }

  /** True while messages arrive, so that the database need not be polled often. */
  get isOpen(): boolean {
    return this.#channel?.isOpen === true
  }

  /** A moment, to be taken before the database is polled. */
  now(): number {
    return this.#count
  }

  /**
   * Resolves when the run may have moved since `since`, after a while in any case, or when `signal` aborts; never rejects.
   * `emptyPolls` is how many polls in a row have found nothing new.
   */
  async waitFor(key: RunKey, wait: { since: number; emptyPolls: number }, signal: AbortSignal): Promise<void> {
    this.#announceReader(key)
    if (signal.aborted || Math.max(this.#wokenAt, this.#moved.get(key)?.count ?? 0) > wait.since) return
    const waiting = this.#waiting.get(key) ?? new Set()
    this.#waiting.set(key, waiting)
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        waiting.delete(wake)
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key)
        resolve()
      }
      const timer = setTimeout(wake, this.#patience(key, wait.emptyPolls))
      signal.addEventListener('abort', wake)
      waiting.add(wake)
    })
  }

  /** To be called when events of these runs were committed here. */
  hasMoved(keys: Iterable<RunKey>): void {
    if (!this.isOpen) return
    for (const key of keys) if (isFresh(this.#readElsewhere.get(key))) this.#send(`moved ${key}`)
  }

  /**
   * To be called when it was written that a run of another process is to be stopped. It is sent also while nothing arrives here:
   * it may arrive at the producer.
   */
  hasAskedToStop(key: RunKey): void {
    this.#send(`stop ${key}`)
  }

  /** Takes what came over the channel, also from this process itself. */
  receive(message: string): void {
    for (const line of message.split('\n')) this.#receive(line)
  }

  /**
   * To be called when the channel was opened, or lost: every reader polls at once for what may have been missed. The producer of
   * a run has to be sent again who reads it.
   */
  wakeAll(): void {
    this.#count += 1
    this.#wokenAt = this.#count
    this.#reading.clear()
    this.#moved.clear()
    for (const waiting of [...this.#waiting.values()]) for (const wake of [...waiting]) wake()
  }

  #receive(line: string): void {
    const [verb = '', name = ''] = line.split(' ')
    const key = name as RunKey
    if (verb === 'moved') {
      if (!this.#reading.has(key)) return
      this.#count += 1
      this.#moved.set(key, { count: this.#count, at: performance.now() })
      for (const wake of [...(this.#waiting.get(key) ?? [])]) wake()
    } else if (verb === 'read') {
      forgetOld(this.#readElsewhere, (at) => at)
      const isNew = !this.#readElsewhere.has(key)
      this.#readElsewhere.set(key, performance.now())
      // What was committed before this was received.
      if (isNew && this.#options.owns(key)) this.#send(`moved ${key}`)
    } else if (verb === 'stop' && this.#options.owns(key)) this.#options.onStop()
  }

  #patience(key: RunKey, emptyPolls: number): Ms {
    if (this.isOpen && isFresh(this.#moved.get(key)?.at, 2 * notifiedPollMs)) return notifiedPollMs
    return Math.min(firstPollMs * 2 ** Math.min(emptyPolls, 10), slowestPollMs)
  }

  #announceReader(key: RunKey): void {
    if (!this.isOpen || isFresh(this.#reading.get(key), readAgainMs)) return
    forgetOld(this.#reading, (at) => at)
    forgetOld(this.#moved, ({ at }) => at)
    this.#reading.set(key, performance.now())
    this.#send(`read ${key}`)
  }

  /** Sends the first message at once, and those that follow closely on it together. */
  #send(message: string): void {
    this.#unsent.add(message)
    const waitMs = Math.max(0, this.#sentAt + gatherMs - performance.now())
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined
      this.#sentAt = performance.now()
      const all = [...this.#unsent]
      this.#unsent = new Set()
      // A notification of Postgres holds 8000 bytes.
      for (let from = 0; from < all.length; from += 100) this.#channel?.send(all.slice(from, from + 100).join('\n'))
    }, waitMs).unref()
  }
}

const isFresh = (at: Ms | undefined, ms = forgetMs): boolean => at !== undefined && performance.now() - at < ms

function forgetOld<T>(all: Map<RunKey, T>, atOf: (value: T) => Ms): void {
  for (const [key, value] of all) if (!isFresh(atOf(value))) all.delete(key)
}
