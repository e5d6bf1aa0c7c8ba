import { z } from 'zod'
import { AppError } from './error'
import type { Ms, NumberedEvent, RunId, ShareId, ThreadId } from './event'
import { idField } from './ids'
import { readField } from './read-field'

/** A read-only copy of a conversation, or of one answer, that anyone with its link may read. */
export type ShareSummary = {
  shareId: ShareId
  /** Its page, from the root of the app: `/share/…`. */
  url: string
  title: string
  createdAt: Ms
  /** The one answer that is shared; without it the conversation is. */
  runId?: RunId
  /** How many questions it shows. */
  turns: number
}

/** What `GET /api/threads/:id/shares` answers, newest first. */
export type ShareList = { shares: ShareSummary[] }

/** What `GET /api/shares/:id/runs/:id/events` answers: a run of a shared copy as it was written, but for what is left out of it. */
export type SharedEvents = { events: NumberedEvent[] }

/** The body of `POST /api/shares`. */
export type ShareRequest = {
  threadId: ThreadId
  /** Share this answer alone. */
  runId?: RunId
  /** Which version of an answer is on screen, where several are there: so what is shared is what was seen. */
  shown: ReadonlySet<RunId>
}

/** The path of a shared page on this server. */
export const toShareUrl = (shareId: ShareId): string => `/share/${shareId}`

/** Reads the id in a path. What cannot be an id was never given out, so it throws `not-found`. */
export function parseShareId(text: string): ShareId {
  if (!isShareId(text)) throw shareNotFound()
  return text
}

/** 128 bits as base64url. */
export const isShareId = (text: string): text is ShareId => /^[\w-]{22}$/.test(text)

/** A link that was stopped and one that never was get the same answer. */
export const shareNotFound = (): AppError =>
  new AppError('not-found', { message: 'This link does not exist or is no longer shared.' })

/** Reads the body of a request for a link. Throws `bad-request` naming the field. */
export function parseShareRequest(body: unknown): ShareRequest {
  const { threadId, runId, shown } = readField(request, body, [])
  return {
    threadId: threadId as ThreadId,
    ...(runId !== undefined && { runId: runId as RunId }),
    shown: new Set(shown as RunId[]),
  }
}

const request = z.strictObject(
  {
    threadId: idField,
    runId: idField.optional(),
    shown: z.array(idField, 'must be a list').max(5000, 'must be at most 5,000 ids').default([]),
  },
  'must be an object of threadId, runId and shown',
)
