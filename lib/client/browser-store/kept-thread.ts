import { keepsSteps } from '@/lib/protocol/branch-point'
import type { BranchPoint, RunId } from '@/lib/protocol/event'
import type { KeptThread, KeptTurn } from '@/lib/protocol/kept-thread'
import { compactRuns } from '@/lib/run-view/compact'
import { foldRuns } from '@/lib/run-view/fold-runs'
import type { StoredRun, StoredThread } from '@/lib/run-view/thread-view'
import type { BrowserRun, BrowserThread } from './database'

type Runs = ReadonlyMap<RunId, BrowserRun>

/** A conversation as the server would send it: its newest `limit` turns, or those before a turn. */
export const toStoredThread = (
  { threadId, title, turns }: BrowserThread,
  runs: Runs,
  { before, limit }: { before: string | undefined; limit: number },
): StoredThread => {
  const place = turns.findIndex(({ messageId }) => messageId === before)
  const end = place < 0 ? turns.length : place
  const start = Math.max(0, end - limit)
  return {
    threadId,
    title,
    earlier: start,
    turns: turns.slice(start, end).map(({ runIds, ...turn }) => ({ ...turn, runs: runsOf(runIds, runs) })),
  }
}

const runsOf = (runIds: readonly RunId[], runs: Runs): StoredRun[] =>
  runIds.flatMap((runId) => {
    const run = runs.get(runId)
    if (!run) return []
    const { model, from, events, ended, followUps = [] } = run
    return [{ runId, model, ...(from && { from }), events, ended, ...(followUps.length > 0 && { followUps }) }]
  })

/** What goes with a question is at most this long, as it is sent: less than the server takes of a body (2 MiB), and more than a model reads. */
const maxKeptBytes = 1_500_000

/**
 * What goes with a question to a server that keeps nothing: of each earlier turn what was asked and answered, and of the
 * turn that is answered anew the runs that the new one starts from, with their events where it goes on from their steps.
 * Where that is too much, the oldest turns go without their words, which the model would not read either.
 */
export const toKeptThread = (
  { title, turns, threadId }: BrowserThread,
  runs: Runs,
  start: BranchPoint | undefined,
): KeptThread => {
  let bytes = 0
  const needsEvents = start !== undefined && keepsSteps(start)
  const newestFirst = turns.toReversed().map(({ messageId, question, askedAt, runIds, chosenRunId }): KeptTurn => {
    const versions = runsOf(runIds, runs).filter(({ ended }) => ended)
    const views = new Map(foldRuns(versions, threadId, askedAt).map((view) => [view.runId, view]))
    const wanted = start && runIds.includes(start.runId) ? parentsOf(start, runs) : undefined
    const shown = versions.find(({ runId }) => runId === chosenRunId) ?? versions.at(-1)
    const kept = versions.filter((run) => wanted?.has(run.runId) ?? run === shown)
    // A token takes a hundred times its length.
    const sent = compactRuns(kept, start).map(({ runId, model, from, events }) => ({
      runId,
      model,
      ...(from && { from }),
      question: runs.get(runId)?.question ?? question,
      answer: views.get(runId)?.answer?.text ?? '',
      sources: views.get(runId)?.sources.at(-1)?.n ?? 0,
      events: wanted && needsEvents ? events.map((event) => JSON.stringify(event)).join('\n') : '',
    }))
    const whole = { messageId, question, askedAt, runs: sent }
    bytes += new TextEncoder().encode(JSON.stringify(whole)).byteLength
    return wanted || bytes <= maxKeptBytes ? whole : { ...whole, question: '', runs: [] }
  })
  return { title, turns: newestFirst.toReversed() }
}

/** The run to start from, the one which that started from, and so on. */
const parentsOf = (start: BranchPoint, runs: Runs): Set<RunId> => {
  const found = new Set<RunId>()
  for (let from: BranchPoint | undefined = start; from && !found.has(from.runId); from = runs.get(from.runId)?.from)
    found.add(from.runId)
  return found
}
