import type { BranchPoint, ModelName, Ms, NumberedEvent, RunId, Seq, ThreadId } from '@/lib/protocol/event'
import { emptyRun, reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { toInheritedSteps, withInheritedSteps } from './inherited-steps'
import type { InheritedSteps, RunView } from './state'

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
