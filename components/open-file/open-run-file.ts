import { nanoid } from 'nanoid'
import type { MessageId, Ms, NumberedEvent } from '@/lib/protocol/event'
import { maxRunFileBytes, parseRunFile, runFileTooLarge } from '@/lib/protocol/run-file'
import { splitRuns } from '@/lib/run-view/saved-run'
import { type StoredThread, toTitle } from '@/lib/run-view/thread-view'

/** A saved run as a thread of one question. */
export type OpenedFile = {
  /** Different for each time a file is opened, also for the same file. */
  id: string
  name: string
  startedAt: Ms
  thread: StoredThread
}

/**
 * Reads a saved run, which is the file that "JSON Lines" makes: its events, one a line. Throws an `AppError` whose message
 * says what is wrong with the file, and in which line.
 */
export const openRunFile = async (file: File): Promise<OpenedFile> => {
  if (file.size > maxRunFileBytes) throw runFileTooLarge()
  return toOpenedFile(file.name, parseRunFile(await file.text()))
}

export const toOpenedFile = (name: string, saved: NumberedEvent[]): OpenedFile => {
  const runs = splitRuns(withEnd(saved))
  const first = runs.at(-1)?.events[0]
  if (first?.type !== 'RUN_STARTED') throw new Error('A run that was parsed begins with its start.')
  const { threadId, input, timestamp } = first
  const question = input?.messages[0].content ?? ''
  const turn = { messageId: 'opened' as MessageId, question, askedAt: timestamp, runs }
  return { id: nanoid(), name, startedAt: timestamp, thread: { threadId, title: toTitle(question), earlier: 0, turns: [turn] } }
}

/** Adds an end to a file that was saved while its run was still going. */
const withEnd = (events: NumberedEvent[]): NumberedEvent[] => {
  const last = events.at(-1)
  if (!last || last.type === 'RUN_FINISHED' || last.type === 'RUN_ERROR') return events
  const end: NumberedEvent = {
    type: 'RUN_ERROR',
    seq: last.seq + 1,
    timestamp: last.timestamp,
    code: 'interrupted',
    message: 'The file ends here, before the run did.',
    usage: [],
    metadata: { retryable: false, reference: '' },
  }
  return [...events, end]
}
