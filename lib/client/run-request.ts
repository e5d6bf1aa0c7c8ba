import type { MessageId, RunId, Seq, ThreadId } from '@/lib/protocol/event'

/** The body of `POST /api/runs`: AG-UI's `RunAgentInput` with what is ours under `forwardedProps.unfold`. */
export type RunRequest = {
  threadId: ThreadId
  runId: RunId
  messages: [{ id: MessageId; role: 'user'; content: string }]
  tools: []
  context: []
  state: Record<string, never>
  forwardedProps: { unfold: UnfoldProps }
}

type UnfoldProps = {
  /** Leaving is not stopping: the run goes on when its reader is gone. */
  detach: true
  action: 'send' | 'regenerate'
  model?: string
  from?: { runId: RunId; seq: Seq }
}

export type Ask = {
  threadId: ThreadId
  runId: RunId
  question: { id: MessageId; content: string }
  modelId?: string | undefined
  /** The run of which this is a new version. */
  versionOf?: RunId | undefined
}

export const toRunRequest = ({ threadId, runId, question, modelId, versionOf }: Ask): RunRequest => ({
  threadId,
  runId,
  messages: [{ id: question.id, role: 'user', content: question.content }],
  tools: [],
  context: [],
  state: {},
  forwardedProps: {
    unfold: {
      detach: true,
      action: versionOf === undefined ? 'send' : 'regenerate',
      ...(modelId !== undefined && { model: modelId }),
      ...(versionOf !== undefined && { from: { runId: versionOf, seq: 0 } }),
    },
  },
})
