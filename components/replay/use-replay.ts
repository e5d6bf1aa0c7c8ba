import { useCallback, useContext, useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { subscribeToNothing, type TimeSource, TimeSourceContext } from '@/components/context/clock'
import { ReadEventsContext } from '@/components/context/thread-context'
import { toTurnElementId } from '@/components/scroll/thread-frame'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { Replay, ReplayState } from '@/lib/client/replay/replay'
import { toAppError } from '@/lib/protocol/error'
import type { MessageId, RunId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/run-view'
import { replaceRun } from '@/lib/run-view/thread-edits'
import { shownRun } from '@/lib/run-view/thread-view'

/** What of a chat a replay changes on screen. */
export type Replayable = Pick<ChatState, 'thread' | 'live' | 'restored' | 'clockSkewMs'>

/** What is being played back, or is about to be. */
export type ReplayPhase =
  | { name: 'reading'; runId: RunId }
  | { name: 'failed'; runId: RunId; message: string }
  | { name: 'open'; runId: RunId; replay: Replay; time: TimeSource; hold(): () => void }

/** Where a replay was started. `reading` is its own: a replay that is left does not touch the next one. */
type Place = { turnId: MessageId; phase: ReplayPhase; reading: AbortController }

export type ReplayControl<State> = {
  /** The state as it is, or with the run as it was at the moment that is played. */
  shown: State
  phase: ReplayPhase | undefined
  /** What is played, if anything is. */
  played: Replay | undefined
  playedRunId: RunId | undefined
  /** Its clock; else that of the page. */
  time: TimeSource
  onStart(turnId: MessageId, run: RunView): void
  /** `undefined` when nothing is played. */
  onEnd: (() => void) | undefined
}

/**
 * Plays one run of a thread back in its own place, on the same components as a live one. It ends when the person says
 * so, when another run begins, or when its run is no longer the one that its turn shows.
 */
export const useReplay = <State extends Replayable>(state: State): ReplayControl<State> => {
  const read = useContext(ReadEventsContext)
  const pageTime = useContext(TimeSourceContext)
  const [place, setPlace] = useState<Place>()
  const { turnId, phase, reading } = place ?? {}
  const turn = state.thread.turns.find(({ messageId }) => messageId === turnId)
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
      played && turnId
        ? {
            ...state,
            thread: replaceRun(state.thread, turnId, played.run),
            restored: { ...state.restored, [played.run.runId]: played.restoredSeq },
            clockSkewMs: 0,
          }
        : state,
    [state, played, turnId],
  )

  const onStart = useCallback(
    (of: MessageId, run: RunView) => {
      const { runId } = run
      const mine = new AbortController()
      const become = (next: ReplayPhase) => setPlace((now) => (now?.reading === mine ? { ...now, phase: next } : now))
      setPlace({ turnId: of, phase: { name: 'reading', runId }, reading: mine })
      loadReplay()
        .then(async ([{ openReplay }, { keepTurnInView }]) => {
          const ready = await openReplay(run, read, mine.signal)
          const turnElement = document.getElementById(toTurnElementId(of))
          // Measured now: with the next picture there is nothing in it.
          return { ...ready, hold: turnElement ? keepTurnInView(turnElement, ready.replay) : () => () => undefined }
        })
        .then(
          (ready) => become({ name: 'open', runId, ...ready }),
          (error: unknown) => become({ name: 'failed', runId, message: toAppError(error).message }),
        )
    },
    [read],
  )
  /** The turn that a replay was left from. */
  const [left, setLeft] = useState<MessageId>()
  const onEnd = useCallback(() => {
    setPlace(undefined)
    setLeft(turnId)
  }, [turnId])
  useEffect(() => {
    if (!left) return
    setLeft(undefined)
    // The bar has gone, perhaps with the focus: back to where the replay was started.
    if (document.activeElement === document.body) focusReplayButton(left)
  }, [left])
  // Whatever ended it: what is still being read for it, and for no other, comes to nothing.
  useEffect(() => () => reading?.abort(), [reading])

  useLayoutEffect(() => {
    if (!opened) return
    const letGo = opened.hold()
    opened.replay.play()
    return () => {
      opened.replay.pause()
      letGo()
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

/** Fetched when a replay is first wanted, as is the bar. */
export const loadReplay = () => Promise.all([import('./open-replay'), import('@/components/scroll/keep-turn-in-view')])

const focusReplayButton = (turnId: MessageId): void => {
  const button = document.getElementById(toTurnElementId(turnId))?.querySelector('[data-replay-button]')
  if (button instanceof HTMLElement) button.focus({ preventScroll: true })
}

const readNothing = () => undefined
