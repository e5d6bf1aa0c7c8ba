import { z } from 'zod'
import type { DocumentId } from './document'
import { AppError } from './error'
import type { MessageId, RunId, ThreadId } from './event'
import { wrongField } from './read-field'

/**
 * Ids are made by clients, in whatever form they make them. They are found again by a path, so they are bounded, hold nothing
 * that a database or a header trips over, and are not what a path takes for a step up.
 */
const idPattern = /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,200}$/u

/** An id in a body, as a field of a schema; its messages go on from the name of the field. */
export const idField = z.string('must be text').regex(idPattern, 'must be 1 to 200 characters, none of them a control character')

/** Models make these, and they are in no path. */
export const toolCallIdField = z.string('must be text').regex(/^[^\p{Cc}\p{Cs}]{1,80}$/u, 'must be 1 to 80 characters')

/** Reads the id in a path such as `/api/runs/:id`. What cannot be an id was never given out, so it throws `not-found`. */
export const parseRunId = (text: string): RunId => parsePathId(text) as RunId
/** Reads the id in a path such as `/api/threads/:id`. It throws `not-found` like `parseRunId`. */
export const parseThreadId = (text: string): ThreadId => parsePathId(text) as ThreadId

/** Reads the id of a file in a path. The server makes these itself: what cannot be one is `not-found`, as is one that is another's. */
export const parseDocumentId = (text: string): DocumentId => {
  if (!/^[0-9a-z]{24}$/.test(text)) throw new AppError('not-found', { message: noDocument })
  return text as DocumentId
}

/** What is said of a file that is missing, removed or another’s. */
export const noDocument = 'This file does not exist or was removed.'

/** Reads an id in a query string. Throws `bad-request` naming the field. */
export const parseMessageId = (text: string | undefined, field: string): MessageId | undefined => {
  if (text === undefined) return undefined
  if (!idPattern.test(text)) throw wrongField([field], 'must be the id of a message')
  return text as MessageId
}

/** Next hands out the parts of a path as they stand in it. */
function parsePathId(text: string): string {
  const id = decodeId(text)
  if (!idPattern.test(id)) throw new AppError('not-found')
  return id
}

const decodeId = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // It is no encoded text, so it is the id itself.
  }
}
