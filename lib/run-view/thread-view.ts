import type { MessageId, Ms, RunId, ThreadId } from '@/lib/protocol/event'
import { foldRuns, type StoredRun } from './fold-runs'
import type { RunView } from './state'

/** A conversation on screen: questions in order, each with its runs (versions), oldest first. */
export type ThreadView = {
  threadId: ThreadId
  title: string
  /** How many turns there are before the first of these. */
  earlier: number
  turns: TurnView[]
}

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
export type StoredTurn = {
  messageId: MessageId
  question: string
  askedAt: Ms
  /** Oldest first. */
  runs: StoredRun[]
  /** The version that a person chose; without one the newest is shown. */
  chosenRunId?: RunId
}

/** A title until a better one is known: the question's first words, at most 60 characters, cut at a word. */
export const toTitle = (question: string): string => {
  const line = question.replace(/\s+/g, ' ').trim()
  if (line.length <= 60) return line
  return `${line.slice(0, 60).replace(/\s+\S*$/, '')}…`
}

/** A stored thread as a person sees it: every run folded from its events, of each answer the chosen version or the newest. */
export const toThreadView = ({ threadId, title, earlier, turns }: StoredThread): ThreadView => ({
  threadId,
  title,
  earlier,
  turns: turns.map(({ messageId, question, askedAt, runs, chosenRunId }) => {
    const chosen = runs.findIndex(({ runId }) => runId === chosenRunId)
    const versions = foldRuns(runs, threadId, askedAt)
    return { messageId, question, askedAt, versions, chosen: chosen < 0 ? runs.length - 1 : chosen }
  }),
})

/** The run a turn shows. */
export const shownRun = (turn: { versions: RunView[]; chosen: number }): RunView | undefined => turn.versions[turn.chosen]

/** The run that the newest turn shows. */
export const lastRun = ({ turns }: Pick<ThreadView, 'turns'>): RunView | undefined => {
  const turn = turns.at(-1)
  return turn && shownRun(turn)
}

/** How many files came with the questions that are shown. */
export const countFiles = ({ turns }: Pick<ThreadView, 'turns'>): number =>
  new Set(turns.flatMap((turn) => shownRun(turn)?.files ?? []).map(({ id }) => id)).size
