import { createContext } from 'react'
import type { ToolCallId } from '@/lib/protocol/event'

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

/** Of the turn that a step belongs to; `undefined` where nothing can be changed. */
export const StepActionsContext = createContext<StepActions | undefined>(undefined)
