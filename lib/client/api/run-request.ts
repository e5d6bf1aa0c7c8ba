import type { AskedFile, BranchPoint, MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import type { Effort } from '@/lib/protocol/model-offer'
import type { RunMode } from '@/lib/protocol/run-mode'

/** The body of `POST /api/runs`: AG-UI's `RunAgentInput` with what is ours under `forwardedProps.unfold`. */
export type RunRequest = {
  threadId: ThreadId
  runId: RunId
  protocolVersion: '1.0'
  messages: [{ id: MessageId; role: 'user'; content: string }]
  tools: []
  context: []
  state: Record<string, never>
  forwardedProps: { unfold: UnfoldProps }
}

type UnfoldProps = {
  /** Leaving is not stopping: the run goes on when its reader is gone. */
  detach: true
  /** The chat has turns before this one: where the server does not know of it, nothing is to be answered without them. */
  isFollowUp?: true
  model?: string
  effort?: Effort
  mode?: RunMode
  from?: BranchPoint
  files?: string[]
}

export type Ask = {
  threadId: ThreadId
  runId: RunId
  messageId: MessageId
  question: string
  modelId?: string | undefined
  effort?: Effort | undefined
  mode?: RunMode | undefined
  isFollowUp?: boolean
  /** The point in another version from which this one starts. */
  from?: BranchPoint | undefined
  /** What comes with the question. */
  files?: readonly AskedFile[] | undefined
}

/** The request for a run, as the server parses it. What was not chosen is left out, so the server decides. */
export const toRunRequest = ({ threadId, runId, messageId, question, ...how }: Ask): RunRequest => ({
  threadId,
  runId,
  protocolVersion: '1.0',
  messages: [{ id: messageId, role: 'user', content: question }],
  tools: [],
  context: [],
  state: {},
  forwardedProps: {
    unfold: {
      detach: true,
      ...(how.isFollowUp && { isFollowUp: true }),
      ...(how.modelId !== undefined && { model: how.modelId }),
      ...(how.effort && { effort: how.effort }),
      ...(how.mode && { mode: how.mode }),
      ...(how.from && { from: how.from }),
      ...(how.files?.length && { files: how.files.flatMap(({ id }) => id ?? []) }),
    },
  },
})
