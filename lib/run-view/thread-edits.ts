import type { MessageId, Ms, RunId } from '@/lib/protocol/event'
import type { RunView } from './state'
import { type ThreadView, type TurnView, toTitle } from './thread-view'

/** Changes of a thread on screen. Turns that a change does not touch stay the same objects. */

/** A new question with its first run; the first question names the thread. */
export const addTurn = (
  thread: ThreadView,
  { messageId, question, askedAt }: { messageId: MessageId; question: string; askedAt: Ms },
  run: RunView,
): ThreadView => ({
  ...thread,
  title: thread.title === '' ? toTitle(question) : thread.title,
  turns: [...thread.turns, { messageId, question, askedAt, versions: [run], chosen: 0 }],
})

/** Another answer to the same question, which is shown at once. */
export const addVersion = (thread: ThreadView, messageId: MessageId, run: RunView): ThreadView =>
  changeTurn(thread, messageId, (turn) => ({ ...turn, versions: [...turn.versions, run], chosen: turn.versions.length }))

/** The thread with another view in the place of the run with that id. */
export const replaceRun = (thread: ThreadView, messageId: MessageId, run: RunView): ThreadView =>
  changeTurn(thread, messageId, (turn) => ({
    ...turn,
    versions: turn.versions.map((version) => (version.runId === run.runId ? run : version)),
  }))

/** Takes back a run that never was; a turn without runs goes with it, and the title with the only turn. */
export const removeRun = (thread: ThreadView, messageId: MessageId, runId: RunId): ThreadView => {
  const without = changeTurn(thread, messageId, (turn) => {
    const versions = turn.versions.filter((version) => version.runId !== runId)
    return { ...turn, versions, chosen: Math.min(turn.chosen, versions.length - 1) }
  })
  const turns = without.turns.filter((turn) => turn.versions.length > 0)
  return { ...without, title: turns.length === 0 ? '' : thread.title, turns }
}

/**
 * The thread with another version of an answer on screen. A `version` that is out of range becomes the nearest that there is.
 */
export const chooseVersion = (thread: ThreadView, messageId: MessageId, version: number): ThreadView =>
  changeTurn(thread, messageId, (turn) => ({ ...turn, chosen: Math.max(0, Math.min(version, turn.versions.length - 1)) }))

const changeTurn = (thread: ThreadView, messageId: MessageId, change: (turn: TurnView) => TurnView): ThreadView => ({
  ...thread,
  turns: thread.turns.map((turn) => (turn.messageId === messageId ? change(turn) : turn)),
})
