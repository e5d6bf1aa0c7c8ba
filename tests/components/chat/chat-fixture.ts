import type { ChatState, QueuedMessage } from '@/lib/client/chat/chat-state'
import type { MessageId, RunId, StepName, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { type Call, emptyRun, type RunState, type RunView } from '@/lib/run-view/state'

/** States of a chat as the store would give them, for components that only draw them. */
export const threadId = 'thread-1' as ThreadId
export const startedAt = 1_700_000_000_000

export const runIn = (state: RunState, more: Partial<RunView> = {}): RunView => ({
  ...emptyRun('run-1' as RunId, threadId, startedAt, { id: 'demo', label: 'Demo model' }),
  lastSeq: 1,
  outlivesConnection: true,
  state,
  ...more,
})

export const doneCall = (id: string): Call => ({
  toolCallId: id as ToolCallId,
  name: 'add',
  words: { icon: 'sum', noun: ['sum', 'sums'], effects: 'none' },
  turn: 'turn-1',
  argsText: '{"x":1,"y":1}',
  startedAt,
  state: 'done',
  runningAt: startedAt,
  endedAt: startedAt + 100,
  result: { content: '2', durationMs: 100 },
})

export const failedCall = (id: string): Extract<Call, { state: 'failed' }> => ({
  toolCallId: id as ToolCallId,
  name: 'search',
  words: {
    title: { todo: 'Search the web', running: 'Searching the web', done: 'Searched the web' },
    icon: 'globe',
    noun: ['search', 'searches'],
    effects: 'none',
  },
  turn: 'turn-1',
  argsText: '{"query":"Lisbon"}',
  startedAt,
  state: 'failed',
  runningAt: startedAt,
  endedAt: startedAt + 10_000,
  result: { content: 'Error', durationMs: 10_000, error: { message: 'The search service did not answer within 10 seconds.' } },
})

export const stepsOf = (...calls: Call[]): RunView['steps'] => [{ kind: 'calls', id: 'turn-1' as StepName, calls }]

export const failed = (more: Partial<RunState & { name: 'failed' }> = {}): RunState => ({
  name: 'failed',
  code: 'model-busy',
  message: 'The model provider is busy.',
  retryable: true,
  reference: '4F2A',
  ...more,
})

/** A chat with one question, answered by this run. */
export const chatWith = (run: RunView | undefined, more: Partial<ChatState> = {}): ChatState => ({
  thread: {
    threadId,
    title: 'What is 1 + 1?',
    earlier: 0,
    turns: run
      ? [{ messageId: 'question-1' as MessageId, question: 'What is 1 + 1?', askedAt: startedAt, versions: [run], chosen: 0 }]
      : [],
  },
  loading: false,
  queued: [],
  connection: { name: 'open' },
  recording: 'ok',
  clockSkewMs: 0,
  restored: {},
  ...more,
})

export const waiting = (...questions: string[]): QueuedMessage[] =>
  questions.map((question, index) => ({ messageId: `queued-${index + 1}` as MessageId, question }))
