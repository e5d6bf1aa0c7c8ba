import { readProblem } from '@/lib/client/api/problem'
import { readFrames } from '@/lib/client/api/read-frames'
import type { RunRequest } from '@/lib/client/api/run-request'
import type { OnWake, Schedule } from '@/lib/client/timing/schedule'
import type { AppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunId, Seq } from '@/lib/protocol/event'
import { decodeSseChunks, type Recording } from '@/lib/protocol/sse'
import { Heartbeat } from './heartbeat'
import type { HiddenTimer } from './page-visibility'
import type { StreamSlots } from './stream-slots'
import type { StreamObserver, Transport } from './transport'

/** What one connection needs; all of it is given by `openRun`. */
export type ConnectionOptions = {
  runId: RunId
  request: RunRequest | undefined
  baseUrl: string
  fetch: typeof fetch
  signal: AbortSignal | undefined
  schedule: Schedule
  now: () => Ms
  onWake: OnWake | undefined
  slots: StreamSlots
  hidden: HiddenTimer
  transport: Transport
}

/** What a reader of a run is given. */
export type RunUpdate =
  /** Events that came together. `replayed`: the first ones after joining, which happened before. */
  | { name: 'events'; events: NumberedEvent[]; replayed: boolean }
  | { name: 'connection'; connection: Connection }
  /** Whether the run is being saved, when that changes; it begins as `ok`. */
  | { name: 'recording'; recording: Recording }
  /** The stream is found to be buffered on the way, and is given up for polls. */
  | { name: 'buffered' }

/** How the connection to a run is. */
export type Connection =
  | { name: 'open' }
  | { name: 'connecting' }
  /** The connection is lost; `retryAt` is our clock. */
  | { name: 'reconnecting'; retryAt: Ms; attempt: number }
  | { name: 'offline' }

/** How far a run has been read, over all of its connections. */
export type Progress = {
  lastSeq: Seq
  recording: Recording
  /** A connection was tried before. */
  hasAsked: boolean
  /** The server has answered at least once. */
  everAnswered: boolean
  /** The newest connection worked. */
  isOpen: boolean
  /** The next connection goes on where the one before it ended as planned, so that what it reads happens now. */
  isContinuous: boolean
}

/** How a connection came to its end. */
export type ConnectionEnd =
  /** It ended with the last event of the run. */
  | { name: 'ended' }
  /** It brought all that there was by then: a short poll, or a stream that was given up for polls. */
  | { name: 'read' }
  | { name: 'broken'; cause?: unknown }
  | { name: 'refused'; error: AppError }

/**
 * Reads a run over one connection: by a stream where there is a slot for one, the tab is shown and nothing on the way buffers
 * it, else what is there by now. A stream is given up when the tab has been hidden for long, or when it is found to be
 * buffered. Moves `progress` on; never throws.
 */
export async function* readConnection(options: ConnectionOptions, progress: Progress): AsyncGenerator<RunUpdate, ConnectionEnd> {
  const { hidden, transport } = options
  const slot = hidden.isLong || transport.isBuffering() ? undefined : await options.slots.take()
  const heartbeat = new Heartbeat(options)
  const unsubscribe = slot && hidden.onLong(heartbeat.giveUp)
  const isJoin = joins(options, progress)
  /** What happened before this connection may come with it. */
  const isFirst = !isJoin && !progress.hasAsked
  progress.hasAsked = true
  const observer = slot && transport.observe()
  let isBuffered = false
  try {
    const response = await connect(options, progress, { heartbeat, isPoll: slot === undefined })
    const refusal = response.ok ? undefined : await readProblem(response)
    if (refusal) return { name: 'refused', error: refusal }
    if (!response.ok || !response.body) return { name: 'broken' }
    progress.everAnswered = true
    if (!progress.isOpen) yield { name: 'connection', connection: { name: 'open' } }
    progress.isOpen = true
    if (!isFirst) observer?.onOpen()
    for await (const update of readBody(response.body, heartbeat, progress, {
      isLate: isJoin && !progress.isContinuous,
      observer,
    })) {
      yield update
      if (update.name === 'buffered') isBuffered = true
      if (update.name !== 'events') continue
      if (update.events.some(isLast)) return { name: 'ended' }
      if (isBuffered || (!slot && !isJoin)) return { name: 'read' }
    }
    return slot ? { name: 'broken' } : { name: 'read' }
  } catch (cause) {
    return slot && hidden.isLong ? { name: 'read' } : { name: 'broken', cause }
  } finally {
    unsubscribe?.()
    observer?.close()
    heartbeat.close()
    slot?.release()
  }
}

/** Once an event has been read, or for a run that was started elsewhere, the rest is asked for by its number. */
export const joins = ({ request }: Pick<ConnectionOptions, 'request'>, { lastSeq }: Progress): boolean =>
  request === undefined || lastSeq > 0

async function* readBody(
  body: ReadableStream<Uint8Array>,
  heartbeat: Heartbeat,
  progress: Progress,
  { isLate, observer }: { isLate: boolean; observer: StreamObserver | undefined },
): AsyncGenerator<RunUpdate, void> {
  let replayed = isLate
  /** A server that does not keep a run says so before the first event of each connection. */
  let reported: Recording = 'ok'
  let hasWaited = false
  for await (const frames of decodeSseChunks(body)) {
    heartbeat.beat()
    const { events, recording } = readFrames(frames, progress.lastSeq)
    reported = recording ?? reported
    // A server that waits for its database holds events back itself.
    hasWaited ||= recording !== undefined
    const isBuffered = !hasWaited && observer?.onChunk(events)
    const last = events.at(-1)
    if (reported !== progress.recording && (recording || last)) {
      progress.recording = reported
      yield { name: 'recording', recording: reported }
    }
    if (last === undefined) continue
    progress.lastSeq = last.seq
    if (isBuffered) yield { name: 'buffered' }
    yield { name: 'events', events, replayed }
    replayed = false
  }
}

const connect = (
  { fetch, baseUrl, runId, request }: ConnectionOptions,
  { lastSeq }: Progress,
  { heartbeat, isPoll }: { heartbeat: Heartbeat; isPoll: boolean },
): Promise<Response> =>
  request === undefined || lastSeq > 0
    ? fetch(`${baseUrl}/api/runs/${encodeURIComponent(runId)}/events${isPoll ? '?wait=no' : ''}`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(lastSeq) },
        cache: 'no-store',
        signal: heartbeat.signal,
      })
    : fetch(`${baseUrl}/api/runs${isPoll ? '?wait=no' : ''}`, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal: heartbeat.signal,
      })

const isLast = (event: NumberedEvent): boolean => event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR'
