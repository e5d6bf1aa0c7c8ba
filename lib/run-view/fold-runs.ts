import type { BranchPoint, Ms, NumberedEvent, RunId, Seq, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { toInheritedSteps, withInheritedSteps } from './inherited-steps'
import { emptyRun, type InheritedSteps, type RunView } from './state'
import type { StoredRun, StoredThread, ThreadView } from './thread-view'

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

/**
 * The runs of one question, oldest first, each folded from its events as a live one is, so a reload shows what was there
 * before it. `at` is when the question was asked. A run that starts from one which is not among those before it begins with nothing.
 */
export const foldRuns = (runs: readonly StoredRun[], threadId: ThreadId, at: Ms): RunView[] =>
  [...fold(runs, threadId, at).values()].map(({ view }) => view)

/**
 * What a run that starts there begins with. `runs` are those of its question, oldest first; `undefined` where the run to start
 * from is not among them.
 */
export const findInheritedSteps = (runs: readonly StoredRun[], from: BranchPoint): InheritedSteps | undefined =>
  inheritedIn(fold(runs, '' as ThreadId, 0), from)

type Folded = { start: RunView; events: NumberedEvent[]; view: RunView }

const fold = (runs: readonly StoredRun[], threadId: ThreadId, at: Ms): Map<RunId, Folded> => {
  const folded = new Map<RunId, Folded>()
  for (const { runId, model, from, events, followUps } of runs) {
    const empty = emptyRun(runId, threadId, at, model)
    const inheritedSteps = from && inheritedIn(folded, from)
    const start = inheritedSteps ? withInheritedSteps(empty, inheritedSteps) : empty
    const view = events.reduce(reduceRun, start)
    folded.set(runId, { start, events, view: followUps ? { ...view, followUps } : view })
  }
  return folded
}

const inheritedIn = (folded: ReadonlyMap<RunId, Folded>, from: BranchPoint): InheritedSteps | undefined => {
  const parent = folded.get(from.runId)
  return parent && toInheritedSteps(upTo(parent, from.seq), from)
}

/** Folded anew where the new run does not start from its end. */
const upTo = ({ start, events, view }: Folded, seq: Seq): RunView =>
  seq >= view.lastSeq ? view : events.filter((event) => event.seq <= seq).reduce(reduceRun, start)
