import { z } from 'zod'
import type { MessageId, Ms, RunId, ThreadId } from './event'
import { idField } from './ids'
import { isBlank } from './is-blank'
import { cleanText, readField } from './read-field'

/** A conversation as the list of conversations shows it. */
export type ThreadSummary = {
  threadId: ThreadId
  title: string
  /** When something last happened in it: asked, answered, failed. */
  updatedAt: Ms
  /** `unseen`: a run ended and nobody has looked since. */
  state: 'running' | 'unseen' | 'seen'
  /** How the newest run of an unseen one ended, where that was not with an answer. */
  ending?: 'failed' | 'stopped'
}

/** What `GET /api/threads` answers, newest first; `next` is what `before` asks the next page with, absent on the last one. */
export type ThreadPage = { threads: ThreadSummary[]; next?: string }

/** The body of `PATCH /api/threads/:id`; all optional, at least one. */
export type ThreadPatch = {
  /** 1 to 200 characters. */
  title?: string
  /** The person has seen how its runs ended. */
  seen?: true
  /** Which version of an answer is shown, and goes into the history of later questions. */
  chosen?: { messageId: MessageId; runId: RunId }
}

/** The body of a PATCH. Throws `bad-request` naming the field. */
export function parseThreadPatch(body: unknown): ThreadPatch {
  const { title, seen, chosen } = readField(patch, body, [])
  return {
    ...(title !== undefined && { title }),
    ...(seen && { seen }),
    ...(chosen && { chosen: { messageId: chosen.messageId as MessageId, runId: chosen.runId as RunId } }),
  }
}

const patch = z
  .strictObject(
    {
      title: z
        .string('must be text')
        .transform(toLine)
        .refine((title) => !isBlank(title), 'must not be blank')
        .pipe(z.string().max(200, 'must be at most 200 characters'))
        .optional(),
      seen: z.literal(true, 'must be true').optional(),
      chosen: z
        .strictObject(
          {
            messageId: idField,
            runId: idField,
          },
          'must be an object with messageId and runId',
        )
        .optional(),
    },
    'must be an object of title, seen and chosen',
  )
  .refine((value) => Object.keys(value).length > 0, 'must say what to change')

/** One line, without what SQL, terminals and lists trip over. */
function toLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}
