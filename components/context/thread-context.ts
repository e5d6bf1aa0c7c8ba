import { createContext, useContext } from 'react'
import type { ReadEvents } from '@/lib/client/api/read-events'
import type { MessageId, ModelName, RunId, ToolCallId } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'

// What a thread is given by the page around it. Where a context has no value, its turns are only to be read.

/** The models that the server offers. */
export const ModelsContext = createContext<ModelName[]>([])

/** True in a shared copy: whoever reads it is not the one who asked, or who pressed Stop. */
export const SharedContext = createContext(false)

/** Where the events of a run that is on screen come from: the server, or a copy that is here already. */
export const ReadEventsContext = createContext<ReadEvents>(async (request) => {
  const { fetchEvents } = await import('@/lib/client/api/read-events')
  return fetchEvents(request)
})

/** Starts to play a run back in its place. */
export const ReplayContext = createContext<((messageId: MessageId, run: RunView) => void) | undefined>(undefined)

/** What the thread reads of the run details beside it. */
export type ThreadInspector = {
  isOpen: boolean
  /** The row that was chosen, here or there. */
  rowId: string | undefined
  /** A step was chosen in the thread. */
  onStep(rowId: string): void
  /** The focus or the pointer chose a run in the thread: where the details are open, they show that one from now on. */
  onRun(runId: RunId): void
  /** The details of a run are asked for, or all of its sources. */
  onShow(runId: RunId, tab: 'timeline' | 'sources'): void
}

/** The run details beside this thread; `undefined` where there are none. */
export const InspectorContext = createContext<ThreadInspector | undefined>(undefined)

/** What can be done about a step once its run has ended; each makes another version of the answer. */
export type StepActions = {
  isEnded: boolean
  /** The model that answered. */
  modelId: string
  onRetry(toolCallId: ToolCallId): void
  onChange(toolCallId: ToolCallId, change: CallChange): void
  onAnswerWithout(): void
}

/** What a call is to be given instead, as JSON text, and who is to go on from it; what is left out stays as it was. */
export type CallChange = { args?: string; modelId?: string }

/** What can be done about the steps of this run; `undefined` where it can only be read. */
export const StepActionsContext = createContext<StepActions | undefined>(undefined)

/** True while a run of this chat goes: no other can be started then. */
export const BusyContext = createContext(false)

/** The run that a person has stopped, until it ends. */
export const StoppingContext = createContext<RunId | undefined>(undefined)

/** What a button that starts a run is given: it stays where it is while it cannot, keeps its focus, and says why. */
export const useStartButton = (start: () => void) => {
  const isBusy = useContext(BusyContext)
  return {
    'aria-disabled': isBusy || undefined,
    title: isBusy ? waitWords : undefined,
    onClick: () => {
      if (!isBusy) start()
    },
  }
}

/** Why a button that starts a run does nothing now. */
export const waitWords = 'Wait until this run has finished.'
