import {
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { subscribeToNothing, type TimeSource, TimeSourceContext } from '@/components/context/clock'
import { ReadEventsContext, ReplayContext } from '@/components/context/thread-context'
import { toTurnElementId } from '@/components/scroll/thread-frame'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { Replay, ReplayState } from '@/lib/client/replay/replay'
import { toAppError } from '@/lib/protocol/error'
import type { MessageId, RunId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'
import { replaceRun } from '@/lib/run-view/thread-edits'
import { shownRun } from '@/lib/run-view/thread-view'

/** The parts of a chat's state that a replay replaces. */
export type Replayable = Pick<ChatState, 'thread' | 'live' | 'restored' | 'clockSkewMs'>

/** How far a replay is: its events are being read, could not be read, or it is open. */
export type ReplayPhase =
  | { name: 'reading'; runId: RunId }
  | { name: 'failed'; runId: RunId; message: string }
  | { name: 'open'; runId: RunId; replay: Replay; time: TimeSource; hold(): () => void }

/** The replay of one turn. `reading` belongs to this replay alone: one that is left cannot change the next. */
type ReplayPlace = { messageId: MessageId; phase: ReplayPhase; reading: AbortController }

/** The state of the page while a run is replayed in it, and what can be done about it. */
export type ReplayControl<State> = {
  /** The chat's state; during a replay with the run as it was at the current position. */
  shown: State
  phase: ReplayPhase | undefined
  /** The replay that is open, if any. */
  played: Replay | undefined
  playedRunId: RunId | undefined
  /** The clock of the replay, otherwise that of the page. */
  time: TimeSource
  onStart(messageId: MessageId, run: RunView): void
  /** `undefined` while there is no replay. */
  onEnd: (() => void) | undefined
}

/**
 * Replays one run of a thread in its own place, with the same components as a live run. A replay ends when the person closes
 * it, when another run begins, or when its turn shows another run.
 */
export const useReplay = <State extends Replayable>(state: State): ReplayControl<State> => {
  const read = useContext(ReadEventsContext)
  const pageTime = useContext(TimeSourceContext)
  const [place, setPlace] = useState<ReplayPlace>()
  const { messageId, phase, reading } = place ?? {}
  const turn = state.thread.turns.find((each) => each.messageId === messageId)
  const isHere = !state.live && turn && shownRun(turn)?.runId === phase?.runId
  if (place && !isHere) setPlace(undefined)
  const opened = isHere && phase?.name === 'open' ? phase : undefined
  const replay = opened?.replay

  const played = useSyncExternalStore<ReplayState | undefined>(
    replay ? replay.subscribe : subscribeToNothing,
    replay ? replay.getState : readNothing,
    readNothing,
  )
  const shown = useMemo(
    () =>
      played && messageId
        ? {
            ...state,
            thread: replaceRun(state.thread, messageId, played.run),
            restored: { ...state.restored, [played.run.runId]: played.restoredSeq },
            clockSkewMs: 0,
          }
        : state,
    [state, played, messageId],
  )

  const onStart = useCallback(
    (of: MessageId, run: RunView) => {
      const { runId } = run
      const mine = new AbortController()
      const setPhase = (next: ReplayPhase) => setPlace((now) => (now?.reading === mine ? { ...now, phase: next } : now))
      setPlace({ messageId: of, phase: { name: 'reading', runId }, reading: mine })
      loadReplay()
        .then(async ([{ openReplay }, { keepTurnInView }]) => {
          const ready = await openReplay(run, read, mine.signal)
          const turnElement = document.getElementById(toTurnElementId(of))
          // Measured before the first frame of the replay, which has an empty run.
          return { ...ready, hold: turnElement ? keepTurnInView(turnElement, ready.replay) : () => () => undefined }
        })
        .then(
          (ready) => setPhase({ name: 'open', runId, ...ready }),
          (error: unknown) => setPhase({ name: 'failed', runId, message: toAppError(error).message }),
        )
    },
    [read],
  )
  /** The turn whose replay has just ended. */
  const [left, setLeft] = useState<MessageId>()
  const onEnd = useCallback(() => {
    setPlace(undefined)
    setLeft(messageId)
  }, [messageId])
  useEffect(() => {
    if (!left) return
    setLeft(undefined)
    // The bar may have had the focus: it returns to the button that started the replay.
    if (document.activeElement === document.body) focusReplayButton(left)
  }, [left])
  // However the replay ended, its own reading is cancelled.
  useEffect(() => () => reading?.abort(), [reading])

  useLayoutEffect(() => {
    if (!opened) return
    const release = opened.hold()
    opened.replay.play()
    return () => {
      opened.replay.pause()
      release()
    }
  }, [opened])

  return {
    shown,
    phase: isHere ? phase : undefined,
    played: replay,
    playedRunId: opened?.runId,
    time: opened?.time ?? pageTime,
    onStart,
    onEnd: place && onEnd,
  }
}

/** Gives the components that show the runs of a thread the clock of the replay, and the function that starts one. */
export const ReplayScope = ({ replay, children }: { replay: ReplayControl<unknown>; children: ReactNode }) => (
  <TimeSourceContext value={replay.time}>
    <ReplayContext value={replay.onStart}>{children}</ReplayContext>
  </TimeSourceContext>
)

/** What plays a run back, loaded with the first replay, as the bar is. */
export const loadReplay = () => Promise.all([import('./open-replay'), import('@/components/scroll/keep-turn-in-view')])

const focusReplayButton = (messageId: MessageId): void => {
  const button = document.getElementById(toTurnElementId(messageId))?.querySelector('[data-replay-button]')
  if (button instanceof HTMLElement) button.focus({ preventScroll: true })
}

const readNothing = () => undefined
