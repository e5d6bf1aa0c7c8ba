import { unreached } from '@/lib/client/api/problem'
import type { RunRequest } from '@/lib/client/api/run-request'
import { type OnWake, pause, type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import { AppError } from '@/lib/protocol/error'
import type { Ms, RunId, Seq } from '@/lib/protocol/event'
import { alwaysVisible, HiddenTimer, type PageVisibility } from './page-visibility'
import { joins, type Progress, type RunUpdate, readConnection } from './read-connection'
import { type StreamSlots, unlimitedSlots } from './stream-slots'
import { type Transport, trustedTransport } from './transport'

/** Which run is read, and by what; in a browser the defaults are right but for the run itself. */
export type OpenRunOptions = {
  runId: RunId
  /** Starts the run. Without it the run is joined. */
  request?: RunRequest | undefined
  /** The last event that is known already. */
  after?: Seq
  /** Where the app is: `http://localhost:3000`. A page of the app leaves it out. */
  baseUrl?: string
  /** Closes the connection; the run goes on. */
  signal?: AbortSignal
  fetch?: typeof fetch
  now?: () => Ms
  schedule?: Schedule
  onWake?: OnWake
  isOnline?: () => boolean
  /** Streams are held only with a slot; without one, short polls stand in. */
  slots?: StreamSlots
  /** While the tab has been hidden for long, short polls, far apart, stand in for the stream. */
  visibility?: PageVisibility
  /** Finds out whether streams are buffered on the way; where they are, short polls stand in. */
  transport?: Transport
  /** Gives a number from 0 up to 1, which spreads the retries of many readers. */
  random?: () => number
  /** How often to try when the server has never answered. Once it has, there is no limit: the run goes on there. */
  maxFirstTries?: number
}

const firstRetryMs = 500
const lastRetryMs = 15_000
/** How often a reader without a stream polls: for want of a slot, since streams are buffered on the way, in a hidden tab. */
const pollMs = 1_000
const bufferedPollMs = 500
const hiddenPollMs = 10_000

/**
 * Reads one run from its start (or from `after`) to its end, over as many connections as it takes. The loop ends when
 * the run has ended. `POST /api/runs` is safe to repeat, as the same `runId` is the same run; once an event has been
 * read, the rest is asked for by its number.
 * Throws an `AppError`: what the server refused, or `interrupted` when it no longer knows a run that it had begun.
 */
export async function* openRun(options: OpenRunOptions): AsyncGenerator<RunUpdate, void> {
  const { runId, request, signal, schedule = scheduleTimeout, onWake, now = Date.now, random = Math.random } = options
  const { baseUrl = '', fetch = globalThis.fetch, slots = unlimitedSlots, visibility = alwaysVisible } = options
  const { transport = trustedTransport, maxFirstTries = 5 } = options
  const isOnline = options.isOnline ?? (() => true)
  const hidden = new HiddenTimer({ visibility, schedule })
  const connection = { runId, request, baseUrl, fetch, signal, schedule, now, onWake, slots, hidden, transport }
  const progress: Progress = {
    lastSeq: options.after ?? 0,
    recording: 'ok',
    hasAsked: false,
    everAnswered: request === undefined,
    isOpen: false,
    isContinuous: false,
  }
  let failures = 0
  yield { name: 'connection', connection: { name: 'connecting' } }
  try {
    while (!signal?.aborted) {
      const isJoin = joins(connection, progress)
      const seqBefore = progress.lastSeq
      const outcome = yield* readConnection(connection, progress)
      if (signal?.aborted || outcome.name === 'ended') return
      progress.isContinuous = outcome.name === 'read' && !hidden.isLong
      if (outcome.name === 'read') {
        failures = 0
        const shownPollMs = transport.isBuffering() ? bufferedPollMs : pollMs
        await pause(hidden.isLong ? hiddenPollMs : shownPollMs, { schedule, onWake, signal })
        continue
      }
      const refused = outcome.name === 'refused' ? outcome.error : undefined
      if (refused?.code === 'not-found' && isJoin) throw new AppError('interrupted', { cause: refused })
      if (refused && !(isJoin && isPassing(refused))) throw refused
      failures = progress.lastSeq > seqBefore ? 1 : failures + 1
      progress.isOpen = false
      if (!progress.everAnswered && failures >= maxFirstTries)
        throw unreached(outcome.name === 'broken' ? outcome.cause : refused)
      const waitMs = Math.max(refused?.retryAfterMs ?? 0, toBackoff(failures, random))
      yield {
        name: 'connection',
        connection: isOnline() ? { name: 'reconnecting', retryAt: now() + waitMs, attempt: failures } : { name: 'offline' },
      }
      await pause(waitMs, { schedule, onWake, signal })
    }
  } finally {
    hidden.close()
  }
}

/** 0.5 s, 1 s, 2 s … 15 s, each shortened by up to a half. */
const toBackoff = (failures: number, random: () => number): Ms =>
  Math.min(lastRetryMs, firstRetryMs * 2 ** (failures - 1)) * (1 - random() / 2)

/** Worth waiting for when a run is to be joined that is known to be there. */
const isPassing = (refused: AppError): boolean => refused.code === 'rate-limited' || refused.status >= 500

/** True where no server answered at all: `fetch` rejects with a `TypeError` then. */
export const isUnreached = (error: AppError): boolean => error.cause instanceof TypeError
