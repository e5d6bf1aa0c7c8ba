import { readProblem } from '@/lib/client/api/problem'
import { readFrames } from '@/lib/client/api/read-frames'
import type { RunRequest } from '@/lib/client/api/run-request'
import type { OnWake, Schedule } from '@/lib/client/timing/schedule'
import type { AppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunId, Seq } from '@/lib/protocol/event'
import { decodeSseChunks, type Recording } from '@/lib/protocol/sse'
import { Heartbeat } from './heartbeat'
import type { HiddenTimer } from './page-visibility'
import type { RunNews } from './run-news'
import type { StreamSlots } from './stream-slots'
import type { Listening, Transport } from './transport'

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
  absence: HiddenTimer
  transport: Transport
}

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
  /** Nothing has happened unheard since the last event. */
  isListening: boolean
}

/** How a connection came to its end. */
export type ConnectionEnd =
  /** With the last event of the run. */
  | { name: 'ended' }
  /** With all that there was by then: a short poll, or a stream that was given up for polls. */
  | { name: 'read' }
  | { name: 'broken'; cause?: unknown }
  | { name: 'refused'; error: AppError }

/**
 * Reads a run over one connection: by a stream where there is a slot for one, somebody looks and nothing on the way holds
 * it back, else what is there by now. A stream is given up when nobody has looked for long, or when it is found to be held
 * back. Moves `progress` on; never throws.
 */
export async function* readConnection(options: ConnectionOptions, progress: Progress): AsyncGenerator<RunNews, ConnectionEnd> {
  const { absence, transport } = options
  const slot = absence.isLong || transport.isHoldingBack() ? undefined : await options.slots.take()
  const line = new Heartbeat(options)
  const unsubscribe = slot && absence.onLong(line.giveUp)
  const isJoin = joins(options, progress)
  /** What happened before this connection may come with it. */
  const isFirst = !isJoin && !progress.hasAsked
  progress.hasAsked = true
  const listening = slot && transport.listen()
  let isHeldBack = false
  try {
    const response = await connect(options, progress, { line, isPoll: slot === undefined })
    const refusal = response.ok ? undefined : await readProblem(response)
    if (refusal) return { name: 'refused', error: refusal }
    if (!response.ok || !response.body) return { name: 'broken' }
    progress.everAnswered = true
    if (!progress.isOpen) yield { name: 'connection', connection: { name: 'open' } }
    progress.isOpen = true
    if (!isFirst) listening?.opened()
    for await (const news of readBody(response.body, line, progress, { isLate: isJoin && !progress.isListening, listening })) {
      yield news
      if (news.name === 'held-back') isHeldBack = true
      if (news.name !== 'events') continue
      if (news.events.some(isLast)) return { name: 'ended' }
      if (isHeldBack || (!slot && !isJoin)) return { name: 'read' }
    }
    return slot ? { name: 'broken' } : { name: 'read' }
  } catch (cause) {
    return slot && absence.isLong ? { name: 'read' } : { name: 'broken', cause }
  } finally {
    unsubscribe?.()
    listening?.close()
    line.close()
    slot?.release()
  }
}

/** Once an event has been read, or for a run that somebody else started, the rest is asked for by its number. */
export const joins = ({ request }: Pick<ConnectionOptions, 'request'>, { lastSeq }: Progress): boolean =>
  request === undefined || lastSeq > 0

async function* readBody(
  body: ReadableStream<Uint8Array>,
  line: Heartbeat,
  progress: Progress,
  { isLate, listening }: { isLate: boolean; listening: Listening | undefined },
): AsyncGenerator<RunNews, void> {
  let replayed = isLate
  /** A server that does not keep a run says so before the first event of each connection. */
  let told: Recording = 'ok'
  let hasWaited = false
  for await (const frames of decodeSseChunks(body)) {
    line.heard()
    const { events, recording } = readFrames(frames, progress.lastSeq)
    told = recording ?? told
    // A server that waits for its database holds events back itself.
    hasWaited ||= recording !== undefined
    const isHeldBack = !hasWaited && listening?.heard(events)
    const last = events.at(-1)
    if (told !== progress.recording && (recording || last)) {
      progress.recording = told
      yield { name: 'recording', recording: told }
    }
    if (last === undefined) continue
    progress.lastSeq = last.seq
    if (isHeldBack) yield { name: 'held-back' }
    yield { name: 'events', events, replayed }
    replayed = false
  }
}

const connect = (
  { fetch, baseUrl, runId, request }: ConnectionOptions,
  { lastSeq }: Progress,
  { line, isPoll }: { line: Heartbeat; isPoll: boolean },
): Promise<Response> =>
  request === undefined || lastSeq > 0
    ? fetch(`${baseUrl}/api/runs/${encodeURIComponent(runId)}/events${isPoll ? '?wait=no' : ''}`, {
        headers: { accept: 'text/event-stream', 'last-event-id': String(lastSeq) },
        cache: 'no-store',
        signal: line.signal,
      })
    : fetch(`${baseUrl}/api/runs${isPoll ? '?wait=no' : ''}`, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal: line.signal,
      })

const isLast = (event: NumberedEvent): boolean => event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR'
