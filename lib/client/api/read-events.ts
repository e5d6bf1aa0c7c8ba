import type { NumberedEvent, RunId, Seq, ShareId } from '@/lib/protocol/event'
import type { SharedEvents } from '@/lib/protocol/share'
import { decodeSse } from '@/lib/protocol/sse'
import { apiFetch } from './api-fetch'
import { readProblem, unreached } from './problem'
import { readFrames } from './read-frames'

export type EventsRequest = { runId: RunId /** The last one that is known. */; after: Seq; signal: AbortSignal }

/** The events of a run that there are by now. Throws an `AppError`, or an abort. */
export type ReadEvents = (request: EventsRequest) => Promise<NumberedEvent[]>

/** `ReadEvents` from the server, which keeps each run as it was written. */
export const fetchEvents: ReadEvents = async ({ runId, after, signal }) => {
  const response = await apiFetch(`/api/runs/${encodeURIComponent(runId)}/events?wait=no`, {
    headers: { accept: 'text/event-stream', 'last-event-id': String(after) },
    cache: 'no-store',
    signal,
  }).catch(toFailure(signal))
  if (!response.ok || !response.body) throw (await readProblem(response)) ?? unreached(response.status)
  const frames = []
  for await (const frame of decodeSse(response.body)) frames.push(frame)
  return readFrames(frames, after).events
}

/** `ReadEvents` of a shared copy, which has ended: what anyone with its link may see of each event. */
export const fetchSharedEvents = async (shareId: ShareId, { runId, after, signal }: EventsRequest): Promise<NumberedEvent[]> => {
  const path = `/api/shares/${encodeURIComponent(shareId)}/runs/${encodeURIComponent(runId)}/events`
  const response = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store', signal }).catch(
    toFailure(signal),
  )
  if (!response.ok) throw (await readProblem(response)) ?? unreached(response.status)
  const { events } = (await response.json()) as SharedEvents
  return events.filter(({ seq }) => seq > after)
}

const toFailure =
  (signal: AbortSignal) =>
  (cause: unknown): never => {
    throw signal.aborted ? cause : unreached(cause)
  }
