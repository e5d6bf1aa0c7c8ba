import type { MessageId, Ms, RunId, StepName, ThreadId, ToolCallId, ToolWords } from '@/lib/protocol/event'
import type { Answer, Call, CallState, RunView, StepItem } from '@/lib/run-view/state'

/** The server's clock when the runs of these tests began. */
export const start: Ms = 1_700_000_000_000

export const sumWords: ToolWords = { icon: 'sum', noun: ['sum', 'sums'], effects: 'none' }
export const searchWords: ToolWords = {
  icon: 'globe',
  noun: ['search', 'searches'],
  effects: 'none',
  title: { todo: 'Search the web', running: 'Searching the web', done: 'Searched the web' },
}

export const readingWords: ToolWords = {
  icon: 'globe',
  noun: ['reading', 'readings'],
  effects: 'none',
  title: { todo: 'Read a page', running: 'Reading', done: 'Read' },
}

type CallOptions = CallState & {
  id?: string
  name?: string
  words?: ToolWords
  argsText?: string
  startedAt?: Ms
  argsEndedAt?: Ms
}

export const aCall = ({
  id = 'c1',
  name = 'add',
  words = sumWords,
  argsText = '{"x":10,"y":10}',
  ...rest
}: CallOptions): Call => ({
  toolCallId: id as ToolCallId,
  name,
  words,
  turn: 'turn-1',
  argsText,
  startedAt: start,
  ...rest,
})

export const doneWith = (value: string, ms: Ms = 400) =>
  ({
    state: 'done',
    argsEndedAt: start + 100,
    runningAt: start + 100,
    endedAt: start + ms,
    result: { content: value, value, durationMs: ms - 100 },
  }) as const

export const failedWith = (message: string, detail?: string) =>
  ({
    state: 'failed',
    endedAt: start + 10_000,
    result: { content: '', durationMs: 10_000, error: { message, ...(detail !== undefined && { detail }) } },
  }) as const

export const step = (id: string, ...calls: Call[]): StepItem => ({ kind: 'calls', id: id as StepName, calls })

export const answerOf = (text: string, rest: Partial<Answer> = {}): Answer => ({
  messageId: 'a1' as MessageId,
  text,
  kind: 'answer',
  state: 'writing',
  startedAt: start + 3800,
  ...rest,
})

export const aRun = (rest: Partial<RunView> = {}): RunView => ({
  runId: 'r1' as RunId,
  threadId: 't1' as ThreadId,
  lastSeq: 1,
  startedAt: start,
  lastEventAt: start + 5000,
  model: { id: 'demo', label: 'Demo model' },
  outlivesConnection: true,
  state: { name: 'working' },
  steps: [],
  sources: [],
  turns: [],
  turn: 'turn-1',
  ...rest,
})
