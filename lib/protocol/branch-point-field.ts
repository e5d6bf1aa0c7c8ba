import { maxArgsBytes } from './branch-point'
import type { BranchAction, BranchPoint, RunId, ToolCallId } from './event'
import { idField, toolCallIdField } from './ids'
import { bytesOf } from './read-field'
import { z } from './zod'

const actions = ['edit', 'regenerate', 'continue', 'retry-call', 'answer-now'] as const satisfies BranchAction[]

/** Looks at arguments only; what is kept is their text, with every digit that stands in it. */
function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** A branch point as it comes from outside: in a request, in a conversation that a browser keeps, in a saved run. */
export const branchPointField = z
  .strictObject(
    {
      runId: idField,
      seq: z.number('must be a number').int('must be a whole number').min(0, 'must not be negative'),
      action: z.enum(actions, `must be one of ${actions.map((action) => `"${action}"`).join(', ')}`),
      toolCallId: toolCallIdField.optional(),
      args: z
        .string('must be a JSON object as text')
        .refine((args) => bytesOf(args) <= maxArgsBytes, `must be at most ${maxArgsBytes / 1024} KiB`)
        .refine(isObjectText, 'must be a JSON object as text')
        .optional(),
    },
    'must be an object with runId, seq and action',
  )
  .superRefine(({ action, toolCallId, args }, context) => {
    const isRetry = action === 'retry-call'
    if (isRetry && toolCallId === undefined)
      context.addIssue({ code: 'custom', path: ['toolCallId'], message: 'must name the call to make again' })
    if (!isRetry && args !== undefined)
      context.addIssue({ code: 'custom', path: ['args'], message: 'goes with "retry-call" only' })
  })
  .transform(
    ({ runId, seq, action, toolCallId, args }): BranchPoint => ({
      runId: runId as RunId,
      seq,
      action,
      ...(action === 'retry-call' && { toolCallId: toolCallId as ToolCallId }),
      ...(args !== undefined && { args: args.toWellFormed() }),
    }),
  )
