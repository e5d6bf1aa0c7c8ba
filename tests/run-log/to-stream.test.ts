import { describe, expect, test, vi } from 'vitest'
import type { MessageId, RunEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { decodeSse } from '@/lib/protocol/sse'
import { RunLog } from '@/lib/run-log/run-log'
import { toStream } from '@/lib/run-log/to-stream'

const runId = 'run-1' as RunId
const threadId = 'thread-1' as ThreadId
const messageId = 'text-1' as MessageId
const ending: RunEvent & { type: 'RUN_FINISHED' } = {
  type: 'RUN_FINISHED',
  threadId,
  runId,
  outcome: { type: 'success' },
  usage: [],
  result: { toolsUsed: [] },
}
const text = (delta: string): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })

function newLog(): RunLog {
  const log = new RunLog({ runId, journal: { add: (same, entry) => same.markSafe(entry.seq) }, now: () => 0 })
  log.append({
    type: 'RUN_STARTED',
    threadId,
    runId,
    protocolVersion: '1.0',
    input: { threadId, runId, messages: [{ id: messageId, role: 'user', content: 'Hi' }], tools: [], context: [] },
    metadata: { model: { id: 'demo', label: 'Demo' }, deadlineMs: 1000, outlivesConnection: true },
  })
  log.append({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind: 'answer' } })
  return log
}
const end = (log: RunLog) => log.close(ending, { status: 'lost', message: '' })
const idsOf = async (stream: ReadableStream<Uint8Array>) => {
  const ids: (string | undefined)[] = []
  for await (const frame of decodeSse(stream)) ids.push(frame.id)
  return ids
}

describe('toStream', () => {
  test('sends a comment at once, before there is any event', async () => {
    const reader = toStream(newLog(), { after: 2 }).getReader()
    const { value } = await reader.read()
    expect(new TextDecoder().decode(value)).toBe(': unfold\n\n')
    await reader.cancel()
  })

  test('gives every event once, in order, from the number asked for, and ends with the run', async () => {
    const log = newLog()
    const whole = idsOf(toStream(log, { after: 0 }))
    const rest = idsOf(toStream(log, { after: 2 }))
    for (const delta of 'streaming') log.append(text(delta))
    end(log)
    const ids = Array.from({ length: log.lastSafeSeq }, (_id, index) => String(index + 1))
    expect(await whole).toEqual(ids)
    expect(await rest).toEqual(ids.slice(2))
  })

  test('what is ready together leaves in one chunk', async () => {
    const log = newLog()
    const reader = toStream(log, { after: 0 }).getReader()
    await reader.read()
    for (const delta of 'streaming') log.append(text(delta))
    const { value } = await reader.read()
    expect(new TextDecoder().decode(value).match(/^id: /gm)).toHaveLength(11)
    await reader.cancel()
  })

  test('queues nothing for a reader that does not read, beyond one bounded chunk', async () => {
    const log = newLog()
    const stream = toStream(log, { after: 0 })
    for (let count = 0; count < 5000; count += 1) log.append(text('x'.repeat(100)))
    const reader = stream.getReader()
    await reader.read()
    const { value } = await reader.read()
    expect(value?.byteLength).toBeLessThan(200_000)
    await reader.cancel()
  })

  test('a reader that leaves while it waits is counted out at once, and only once', async () => {
    const onClose = vi.fn()
    const log = newLog()
    const reader = toStream(log, { after: 2, onOpen: () => onClose }).getReader()
    await reader.read()
    const waiting = reader.read()
    await reader.cancel()
    await waiting
    end(log)
    expect(onClose).toHaveBeenCalledTimes(1)
  })

  test('keeps a silent line alive with comments, and closes a stalled reader that is too far behind', async () => {
    vi.useFakeTimers()
    try {
      const log = newLog()
      const reader = toStream(log, { after: 2, keepAliveMs: 3000 }).getReader()
      await reader.read()
      const next = reader.read()
      await vi.advanceTimersByTimeAsync(5000)
      expect(new TextDecoder().decode((await next).value)).toBe(': still here\n\n')
      await reader.cancel()

      const onClose = vi.fn()
      const stalled = toStream(log, { after: 0, keepAliveMs: 3000, maxBehindChars: 1000, onOpen: () => onClose }).getReader()
      await stalled.read()
      log.append(text('x'.repeat(2000)))
      await vi.advanceTimersByTimeAsync(2000)
      expect(onClose).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(3000)
      expect(onClose).toHaveBeenCalledTimes(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a reader that is slow but steady gets everything, however far behind it is', async () => {
    vi.useFakeTimers()
    try {
      const log = newLog()
      for (let count = 0; count < 5000; count += 1) log.append(text('x'.repeat(100)))
      end(log)
      const reader = toStream(log, { after: 0, keepAliveMs: 3000, maxBehindChars: 1000 }).getReader()
      let received = ''
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        received += new TextDecoder().decode(chunk.value)
        await vi.advanceTimersByTimeAsync(1500)
      }
      expect(received.match(/^id: /gm)).toHaveLength(log.lastSafeSeq)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a stream that is never read counts no reader and keeps no timer', () => {
    const onOpen = vi.fn(() => () => {})
    toStream(newLog(), { after: 0, onOpen })
    expect(onOpen).not.toHaveBeenCalled()
  })
})
