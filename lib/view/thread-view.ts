import type { MessageId, ModelName, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import type { RunView } from './run-view'

/** A conversation on screen: questions in order, each with its runs (versions), oldest first. */
export type ThreadView = { threadId: ThreadId; title: string; turns: Turn[] }

export type Turn = {
  messageId: MessageId
  question: string
  askedAt: Ms
  /** At least one; `versions[chosen]` is shown. */
  versions: RunView[]
  chosen: number
}

/** What `GET /api/threads/:id` answers: the same thread as its events, to be folded by whoever reads it. */
export type StoredThread = { threadId: ThreadId; title: string; turns: StoredTurn[] }
export type StoredTurn = { messageId: MessageId; question: string; askedAt: Ms; runs: StoredRun[] }
export type StoredRun = {
  runId: RunId
  model: ModelName
  events: NumberedEvent[] /** False while more events will come. */
  ended: boolean
}

/** A title until a better one is known: the question's first words, at most 60 characters, cut at a word. */
export const toTitle = (question: string): string => {
  const line = question.replace(/\s+/g, ' ').trim()
  if (line.length <= 60) return line
  return `${line.slice(0, 60).replace(/\s+\S*$/, '')}…`
}
