import { AppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunId, Seq } from '@/lib/protocol/event'
import { decodeSseChunks, type SseFrame } from '@/lib/protocol/sse'
import type { Connection } from './chat-state'
import { readProblem } from './problem'
import type { RunRequest } from './run-request'
import { type OnWake, pause, type Schedule, scheduleTimeout } from './schedule'

/** What a reader of a run hears: events, as they came together, and how the line is. */
export type RunNews =
  /** `replayed`: the first events after joining, which happened while nobody was listening. */
  { name: 'events'; events: NumberedEvent[]; replayed: boolean } | { name: 'connection'; connection: Connection }

export type OpenRunOptions = {
  runId: RunId
  /** Starts the run. Without it the run is joined. */
  request?: RunRequest | undefined
  /** The last event that is known already. */
  after?: Seq
  /** Where the app is: `http://localhost:3000`. In the browser, nothing. */
  baseUrl?: string
  /** Closes the line; the run goes on. */
  signal?: AbortSignal
  fetch?: typeof fetch
  now?: () => Ms
  schedule?: Schedule
  onWake?: OnWake
  isOnline?: () => boolean
  /** From 0 up to 1; spreads the retries of many readers. */
  random?: () => number
  /** How often to try when the server has never answered. Once it has, there is no limit: the run goes on there. */
  maxFirstTries?: number
}

/** The server sends a comment every 15 s, so a line that is silent for longer than two of them and a bit is lost. */
export const SILENCE_MS = 40_000
/** A line that was silent for this long is not trusted when the tab is shown again. */
const DOUBT_MS = 20_000
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000

/**
 * Reads one run from its start (or from `after`) to its end, over as many connections as it takes. The loop ends when
 * the run has ended. `POST /api/runs` is safe to repeat, as the same `runId` is the same run; once an event has been
 * read, the rest is asked for by its number.
 * Throws an `AppError`: what the server refused, or `interrupted` when it no longer knows a run that it had begun.
 */
export async function* openRun(options: OpenRunOptions): AsyncGenerator<RunNews, void> {
  const { signal, schedule = scheduleTimeout, onWake, now = Date.now, random = Math.random } = options
  const isOnline = options.isOnline ?? (() => true)
  const maxFirstTries = options.maxFirstTries ?? 5
  let lastSeq = options.after ?? 0
  let everAnswered = options.request === undefined
  let failures = 0
  yield { name: 'connection', connection: { name: 'connecting' } }
  while (!signal?.aborted) {
    const isJoin = options.request === undefined || lastSeq > 0
    const line = new Line({ schedule, onWake, now, signal })
    let cause: unknown
    let refused: AppError | undefined
    try {
      const response = await connect(options, lastSeq, line)
      if (response.ok && response.body) {
        everAnswered = true
        yield { name: 'connection', connection: { name: 'open' } }
        let replayed = isJoin
        for await (const frames of decodeSseChunks(response.body)) {
          line.heard()
          const events = toEvents(frames, lastSeq)
          const last = events.at(-1)
          if (last === undefined) continue
          lastSeq = last.seq
          failures = 0
          yield { name: 'events', events, replayed }
          replayed = false
          if (isLast(last)) return
        }
      } else refused = await readProblem(response)
    } catch (error) {
      cause = error // a connection that failed or broke: tried again below
    } finally {
      line.close()
    }
    if (signal?.aborted) return
    if (refused) {
      if (refused.code === 'not-found' && isJoin) throw new AppError('interrupted', { cause: refused })
      if (!(isJoin && isPassing(refused))) throw refused
    }
    failures += 1
    if (!everAnswered && failures >= maxFirstTries) throw unreached(cause)
    const waitMs = Math.max(refused?.retryAfterMs ?? 0, toBackoff(failures, random))
    yield {
      name: 'connection',
      connection: isOnline() ? { name: 'reconnecting', retryAt: now() + waitMs, attempt: failures } : { name: 'offline' },
    }
    await pause(waitMs, { schedule, onWake, signal })
  }
}

/** 0.5 s, 1 s, 2 s … 15 s, each shortened by up to a half. */
const toBackoff = (failures: number, random: () => number): Ms =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)) * (1 - random() / 2)

const connect = ({ fetch = globalThis.fetch, baseUrl = '', runId, request }: OpenRunOptions, lastSeq: Seq, line: Line) =>
  request === undefined || lastSeq > 0
    ? fetch(`${baseUrl}/api/runs/${encodeURIComponent(runId)}/events`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(lastSeq) },
        cache: 'no-store',
        signal: line.signal,
      })
    : fetch(`${baseUrl}/api/runs`, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal: line.signal,
      })

/** One connection, given up when it is silent for too long or the reader leaves. */
class Line {
  readonly #controller = new AbortController()
  readonly #cleanUp: (() => void)[] = []
  readonly #watch: { schedule: Schedule; now: () => Ms }
  #heardAt: Ms
  #cancelWatchdog: () => void = () => undefined

  constructor(watch: { schedule: Schedule; now: () => Ms; onWake?: OnWake | undefined; signal?: AbortSignal | undefined }) {
    const { now, onWake, signal } = watch
    this.#watch = watch
    this.#heardAt = now()
    this.#watchFor(SILENCE_MS)
    const giveUp = () => this.#controller.abort()
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp)
    this.#cleanUp.push(() => signal?.removeEventListener('abort', giveUp))
    const unsubscribe = onWake?.(() => now() - this.#heardAt > DOUBT_MS && giveUp())
    if (unsubscribe) this.#cleanUp.push(unsubscribe)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  heard(): void {
    this.#heardAt = this.#watch.now()
  }

  close(): void {
    this.#cancelWatchdog()
    for (const cleanUp of this.#cleanUp) cleanUp()
    this.#controller.abort()
  }

  /** One timer that looks when it rings, rather than one set anew for every chunk. */
  #watchFor(ms: Ms): void {
    this.#cancelWatchdog = this.#watch.schedule(ms, () => {
      const leftMs = SILENCE_MS - (this.#watch.now() - this.#heardAt)
      if (leftMs > 0) this.#watchFor(leftMs)
      else this.#controller.abort()
    })
  }
}

/** Frames with a name of their own (`status`) are outside of the log; events seen already are passed over (rule L6). */
const toEvents = (frames: SseFrame[], lastSeq: Seq): NumberedEvent[] => {
  const events: NumberedEvent[] = []
  for (const { id, event, data } of frames) {
    const seq = Number(id)
    if (event !== undefined || !(seq > lastSeq)) continue
    events.push({ ...JSON.parse(data), seq })
    lastSeq = seq
  }
  return events
}

const isLast = (event: NumberedEvent): boolean => event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR'

/** Worth waiting for when a run is to be joined that is known to be there. */
const isPassing = (refused: AppError): boolean => refused.code === 'rate-limited' || refused.status >= 500

const unreached = (cause: unknown): AppError =>
  new AppError('internal', { cause, message: 'The server could not be reached. Try again in a moment.' })

/** True where no server answered at all: `fetch` rejects with a `TypeError` then. */
export const isUnreached = (error: AppError): boolean => error.cause instanceof TypeError
