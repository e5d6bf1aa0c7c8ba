import type { RunView } from './state'
import type { ThreadView, TurnView } from './thread-view'

/** The thread with older turns in front, and nothing else moved. */
export const addEarlier = (thread: ThreadView, { earlier, turns }: ThreadView): ThreadView => ({
  ...thread,
  earlier,
  turns: [...turns, ...thread.turns],
})

/**
 * The thread as its newest turns were read anew. Runs and turns that are as they were stay the same objects, so nothing
 * that is shown is drawn again; so do older turns that lead up to the first one read, and what the server has never heard
 * of (stopped before it left), at the end of its place.
 */
export const renewThread = (before: ThreadView, read: ThreadView): ThreadView => {
  const known = new Map(before.turns.map((turn) => [turn.messageId, turn]))
  const firstRead = before.turns.findIndex((turn) => turn.messageId === read.turns[0]?.messageId)
  const older = before.turns.slice(0, Math.max(0, firstRead))
  for (const turn of older) known.delete(turn.messageId)
  const earlier = Math.max(0, read.earlier - older.length)
  const turns = read.turns.map((turn) => {
    const old = known.get(turn.messageId)
    known.delete(turn.messageId)
    return old ? renewTurn(old, turn) : turn
  })
  const unsent = [...known.values()].filter(({ versions }) => versions.every(isUnsent))
  const all = [...older, ...turns, ...unsent]
  const isSame =
    read.title === before.title &&
    earlier === before.earlier &&
    all.length === before.turns.length &&
    all.every((turn, i) => turn === before.turns[i])
  return isSame ? before : { ...read, earlier, turns: all }
}

const renewTurn = (before: TurnView, read: TurnView): TurnView => {
  const versions = read.versions.map((run) => {
    const old = before.versions.find((version) => version.runId === run.runId)
    return old && old.lastSeq === run.lastSeq && old.state.name === run.state.name ? old : run
  })
  const all = [
    ...versions,
    ...before.versions.filter((run) => isUnsent(run) && !versions.some(({ runId }) => runId === run.runId)),
  ]
  const chosenRun = before.versions[before.chosen]?.runId
  const wasNewest = before.chosen === before.versions.length - 1
  const found = all.findIndex((run) => run.runId === chosenRun)
  const chosen = found < 0 || wasNewest ? all.length - 1 : found
  const isSame = all.length === before.versions.length && all.every((run, i) => run === before.versions[i])
  return isSame && chosen === before.chosen ? before : { ...read, versions: all, chosen }
}

const isUnsent = (run: RunView): boolean => run.lastSeq === 0
