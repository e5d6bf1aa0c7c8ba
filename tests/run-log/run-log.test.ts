import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunEvent, RunEventOf, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import type { LogEntry } from '@/lib/run-log/log-reader'
import { type Journal, RunLog } from '@/lib/run-log/run-log'

const runId = 'run-1' as RunId
const threadId = 'thread-1' as ThreadId
const callId = 'call-1' as ToolCallId
const textId = 'text-1' as MessageId
const memory: Journal = { add: (log, entry) => log.markSafe(entry.seq) }

const started: RunEvent = {
  type: 'RUN_STARTED',
  threadId,
  runId,
  protocolVersion: '1.0',
  input: { threadId, runId, messages: [{ id: textId, role: 'user', content: 'Hi' }], tools: [], context: [] },
  metadata: { model: { id: 'demo', label: 'Demo' }, deadlineMs: 1000, outlivesConnection: true },
}
const finished: RunEventOf<'RUN_FINISHED'> = {
  type: 'RUN_FINISHED',
  threadId,
  runId,
  outcome: { type: 'success' },
  usage: [],
  result: { toolsUsed: [] },
}
const callStart: RunEvent = {
  type: 'TOOL_CALL_START',
  toolCallId: callId,
  toolCallName: 'add',
  metadata: { icon: 'sum', noun: ['sum', 'sums'], effects: 'none' },
}
const textStart: RunEvent = { type: 'TEXT_MESSAGE_START', messageId: textId, role: 'assistant', metadata: { kind: 'answer' } }
const text = (delta: string): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: textId, delta })
const result: RunEvent = {
  type: 'TOOL_CALL_RESULT',
  messageId: 'r' as MessageId,
  toolCallId: callId,
  content: '',
  role: 'tool',
  metadata: { status: 'ok', durationMs: 0 },
}
const stopped = { status: 'cancelled', message: 'Stopped by you.' } as const

const newLog = (journal: Journal = memory, now: () => number = () => 0) => new RunLog({ runId, journal, now })
const collect = async (events: AsyncIterable<NumberedEvent>): Promise<NumberedEvent[]> => {
  const all: NumberedEvent[] = []
  for await (const event of events) all.push(event)
  return all
}
const typesOf = (events: { type: string }[]) => events.map((event) => event.type)

describe('RunLog', () => {
  test.each<[string, RunEvent[]]>([
    ['L1 refuses any event before RUN_STARTED', [textStart]],
    ['L1 refuses a second RUN_STARTED', [started, started]],
    ['L1 refuses what follows the end', [started, finished, textStart]],
    ['L3 refuses text of a message that is not open', [started, text('a')]],
    [
      'L3 refuses an id that was used before',
      [started, callStart, { type: 'TOOL_CALL_END', toolCallId: callId }, result, callStart],
    ],
    ['L3 refuses an empty delta, as AG-UI does', [started, textStart, text('')]],
    [
      'L3 refuses arguments after their end',
      [
        started,
        callStart,
        { type: 'TOOL_CALL_END', toolCallId: callId },
        { type: 'TOOL_CALL_ARGS', toolCallId: callId, delta: '{' },
      ],
    ],
    ['L4 refuses a result before the arguments have ended', [started, callStart, result]],
    ['L4 refuses a second result', [started, callStart, { type: 'TOOL_CALL_END', toolCallId: callId }, result, result]],
    ['L5 refuses to end with anything open', [started, textStart, finished]],
  ])('%s', (_title, events) => {
    const log = newLog()
    for (const event of events.slice(0, -1)) log.append(event)
    const last = events.at(-1)
    expect(() => last && log.append(last)).toThrow(/Rule L\d/)
  })

  test('L2 numbers from 1 without gaps, and time never goes back', async () => {
    const clock = [5, 9, 3, 12]
    const log = newLog(memory, () => clock.shift() ?? 20)
    for (const event of [started, textStart, text('a')]) log.append(event)
    log.close(finished, stopped)
    const events = await collect(log.read())
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1))
    expect(events.map((event) => event.timestamp).slice(0, 3)).toEqual([5, 9, 9])
  })

  test('L5 closes what is open and answers every unanswered call', async () => {
    const log = newLog()
    for (const event of [started, { type: 'STEP_STARTED', stepName: 'turn-1' } as const, callStart, textStart]) log.append(event)
    log.close({ ...finished, outcome: { type: 'cancelled' } }, stopped)
    const events = await collect(log.read(4))
    expect(typesOf(events)).toEqual(['TEXT_MESSAGE_END', 'TOOL_CALL_END', 'TOOL_CALL_RESULT', 'STEP_FINISHED', 'RUN_FINISHED'])
    expect(events[2]).toMatchObject({ metadata: { status: 'cancelled' }, content: 'Stopped by you.' })
  })

  test('closing twice writes one ending', async () => {
    const log = newLog()
    log.append(started)
    log.close(finished, stopped)
    log.close({ ...finished, outcome: { type: 'cancelled' } }, stopped)
    expect(typesOf(await collect(log.read()))).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
  })

  test('readers see nothing before the journal has made it safe', async () => {
    const held: LogEntry[] = []
    const log = newLog({ add: (_log, entry) => held.push(entry) })
    log.append(started)
    log.append(textStart)
    expect([...log.entriesAfter(0)]).toEqual([])
    log.markSafe(1)
    expect([...log.entriesAfter(0)].map((entry) => entry.seq)).toEqual([1])
  })

  test('a run has not ended for its readers until its last event is safe', () => {
    const log = newLog({ add: () => {} })
    log.append(started)
    log.close(finished, stopped)
    expect(log.ended).toBe(false)
    log.markSafe(2)
    expect(log.ended).toBe(true)
  })

  test('a reader that leaves while it waits is let go at once', async () => {
    const log = newLog()
    log.append(started)
    const leaving = new AbortController()
    const reading = collect(log.read(0, leaving.signal))
    await log.waitFor(0)
    leaving.abort()
    expect(typesOf(await reading)).toEqual(['RUN_STARTED'])
  })

  test('all readers see the same events in order, whenever they join and wherever they begin', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1 }), { maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(32), fc.nat(32)), { minLength: 1, maxLength: 5 }),
        async (deltas, readers) => {
          const log = newLog()
          const story = [started, textStart, ...deltas.map(text)]
          const readings: Promise<NumberedEvent[]>[] = []
          for (const [index, event] of story.entries()) {
            log.append(event)
            for (const [joinAt, after] of readers) if (joinAt === index) readings.push(collect(log.read(Math.min(after, index))))
            if (index % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
          }
          log.close(finished, stopped)
          const all = await collect(log.read())
          for (const seen of await Promise.all(readings)) expect(seen).toEqual(all.slice(all.length - seen.length))
        },
      ),
      { numRuns: 50 },
    )
  })

  test('a restored log reads as the one it was stored from', async () => {
    const log = newLog()
    for (const event of [started, textStart, text('a')]) log.append(event)
    log.close(finished, stopped)
    const events = await collect(log.read())
    const again = newLog()
    again.restore([...log.entriesAfter(0)])
    expect(await collect(again.read())).toEqual(events)
    expect(again.ended).toBe(true)
  })

  test('an abandoned log takes nothing more, and its readers are let go', async () => {
    const log = newLog()
    log.append(started)
    const reading = collect(log.read())
    await log.waitFor(0)
    log.abandon()
    log.append(textStart)
    log.close(finished, stopped)
    expect(typesOf(await reading)).toEqual(['RUN_STARTED'])
    expect(log.ended).toBe(true)
  })

  test('readers are woken when the recording changes, and a run is settled only when it is recorded', async () => {
    const log = newLog()
    log.append(started)
    const woken = log.waitFor(1)
    log.setRecording('degraded')
    await woken
    log.close(finished, stopped)
    let isSettled = false
    const settled = log.settled().then(() => {
      isSettled = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect([log.ended, isSettled]).toEqual([true, false])
    log.setRecording('ok')
    await settled
  })
})
