import type { TimeSource } from '@/components/context/clock'
import type { ReadEvents } from '@/lib/client/api/read-events'
import { Replay } from '@/lib/client/replay/replay'
import { AppError } from '@/lib/protocol/error'
import { RunTape, toStart } from '@/lib/run-view/run-tape'
import type { RunView } from '@/lib/run-view/state'

/** A replay, and the clock for everything that shows its run. */
export type OpenedReplay = { replay: Replay; time: TimeSource }

/** Reads the events of a run and makes a replay of them. It throws an `AppError` when they cannot be read, or the abort. */
export const openReplay = async (run: RunView, read: ReadEvents, signal: AbortSignal): Promise<OpenedReplay> => {
  const { runId } = run
  const events = await read({ runId, after: 0, signal })
  if (events.length === 0) throw new AppError('not-found', { message: 'Its events are no longer stored.' })
  const replay = new Replay(new RunTape(toStart(run), events))
  return { replay, time: toTimeSource(replay) }
}

const tickMs = 100

/** The server's time at the position of the replay, in the same ticks as the clock of the page. */
const toTimeSource = ({ tape, subscribeToTime, getTime }: Replay): TimeSource => ({
  subscribe: subscribeToTime,
  read: () => tape.startedAt + Math.floor(getTime() / tickMs) * tickMs,
})
