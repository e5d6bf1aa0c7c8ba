import { expect, test } from 'vitest'
import type { BrowserRun, BrowserThread } from '@/lib/client/browser-store/database'
import { toKeptThread } from '@/lib/client/browser-store/kept-thread'
import type { BranchAction, BranchPoint, MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { parseKeptThread } from '@/lib/protocol/kept-thread'
import { findInheritedSteps } from '@/lib/run-view/fold-runs'
import { readFixture } from '@/tests/support/fixtures'

const model = { id: 'demo', label: 'Demo' }
const mostBytes = 2 * 1024 * 1024

const threadOf = (turns: { question: string; events: NumberedEvent[] }[]) => {
  const runs = new Map<RunId, BrowserRun>()
  const thread: BrowserThread = {
    threadId: 'thread' as ThreadId,
    title: 'A chat',
    createdAt: 0,
    updatedAt: 0,
    endedAt: 0,
    seenAt: 0,
    deletedAt: 0,
    turns: turns.map(({ question, events }, index) => {
      const ids = { runId: `run-${index}` as RunId, threadId: 'thread' as ThreadId, messageId: `question-${index}` as MessageId }
      runs.set(ids.runId, { ...ids, question, model, events, ended: true })
      return { messageId: ids.messageId, question, askedAt: index, runIds: [ids.runId] }
    }),
  }
  return { thread, runs }
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).byteLength

/** A saved run, the arguments of whose first call came in this many pieces more. */
const inPieces = (count: number): NumberedEvent[] => {
  const events = readFixture('sums-in-order')
  const at = events.findIndex(({ type }) => type === 'TOOL_CALL_ARGS')
  const piece = events[at]
  if (piece?.type !== 'TOOL_CALL_ARGS') throw new Error('No arguments.')
  const blanks = Array.from({ length: count }, () => ({ ...piece, delta: ' ' }))
  return events.toSpliced(at, 0, ...blanks).map((event, index) => ({ ...event, seq: index + 1 }))
}

const branchAt = (events: NumberedEvent[], action: BranchAction): BranchPoint => ({
  runId: 'run-0' as RunId,
  seq: events.length,
  action,
})

test('another answer starts from nothing, so no events go with it', () => {
  const events = readFixture('sums-in-order')
  const { thread, runs } = threadOf([{ question: 'Add them up', events }])
  const kept = toKeptThread(thread, runs, branchAt(events, 'regenerate'))
  expect(kept.turns[0]?.runs.map((run) => run.events)).toEqual([''])
})

test('a run of very many tokens can be gone on with: it is sent in fewer pieces, and its steps are the same', () => {
  const events = inPieces(30_000)
  const from = branchAt(events, 'continue')
  const { thread, runs } = threadOf([{ question: 'Add them up', events }])
  const kept = toKeptThread(thread, runs, from)
  expect(bytesOf(kept)).toBeLessThan(mostBytes / 2)
  const [sent] = parseKeptThread(kept).turns[0]?.runs ?? []
  const read = (sent?.events ?? '').split('\n').map((json): NumberedEvent => JSON.parse(json))
  const inheritedFrom = (of: NumberedEvent[]) => findInheritedSteps([{ runId: from.runId, model, events: of, ended: true }], from)
  expect(inheritedFrom(events)?.steps.length).toBeGreaterThan(0)
  expect(inheritedFrom(read)).toEqual(inheritedFrom(events))
})

test('a conversation of any length and in any script is small enough to be taken', () => {
  const question = '漢'.repeat(10_000)
  const { thread, runs } = threadOf(Array.from({ length: 90 }, () => ({ question, events: [] })))
  const kept = toKeptThread(thread, runs, undefined)
  expect(bytesOf(kept)).toBeLessThan(mostBytes)
  expect(kept.turns).toHaveLength(90)
  expect(kept.turns.at(-1)?.question).toBe(question)
})
