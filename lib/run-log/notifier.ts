import type { RunKey } from '@/lib/db/run-queries'
import type { Ms } from '@/lib/protocol/event'

/** Carries words between the processes that share a database. Any of them may be lost. */
export type Channel = {
  /** What is sent arrives, as far as is known. */
  readonly isOpen: boolean
  send(words: string): void
}

export type NotifierOptions = {
  /** True where this process produces the run. */
  owns: (key: RunKey) => boolean
  /** Called when somebody elsewhere asked to stop a run of this process. */
  onStop: () => void
}

/** Says when a run that another process produces is worth a look. */
export type Bell = {
  /** A moment, to be taken before a look. */
  now(): number
  /**
   * Resolves when the run may have moved since `since`, after a while in any case, or when `signal` aborts; never rejects.
   * `quietLooks` is how many looks in a row have seen nothing new.
   */
  waitFor(key: RunKey, wait: { since: number; quietLooks: number }, signal: AbortSignal): Promise<void>
}

const firstPollMs = 100
const slowestPollMs = 2000
/** Where notifications have been seen to come for a run: a look for what might have got lost. */
const notifiedPollMs = 5000
/** A reader says so often that it is still there, and is forgotten when it has not for a while. */
const readAgainMs = 5000
const forgetMs = 15_000
const gatherMs = 20

type Heard = { count: number; at: Ms }

/**
 * Tells processes that share a database of each other's runs: who reads one elsewhere says so, and its producer then tells
 * when it moved; Stop is told too. The database is the log of record. Without a channel, or when words get lost, everybody
 * looks there: often while something moves, ever more seldom while nothing does.
 */
export class Notifier implements Bell {
  readonly #options: NotifierOptions
  #channel: Channel | undefined
  #count = 0
  /** When everybody was last woken, as a moment of {@link now}. */
  #wokenAt = 0
  /** Runs of others that are read here: when that was said last. */
  readonly #reading = new Map<RunKey, Ms>()
  /** Runs that are read somewhere else: when that was heard last. */
  readonly #readElsewhere = new Map<RunKey, Ms>()
  readonly #moved = new Map<RunKey, Heard>()
  readonly #waiting = new Map<RunKey, Set<() => void>>()
  #toSay = new Set<string>()
  #gathering: NodeJS.Timeout | undefined
  #saidAt: Ms = Number.NEGATIVE_INFINITY

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  /** Uses a channel from now on. */
  connect(channel: Channel): void {
    this.#channel = channel
  }

  /** True while a process is told what it would else have to look for. */
  get isOpen(): boolean {
    return this.#channel?.isOpen === true
  }

  now(): number {
    return this.#count
  }

  async waitFor(key: RunKey, wait: { since: number; quietLooks: number }, signal: AbortSignal): Promise<void> {
    this.#sayReading(key)
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
      const timer = setTimeout(wake, this.#patience(key, wait.quietLooks))
      signal.addEventListener('abort', wake)
      waiting.add(wake)
    })
  }

  /** To be called when events of these runs were committed here. */
  hasMoved(keys: Iterable<RunKey>): void {
    if (!this.isOpen) return
    for (const key of keys) if (isFresh(this.#readElsewhere.get(key))) this.#say(`moved ${key}`)
  }

  /**
   * To be called when it was written that a run of another process is to be stopped. Said also while nothing is heard here: its
   * producer may hear.
   */
  hasAskedToStop(key: RunKey): void {
    this.#say(`stop ${key}`)
  }

  /** What came over the channel, also from this process itself. */
  hear(words: string): void {
    for (const line of words.split('\n')) this.#hear(line)
  }

  /**
   * The channel was opened, or lost: what was to come over it is looked for, also by those who are only looking. That a run was
   * told before is no reason to wait long: its producer has to hear again who reads it.
   */
  wakeAll(): void {
    this.#count += 1
    this.#wokenAt = this.#count
    this.#reading.clear()
    this.#moved.clear()
    for (const waiting of [...this.#waiting.values()]) for (const wake of [...waiting]) wake()
  }

  #hear(line: string): void {
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
      // What was committed before this was heard.
      if (isNew && this.#options.owns(key)) this.#say(`moved ${key}`)
    } else if (verb === 'stop' && this.#options.owns(key)) this.#options.onStop()
  }

  #patience(key: RunKey, quietLooks: number): Ms {
    if (this.isOpen && isFresh(this.#moved.get(key)?.at, 2 * notifiedPollMs)) return notifiedPollMs
    return Math.min(firstPollMs * 2 ** Math.min(quietLooks, 10), slowestPollMs)
  }

  #sayReading(key: RunKey): void {
    if (!this.isOpen || isFresh(this.#reading.get(key), readAgainMs)) return
    forgetOld(this.#reading, (at) => at)
    forgetOld(this.#moved, ({ at }) => at)
    this.#reading.set(key, performance.now())
    this.#say(`read ${key}`)
  }

  /** The first word at once, those that follow closely on it together. */
  #say(words: string): void {
    this.#toSay.add(words)
    const waitMs = Math.max(0, this.#saidAt + gatherMs - performance.now())
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined
      this.#saidAt = performance.now()
      const all = [...this.#toSay]
      this.#toSay = new Set()
      // A notification of Postgres holds 8000 bytes.
      for (let from = 0; from < all.length; from += 100) this.#channel?.send(all.slice(from, from + 100).join('\n'))
    }, waitMs).unref()
  }
}

const isFresh = (at: Ms | undefined, ms = forgetMs): boolean => at !== undefined && performance.now() - at < ms

function forgetOld<T>(all: Map<RunKey, T>, atOf: (value: T) => Ms): void {
  for (const [key, value] of all) if (!isFresh(atOf(value))) all.delete(key)
}
