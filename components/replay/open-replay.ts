import type { TimeSource } from '@/components/context/clock'
import type { ReadEvents } from '@/lib/client/api/read-events'
import { Replay } from '@/lib/client/replay/replay'
import { AppError } from '@/lib/protocol/error'
import { RunTape, toStart } from '@/lib/run-view/run-tape'
import type { RunView } from '@/lib/run-view/run-view'

/** A replay with the clock that all of the screen that shows it goes by. */
export type OpenedReplay = { replay: Replay; time: TimeSource }

/** A run, ready to be played back from its first event. Throws an `AppError` where its events cannot be read, or an abort. */
export const openReplay = async (run: RunView, read: ReadEvents, signal: AbortSignal): Promise<OpenedReplay> => {
  const { runId } = run
  const events = await read({ runId, after: 0, signal })
  if (events.length === 0) throw new AppError('not-found', { message: 'Its events are not kept any more.' })
  const replay = new Replay(new RunTape(toStart(run), events))
  return { replay, time: toTimeSource(replay) }
}

const tickMs = 100

/** The server's time as it was then, in the steps of the page's own timer. */
const toTimeSource = ({ tape, subscribeToTime, getTime }: Replay): TimeSource => ({
  subscribe: subscribeToTime,
  read: () => tape.startedAt + Math.floor(getTime() / tickMs) * tickMs,
})
