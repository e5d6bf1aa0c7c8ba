import { branchPointOf } from '@/lib/protocol/branch-point'
import type { AskedFile, BranchPoint, MessageId, NumberedEvent, ToolCallId } from '@/lib/protocol/event'

/** What stands for the result of a private tool. */
export const leftOut = 'Left out of this copy'

/**
 * The events of a run as anyone may see them: the calls of tools that are marked private are there, with their times, but
 * what they were given and gave back is not. The numbers of the events stay; those that are left out are missing. So is
 * every event of a type, and every `CUSTOM` of a name, that nobody has decided about here.
 */
export const redactRun = (events: readonly NumberedEvent[]): NumberedEvent[] => {
  const hidden = new Set<ToolCallId>()
  return withoutSent(events).flatMap((event): NumberedEvent[] => {
    switch (event.type) {
      case 'RUN_STARTED': {
        // Picked, not left out: logs of earlier versions hold more here than they should.
        const { model, mode, deadlineMs, outlivesConnection, files } = event.metadata
        const from = branchPointOf(event)
        const [question] = event.input.messages
        const input: typeof event.input = { ...event.input, messages: [question] }
        return [
          {
            ...event,
            input,
            metadata: {
              model,
              ...(from && { from: redactBranchPoint(from) }),
              ...(mode && { mode }),
              deadlineMs,
              outlivesConnection,
              ...(files && { files: files.map(redactFile) }),
            },
          },
        ]
      }
      case 'TOOL_CALL_START':
        if (event.metadata.private) hidden.add(event.toolCallId)
        return [event]
      case 'TOOL_CALL_ARGS':
        return hidden.has(event.toolCallId) ? [] : [event]
      case 'ACTIVITY_SNAPSHOT': {
        const { toolCallId, state } = event.content
        return [hidden.has(toolCallId) ? { ...event, content: { toolCallId, state } } : event]
      }
      case 'TOOL_CALL_RESULT': {
        if (!hidden.has(event.toolCallId)) return [event]
        const { status, durationMs } = event.metadata
        const failed = status === 'ok' ? { summary: leftOut } : { error: { message: `${leftOut}.` } }
        return [{ ...event, content: '', metadata: { status, durationMs, ...failed } }]
      }
      case 'STEP_STARTED':
      case 'STEP_FINISHED':
      case 'REASONING_START':
      case 'REASONING_MESSAGE_START':
      case 'REASONING_MESSAGE_CONTENT':
      case 'REASONING_MESSAGE_END':
      case 'REASONING_END':
      case 'TEXT_MESSAGE_START':
      case 'TEXT_MESSAGE_CONTENT':
      case 'TEXT_MESSAGE_END':
      case 'TOOL_CALL_END':
      case 'RUN_FINISHED':
      case 'RUN_ERROR':
        return [event]
      case 'CUSTOM': {
        const { name } = event
        switch (name) {
          case 'unfold.notice':
            return [event]
          default:
            return leaveOut(name)
        }
      }
      case 'REASONING_ENCRYPTED_VALUE':
        return []
      default:
        return leaveOut(event)
    }
  })
}

/** Stands for `unreachable`, for the compiler: an event of ours is decided about above. What a newer version has written is not shown. */
const leaveOut = (_event: never): NumberedEvent[] => []

/**
 * Events without what is kept to be given back to the model's server alone: the ids by which it knows its calls, and fields of
 * its own. Nobody but the server that runs the agent needs them.
 */
export const withoutSent = (events: readonly NumberedEvent[]): NumberedEvent[] =>
  events.flatMap((event): NumberedEvent[] => {
    if (event.type === 'REASONING_ENCRYPTED_VALUE') return []
    if (event.type !== 'TOOL_CALL_START' || event.metadata?.sent === undefined) return [event]
    const { sent: _kept, ...metadata } = event.metadata
    return [{ ...event, metadata }]
  })

/** Where a shared run starts from. What the first call was given stands in that call, if anyone may see it. */
export const redactBranchPoint = ({ args: _told, ...from }: BranchPoint): BranchPoint => from

/** That a question came with a file is part of it; nobody but its owner finds the file. */
const redactFile = ({ name, type, size, pages }: AskedFile): AskedFile => ({
  name,
  type,
  size,
  ...(pages !== undefined && { pages }),
})

/** A run that another goes on from, as that one needs it: its steps, not the answer that it broke off or that was replaced. */
export const withoutAnswer = (events: readonly NumberedEvent[]): NumberedEvent[] => {
  const answers = new Set<MessageId>()
  return events.filter((event) => {
    if (event.type === 'TEXT_MESSAGE_START' && event.metadata.kind === 'answer') answers.add(event.messageId)
    return !('messageId' in event && answers.has(event.messageId))
  })
}
