import type { RunBase, RunId } from '@/lib/protocol/event'
import type { KeptThread, KeptTurn } from '@/lib/protocol/kept-thread'
import { compactRuns } from '@/lib/run-view/compact'
import { foldRuns, type StoredRun } from '@/lib/run-view/fold-runs'
import type { StoredThread } from '@/lib/run-view/thread-view'
import type { RunRecord, ThreadRecord } from './database'

type Runs = ReadonlyMap<RunId, RunRecord>

/** A conversation as the server would send it: its newest `limit` turns, or those before a turn. */
export const toStoredThread = (
  { threadId, title, turns }: ThreadRecord,
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
    const { model, base, events, ended } = run
    return [{ runId, model, ...(base && { base }), events, ended }]
  })

/** Of what goes with a question, as it is sent: under what the server takes of a body (2 MiB), and more than a model reads. */
const maxKeptBytes = 1_500_000

/**
 * What goes with a question to a server that keeps nothing: of each earlier turn what was asked and answered, and of the
 * turn that is answered anew the runs that the new one starts from, with their events where it goes on from their steps.
 * Where that is too much, the oldest turns go without their words, which the model would not read either.
 */
export const toKeptThread = ({ title, turns, threadId }: ThreadRecord, runs: Runs, base: RunBase | undefined): KeptThread => {
  let bytes = 0
  const needsEvents = base !== undefined && base.action !== 'edit' && base.action !== 'regenerate'
  const newestFirst = turns.toReversed().map(({ messageId, question, askedAt, runIds, chosenRunId }): KeptTurn => {
    const versions = runsOf(runIds, runs).filter(({ ended }) => ended)
    const views = new Map(foldRuns(versions, threadId, askedAt).map((view) => [view.runId, view]))
    const wanted = base && runIds.includes(base.runId) ? baseAndItsBases(base, runs) : undefined
    const shown = versions.find(({ runId }) => runId === chosenRunId) ?? versions.at(-1)
    const kept = versions.filter((run) => wanted?.has(run.runId) ?? run === shown)
    // A token takes a hundred times its length.
    const sent = compactRuns(kept, base).map(({ runId, model, base, events }) => ({
      runId,
      model,
      ...(base && { base }),
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

const baseAndItsBases = (base: RunBase, runs: Runs): Set<RunId> => {
  const found = new Set<RunId>()
  for (let next: RunBase | undefined = base; next && !found.has(next.runId); next = runs.get(next.runId)?.base)
    found.add(next.runId)
  return found
}
