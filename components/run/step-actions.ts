import { createContext } from 'react'
import type { ToolCallId } from '@/lib/protocol/event'

/** What can be done about a failed step once its run has ended; each makes another version of the answer. */
export type StepActions = { onRetry(toolCallId: ToolCallId): void; onAnswerWithout(): void }

/** Of the turn that a step belongs to; `undefined` while its run goes on. */
export const StepActionsContext = createContext<StepActions | undefined>(undefined)
