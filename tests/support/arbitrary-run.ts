import fc from 'fast-check'
import type {
  AskedFile,
  MessageId,
  NumberedEvent,
  ResultMetadata,
  RunEvent,
  RunId,
  StepName,
  ThreadId,
  ToolCallId,
  ToolWords,
} from '@/lib/protocol/event'
import { type RunMode, runModes } from '@/lib/protocol/run-mode'

/**
 * Any run that keeps the rules L1–L6: turns of thinking, prose, calls that overlap, an answer or none, and every way to
 * end. As numbered events, as a log hands them out.
 */
export const arbitraryRun = (): fc.Arbitrary<NumberedEvent[]> =>
  fc
    .record({
      turns: fc.array(arbitraryTurn(), { maxLength: 4 }),
      answer: fc.option(arbitraryText(), { nil: undefined }),
      ending: fc.constantFrom<Ending[]>('success', 'cancelled', 'failed', 'interrupted'),
      mode: fc.option(fc.constantFrom(...runModes), { nil: undefined }),
      files: fc.option(fc.constant<AskedFile[]>([{ name: 'a.pdf', type: 'pdf', size: 12, pages: 2 }]), { nil: undefined }),
      steps: fc.infiniteStream(fc.nat({ max: 900 })),
    })
    .map(({ turns, answer, ending, mode, files, steps }) => {
      const last: TurnPlan[] = answer === undefined ? [] : [{ thinking: [], before: [], calls: [], after: [], answer, order: [] }]
      const events = [...toStart({ mode, files }), ...[...turns, ...last].flatMap(toTurnEvents), toEnd(ending)]
      return number(events, steps)
    })

/** These events with `seq` from 1 and a `timestamp` that goes on by the given steps, 10 ms each when none are given. */
export const number = (events: RunEvent[], steps?: Iterator<number>, startAt = 1_700_000_000_000): NumberedEvent[] => {
  let timestamp = startAt
  return events.map((event, index) => {
    timestamp += steps?.next().value ?? 10
    return { ...event, seq: index + 1, timestamp }
  })
}

type Ending = 'success' | 'cancelled' | 'failed' | 'interrupted'
type CallPlan = { args: string[]; status: ResultMetadata['status']; queued: boolean; progress: string[]; refused: boolean }
type TurnPlan = { thinking: string[]; before: string[]; calls: CallPlan[]; after: string[]; answer?: string[]; order: number[] }

const threadId = 'thread' as ThreadId
const runId = 'run' as RunId

const arbitraryText = () => fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })

const arbitraryCall = (): fc.Arbitrary<CallPlan> =>
  fc.record({
    args: fc
      .tuple(fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 })), fc.array(fc.nat()))
      .map(([args, cuts]) => cutText(JSON.stringify(args), cuts)),
    status: fc.constantFrom<ResultMetadata['status'][]>('ok', 'error', 'cancelled', 'lost'),
    queued: fc.boolean(),
    progress: fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 2 }),
    refused: fc.boolean(),
  })

const arbitraryTurn = (): fc.Arbitrary<TurnPlan> =>
  fc.record({
    thinking: fc.oneof(fc.constant<string[]>([]), arbitraryText()),
    before: fc.oneof(fc.constant<string[]>([]), arbitraryText()),
    calls: fc.array(arbitraryCall(), { maxLength: 3 }),
    after: fc.oneof(fc.constant<string[]>([]), arbitraryText()),
    order: fc.array(fc.nat({ max: 2 }), { minLength: 30, maxLength: 30 }),
  })

const cutText = (text: string, places: number[]): string[] => {
  const cuts = [...new Set([0, ...places.map((place) => place % text.length), text.length])].sort((a, b) => a - b)
  return cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut))
}

const toStart = ({ mode, files }: { mode: RunMode | undefined; files: AskedFile[] | undefined }): RunEvent[] => [
  {
    type: 'RUN_STARTED',
    threadId,
    runId,
    protocolVersion: '1.0',
    input: { threadId, runId, messages: [{ id: 'q' as MessageId, role: 'user', content: 'Why?' }], tools: [], context: [] },
    metadata: {
      model: { id: 'demo', label: 'Demo model' },
      ...(mode && { mode }),
      deadlineMs: 60_000,
      outlivesConnection: true,
      ...(files && { files }),
    },
  },
]

const toTurnEvents = (turn: TurnPlan, index: number): RunEvent[] => {
  const stepName: StepName = `turn-${index + 1}`
  return [
    { type: 'STEP_STARTED', stepName },
    ...toThinking(`${stepName}-thinking` as MessageId, turn.thinking),
    ...toText(`${stepName}-before` as MessageId, turn.before, 'prose'),
    ...interleave(
      turn.calls.map((call, place) => toCallEvents(call, `${stepName}-call-${place}` as ToolCallId)),
      turn.order,
    ),
    ...toText(`${stepName}-after` as MessageId, turn.after, 'prose'),
    ...toText(`${stepName}-answer` as MessageId, turn.answer ?? [], 'answer'),
    { type: 'STEP_FINISHED', stepName, metadata: { usage: { inputTokens: 10, outputTokens: index } } },
  ]
}

const toThinking = (messageId: MessageId, deltas: string[]): RunEvent[] =>
  deltas.length === 0
    ? []
    : [
        { type: 'REASONING_START', messageId },
        { type: 'REASONING_MESSAGE_START', messageId, role: 'reasoning' },
        ...deltas.map((delta): RunEvent => ({ type: 'REASONING_MESSAGE_CONTENT', messageId, delta })),
        { type: 'REASONING_MESSAGE_END', messageId },
        { type: 'REASONING_END', messageId },
      ]

const toText = (messageId: MessageId, deltas: string[], kind: 'answer' | 'prose'): RunEvent[] =>
  deltas.length === 0
    ? []
    : [
        { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind } },
        ...deltas.map((delta): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })),
        { type: 'TEXT_MESSAGE_END', messageId },
      ]

const sum: ToolWords = { icon: 'sum', noun: ['sum', 'sums'], effects: 'none' }

const toCallEvents = (call: CallPlan, toolCallId: ToolCallId): RunEvent[] => {
  const act = `act-${toolCallId}` as MessageId
  const progress = (state: 'queued' | 'running', words?: string): RunEvent => ({
    type: 'ACTIVITY_SNAPSHOT',
    messageId: act,
    activityType: 'tool-progress',
    content: { toolCallId, state, ...(words !== undefined && { words }) },
    replace: true,
  })
  return [
    { type: 'TOOL_CALL_START', toolCallId, toolCallName: 'add', metadata: sum },
    ...call.args.map((delta): RunEvent => ({ type: 'TOOL_CALL_ARGS', toolCallId, delta })),
    { type: 'TOOL_CALL_END', toolCallId },
    ...(call.queued ? [progress('queued')] : []),
    ...(call.refused ? [] : [progress('running'), ...call.progress.map((words) => progress('running', words))]),
    {
      type: 'TOOL_CALL_RESULT',
      messageId: `result-${toolCallId}` as MessageId,
      toolCallId,
      content: call.status === 'ok' ? '20' : 'It did not work.',
      role: 'tool',
      metadata: {
        status: call.status,
        durationMs: 5,
        ...(call.status === 'ok' ? { value: '20' } : { error: { message: 'It did not work.' } }),
      },
    },
  ]
}

/** Several calls at once, each in its own order; `picks` says whose event comes next. */
const interleave = (lists: RunEvent[][], picks: number[]): RunEvent[] => {
  const rest = lists.map((list) => [...list])
  const merged: RunEvent[] = []
  for (let turn = 0; rest.some((list) => list.length > 0); turn += 1) {
    const open = rest.filter((list) => list.length > 0)
    const next = open[(picks[turn % picks.length] ?? 0) % open.length]?.shift()
    if (next) merged.push(next)
  }
  return merged
}

const toEnd = (ending: Ending): RunEvent => {
  const usage = [{ inputTokens: 20, outputTokens: 7, totalTokens: 27 }]
  switch (ending) {
    case 'success':
    case 'cancelled':
      return { type: 'RUN_FINISHED', threadId, runId, outcome: { type: ending }, usage, result: { toolsUsed: [] } }
    case 'failed':
      return {
        type: 'RUN_ERROR',
        code: 'model-stalled',
        message: 'The model stopped answering. What it wrote is kept.',
        usage,
        metadata: { retryable: true, reference: '4F2A' },
      }
    case 'interrupted':
      return {
        type: 'RUN_ERROR',
        code: 'interrupted',
        message: 'The server restarted while this was running.',
        usage: [],
        metadata: { retryable: true, reference: '4F2A' },
      }
  }
}
