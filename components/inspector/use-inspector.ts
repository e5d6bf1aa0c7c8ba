import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { ThreadInspector } from '@/components/context/thread-context'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { MessageId, Ms, RunId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/run-view'
import { shownRun } from '@/lib/run-view/thread-view'
import { readOpen, setOpen, subscribeToOpen } from './open-state'

export type InspectorTab = 'timeline' | 'sources' | 'events'

export type InspectorState = {
  isOpen: boolean
  /** The run that is shown: of the turn that was chosen, else of the last. */
  run: RunView | undefined
  tab: InspectorTab
  rowId: string | undefined
  /** Opened by the person just now, not as it was left: the focus goes there. */
  takesFocus: boolean
  forThread: ThreadInspector
  onToggle(): void
  onClose(): void
  onTab(tab: InspectorTab): void
  /** A row was chosen in the details. */
  onRow(rowId: string): void
}

type Chosen = { turnId?: MessageId; rowId?: string }

/**
 * The run details of a chat: whether they are open, of which run, at which row. A new run is looked at from its beginning.
 * @param playedRunId The run that is played back: they are of that one from then on
 */
export const useInspector = (state: Pick<ChatState, 'live' | 'thread'>, playedRunId?: RunId): InspectorState => {
  const isOpen = useSyncExternalStore(subscribeToOpen, readOpen, () => false)
  const [tab, setTab] = useState<InspectorTab>('timeline')
  const [chosen, setChosen] = useState<Chosen>({})
  const [takesFocus, setTakesFocus] = useState(false)
  const [seenRun, setSeenRun] = useState(state.live?.runId)
  if (state.live && state.live.runId !== seenRun) {
    setSeenRun(state.live.runId)
    setChosen({})
  }
  const [seenReplay, setSeenReplay] = useState(playedRunId)
  if (playedRunId !== seenReplay) {
    setSeenReplay(playedRunId)
    const played = state.thread.turns.find((one) => shownRun(one)?.runId === playedRunId)
    if (played && played.messageId !== chosen.turnId) setChosen({ turnId: played.messageId })
  }

  const { turns } = state.thread
  const turn = turns.find(({ messageId }) => messageId === chosen.turnId) ?? turns.at(-1)
  const current = useRef({ turns, turnId: turn?.messageId, isOpen })
  useEffect(() => {
    current.current = { turns, turnId: turn?.messageId, isOpen }
  })
  const opener = useRef<Element>(null)

  const onOpen = useCallback(() => {
    opener.current = document.activeElement
    setTakesFocus(true)
    setOpen(true)
  }, [])
  const onClose = useCallback(() => {
    setOpen(false)
    // Back to where the person was, if the focus is not somewhere else by now.
    if (isElsewhere()) return
    const before = opener.current?.isConnected ? opener.current : document.querySelector('[data-slot=details-toggle]')
    if (before instanceof HTMLElement) before.focus()
  }, [])
  const onToggle = useCallback(() => {
    if (current.current.isOpen) onClose()
    else onOpen()
  }, [onOpen, onClose])
  const onRow = useCallback((rowId: string) => {
    const { turnId } = current.current
    setChosen({ ...(turnId !== undefined && { turnId }), rowId })
  }, [])
  const onStep = useCallback((rowId: string) => {
    const found = current.current.turns.find((one) => hasStep(shownRun(one), rowId))
    if (!found) return
    setChosen({ turnId: found.messageId, rowId })
    setTab((before) => (before === 'sources' ? 'timeline' : before))
  }, [])
  const onRun = useCallback((runId: RunId) => {
    const found = current.current.turns.find((one) => shownRun(one)?.runId === runId)
    // The row that is chosen stays so in its own run.
    setChosen((before) => (found === undefined || before.turnId === found.messageId ? before : { turnId: found.messageId }))
  }, [])
  const onShow = useCallback(
    (runId: RunId, shown: InspectorTab) => {
      onRun(runId)
      setTab(shown)
      onOpen()
    },
    [onRun, onOpen],
  )

  const { rowId } = chosen
  const forThread = useMemo(() => ({ isOpen, rowId, onStep, onRun, onShow }), [isOpen, rowId, onStep, onRun, onShow])
  const run = turn && shownRun(turn)
  return { isOpen, run, tab, rowId, takesFocus, forThread, onToggle, onClose, onTab: setTab, onRow }
}

const hasStep = (run: RunView | undefined, rowId: string): boolean =>
  run?.steps.some((step) =>
    step.kind === 'calls' ? step.calls.some(({ toolCallId }) => toolCallId === rowId) : step.id === rowId,
  ) ?? false

/** The focus is on something that stays when the details go. */
const isElsewhere = (): boolean => {
  const focused = document.activeElement
  return focused !== null && focused !== document.body && focused.closest('[data-slot=run-details]') === null
}

export type InspectorProps = {
  details: InspectorState
  /** Server clock minus ours. */
  skewMs: Ms
  /** The run is played back: what came after the moment that is shown is left out. */
  isReplay?: boolean
}
