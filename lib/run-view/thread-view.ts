import type { BranchPoint, MessageId, ModelName, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import type { RunView } from './state'

/** A conversation on screen: questions in order, each with its runs (versions), oldest first. */
export type ThreadView = {
  threadId: ThreadId
  title: string
  /** How many turns there are before the first of these. */
  earlier: number
  turns: TurnView[]
}

/** A question on screen with all versions of its answer. */
export type TurnView = {
  messageId: MessageId
  question: string
  askedAt: Ms
  /** At least one; `versions[chosen]` is shown. */
  versions: RunView[]
  chosen: number
}

/** What `GET /api/threads/:id` answers: the same thread as its events, to be folded by whoever reads it. */
export type StoredThread = { threadId: ThreadId; title: string; earlier: number; turns: StoredTurn[] }
/** A question as it is stored, with the runs that answered it. */
export type StoredTurn = {
  messageId: MessageId
  question: string
  askedAt: Ms
  /** Oldest first. */
  runs: StoredRun[]
  /** The version that a person chose; without one the newest is shown. */
  chosenRunId?: RunId
}

/** A run as it is stored: its events, and what is known without folding them. */
export type StoredRun = {
  runId: RunId
  model: ModelName
  /** The point in another run of the same question that this one starts from. */
  from?: BranchPoint
  events: NumberedEvent[]
  /** False while more events will come. */
  ended: boolean
  /** Questions to go on with after it, where some were found. */
  followUps?: string[]
}

/** A title until a better one is known: the question's first words, at most 60 characters, cut at a word. */
export const toTitle = (question: string): string => {
  const line = question.replace(/\s+/g, ' ').trim()
  if (line.length <= 60) return line
  return `${line.slice(0, 60).replace(/\s+\S*$/, '')}…`
}

/** The run a turn shows. */
export const shownRun = (turn: { versions: RunView[]; chosen: number }): RunView | undefined => turn.versions[turn.chosen]

/** The question as the shown run was asked it, which may have been edited for that version. */
export const shownQuestion = (turn: TurnView): string => shownRun(turn)?.question ?? turn.question

/** The run that the newest turn shows. */
export const lastRun = ({ turns }: Pick<ThreadView, 'turns'>): RunView | undefined => {
  const turn = turns.at(-1)
  return turn && shownRun(turn)
}

/** How many files came with the questions that are shown. */
export const countFiles = ({ turns }: Pick<ThreadView, 'turns'>): number =>
  new Set(turns.flatMap((turn) => shownRun(turn)?.files ?? []).map(({ id }) => id)).size
