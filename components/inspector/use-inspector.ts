import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { ThreadInspector } from '@/components/context/thread-context'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { createListeners } from '@/lib/client/store/create-store'
import { readStored, writeStored } from '@/lib/client/store/device-storage'
import type { MessageId, Ms, RunId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'
import { shownRun } from '@/lib/run-view/thread-view'

/** The tabs of the run details. */
export type InspectorTab = 'timeline' | 'sources' | 'events'

/** The run details beside a thread: whether they are open, of which run, and at which row. */
export type InspectorState = {
  isOpen: boolean
  /** The run that is shown: of the turn that was selected, else of the last. */
  run: RunView | undefined
  tab: InspectorTab
  rowId: string | undefined
  /** A person has just opened the details, so they take the focus; details that open with the page do not. */
  takesFocus: boolean
  forThread: ThreadInspector
  onToggle(): void
  onClose(): void
  onTab(tab: InspectorTab): void
  onRow(rowId: string): void
}

type Selection = { messageId?: MessageId; rowId?: string }

/**
 * The state of a chat's run details: whether they are open, which run, tab and row they show. A new run resets the selection.
 * @param playedRunId The run that a replay plays: when it starts, the details switch to it.
 */
export const useInspector = (state: Pick<ChatState, 'live' | 'thread'>, playedRunId?: RunId): InspectorState => {
  const isOpen = useSyncExternalStore(listeners.add, readOpen, () => false)
  const [tab, setTab] = useState<InspectorTab>('timeline')
  const [selected, setSelected] = useState<Selection>({})
  const [takesFocus, setTakesFocus] = useState(false)
  const [seenRun, setSeenRun] = useState(state.live?.runId)
  if (state.live && state.live.runId !== seenRun) {
    setSeenRun(state.live.runId)
    setSelected({})
  }
  const [seenReplay, setSeenReplay] = useState(playedRunId)
  if (playedRunId !== seenReplay) {
    setSeenReplay(playedRunId)
    const played = state.thread.turns.find((one) => shownRun(one)?.runId === playedRunId)
    if (played && played.messageId !== selected.messageId) setSelected({ messageId: played.messageId })
  }

  const { turns } = state.thread
  const turn = turns.find(({ messageId }) => messageId === selected.messageId) ?? turns.at(-1)
  const current = useRef({ turns, messageId: turn?.messageId, isOpen })
  useEffect(() => {
    current.current = { turns, messageId: turn?.messageId, isOpen }
  })
  const opener = useRef<Element>(null)

  const onOpen = useCallback(() => {
    opener.current = document.activeElement
    setTakesFocus(true)
    setOpen(true)
  }, [])
  const onClose = useCallback(() => {
    setOpen(false)
    // The focus returns to where it was, unless it has moved elsewhere meanwhile.
    if (isElsewhere()) return
    const before = opener.current?.isConnected ? opener.current : document.querySelector('[data-slot=details-toggle]')
    if (before instanceof HTMLElement) before.focus()
  }, [])
  const onToggle = useCallback(() => {
    if (current.current.isOpen) onClose()
    else onOpen()
  }, [onOpen, onClose])
  const onRow = useCallback((rowId: string) => {
    const { messageId } = current.current
    setSelected({ ...(messageId !== undefined && { messageId }), rowId })
  }, [])
  const onStep = useCallback((rowId: string) => {
    const found = current.current.turns.find((one) => hasStep(shownRun(one), rowId))
    if (!found) return
    setSelected({ messageId: found.messageId, rowId })
    setTab((before) => (before === 'sources' ? 'timeline' : before))
  }, [])
  const onRun = useCallback((runId: RunId) => {
    const found = current.current.turns.find((one) => shownRun(one)?.runId === runId)
    // A row that is selected in the same run stays selected.
    setSelected((before) =>
      found === undefined || before.messageId === found.messageId ? before : { messageId: found.messageId },
    )
  }, [])
  const onShow = useCallback(
    (runId: RunId, shown: InspectorTab) => {
      onRun(runId)
      setTab(shown)
      onOpen()
    },
    [onRun, onOpen],
  )

  const { rowId } = selected
  const forThread = useMemo(() => ({ isOpen, rowId, onStep, onRun, onShow }), [isOpen, rowId, onStep, onRun, onShow])
  const run = turn && shownRun(turn)
  return { isOpen, run, tab, rowId, takesFocus, forThread, onToggle, onClose, onTab: setTab, onRow }
}

const hasStep = (run: RunView | undefined, rowId: string): boolean =>
  run?.steps.some((step) =>
    step.kind === 'calls' ? step.calls.some(({ toolCallId }) => toolCallId === rowId) : step.id === rowId,
  ) ?? false

/** Whether the focus is on an element that stays when the details close. */
const isElsewhere = (): boolean => {
  const focused = document.activeElement
  return focused !== null && focused !== document.body && focused.closest('[data-slot=run-details]') === null
}

export type InspectorProps = {
  details: InspectorState
  /** Server clock minus ours. */
  skewMs: Ms
  /** A replay is playing this run: events after the moment that is shown are left out. */
  isReplay?: boolean
}

/** Under this name the browser keeps whether the run details are open: closed at first; on a wide screen, as they were left. */
const openKey = 'run-details'
const listeners = createListeners()
let isOpen: boolean | undefined

/** Whether the details fit beside the thread. Where they would cover it, they do not open by themselves. */
const isWide = (): boolean => matchMedia('(width >= 1024px)').matches

const readOpen = (): boolean => {
  isOpen ??= isWide() && readStored(openKey) === 'open'
  return isOpen
}

/** Opens or closes the run details. On a wide screen the device remembers it. */
export const setOpen = (next: boolean): void => {
  isOpen = next
  if (isWide()) writeStored(openKey, next ? 'open' : undefined)
  listeners.notify()
}
