import type { ModelName, Ms, NumberedEvent, RunBase, RunId, Seq, ThreadId } from '@/lib/protocol/event'
import { emptyRun, reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { type InheritedSteps, startFromBranch, toInheritedSteps } from './branch-point'
import type { RunView } from './run-view'

export type StoredRun = {
  runId: RunId
  model: ModelName
  /** The point in another run of the same question that this one starts from. */
  base?: RunBase
  events: NumberedEvent[]
  /** False while more events will come. */
  ended: boolean
}

/**
 * The runs of one question, oldest first, each folded from its events as a live one is, so a reload shows what was there
 * before it. `at` is when the question was asked. A run whose base is not among those before it begins with nothing.
 */
export const foldRuns = (runs: readonly StoredRun[], threadId: ThreadId, at: Ms): RunView[] =>
  [...fold(runs, threadId, at).values()].map(({ view }) => view)

/** What a run with this base starts from. `runs` are those of its question, oldest first; `undefined` where it is not among them. */
export const findSeed = (runs: readonly StoredRun[], base: RunBase): InheritedSteps | undefined =>
  seedIn(fold(runs, '' as ThreadId, 0), base)

type Folded = { start: RunView; events: NumberedEvent[]; view: RunView }

const fold = (runs: readonly StoredRun[], threadId: ThreadId, at: Ms): Map<RunId, Folded> => {
  const folded = new Map<RunId, Folded>()
  for (const { runId, model, base, events } of runs) {
    const empty = emptyRun(runId, threadId, at, model)
    const seed = base && seedIn(folded, base)
    const start = seed ? startFromBranch(empty, seed) : empty
    folded.set(runId, { start, events, view: events.reduce(reduceRun, start) })
  }
  return folded
}

const seedIn = (folded: ReadonlyMap<RunId, Folded>, base: RunBase): InheritedSteps | undefined => {
  const run = folded.get(base.runId)
  return run && toInheritedSteps(upTo(run, base.seq), base)
}

/** Folded anew where the new run does not start from its end. */
const upTo = ({ start, events, view }: Folded, seq: Seq): RunView =>
  seq >= view.lastSeq ? view : events.filter((event) => event.seq <= seq).reduce(reduceRun, start)
