import type { BranchPoint, NumberedEvent } from './event'
import { isRecord } from './is-record'

/** The most that `args` of a branch point may hold; bytes of UTF-8. */
export const maxArgsBytes = 32 * 1024

/** Whether a run that starts there keeps steps of the other run; else it answers the question from the beginning. */
export const keepsSteps = ({ action }: BranchPoint): boolean => action !== 'edit' && action !== 'regenerate'

/** Where a run starts from, by its first event. A log is never rewritten, so an old one has the old shape. */
export const branchPointOf = (first: NumberedEvent | undefined): BranchPoint | undefined =>
  first?.type === 'RUN_STARTED' ? joinBranchPoint(first.metadata)?.from : undefined

/**
 * The same object with its branch point in `from` alone. Requests, logs and saved runs of earlier versions have only `runId` and `seq`
 * there, and `action`, `toolCallId` and `args` beside it, where the action `send` is that of a run without a branch point.
 */
export const joinBranchPoint = <T>(value: T): T => {
  if (!isRecord(value) || value['action'] === undefined) return value
  const { from, action, toolCallId, args, ...rest } = value
  if (isRecord(from) && from['action'] !== undefined) return value
  const beside = { ...(toolCallId !== undefined && { toolCallId }), ...(args !== undefined && { args }) }
  return (action === 'send' ? { ...rest, ...beside } : { ...rest, from: { ...(isRecord(from) && from), action, ...beside } }) as T
}
