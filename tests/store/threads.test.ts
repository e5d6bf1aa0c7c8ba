import { describe, expect, test } from 'vitest'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { isEnded, ThreadStore } from '@/lib/store/threads'

const model = { id: 'demo', label: 'Demo model' }
const ended: NumberedEvent = {
  type: 'RUN_ERROR',
  code: 'internal',
  message: '',
  usage: [],
  metadata: { retryable: true, reference: '' },
  seq: 1,
  timestamp: 0,
}

function addThread(store: ThreadStore, name: string, end: boolean): void {
  const thread = store.createThread(name as ThreadId, name)
  const turn = store.addTurn(thread, { messageId: `m-${name}` as MessageId, question: name, askedAt: 0 })
  store.addRun(turn, { runId: `r-${name}` as RunId, threadId: thread.threadId, model })
  if (end) store.addEvent(`r-${name}` as RunId, ended)
}

describe('ThreadStore', () => {
  test('finds a thread and its runs, with their events in order', () => {
    const store = new ThreadStore()
    addThread(store, 'a', true)
    expect(store.thread('a' as ThreadId)?.turns[0]?.runs[0]).toBe(store.run('r-a' as RunId))
    expect(store.run('r-a' as RunId)?.events).toEqual([ended])
  })

  test('a run has ended when its last event says so', () => {
    const store = new ThreadStore()
    addThread(store, 'a', false)
    const run = store.run('r-a' as RunId)
    expect(run && isEnded(run)).toBe(false)
    store.addEvent('r-a' as RunId, ended)
    expect(run && isEnded(run)).toBe(true)
  })

  test('forgets the least recently used thread past its size, but none that still runs', () => {
    const store = new ThreadStore({ maxEvents: 2 })
    addThread(store, 'running', false)
    addThread(store, 'old', true)
    addThread(store, 'used', true)
    addThread(store, 'newest', true)
    expect(store.thread('old' as ThreadId)).toBeUndefined()
    expect(store.run('r-old' as RunId)).toBeUndefined()
    for (const kept of ['running', 'used', 'newest']) expect(store.thread(kept as ThreadId)).toBeDefined()
  })
})
