import type { MessageId, ModelName, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { emptyRun, reduceRun } from './reduce-run'
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

/** A stored thread as a person sees it: every run folded from its events, the newest version of each answer shown. */
export const toThreadView = ({ threadId, title, turns }: StoredThread): ThreadView => ({
  threadId,
  title,
  turns: turns.map(({ messageId, question, askedAt, runs }) => ({
    messageId,
    question,
    askedAt,
    versions: runs.map((run) => toRunView(run, threadId, askedAt)),
    chosen: runs.length - 1,
  })),
})

/** A stored run is folded as a live one is, so a reload shows what was there before it. */
export const toRunView = ({ runId, model, events }: StoredRun, threadId: ThreadId, at: Ms): RunView =>
  events.reduce(reduceRun, emptyRun(runId, threadId, at, model))
