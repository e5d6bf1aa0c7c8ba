import { afterEach, beforeEach, expect, test } from 'vitest'
import { Store } from '@/lib/db/store'
import type { BranchPoint, NumberedEvent, RunId } from '@/lib/protocol/event'
import { toThreadView } from '@/lib/run-view/fold-runs'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { loadThread } from '@/lib/server/load-thread'
import type { Services } from '@/lib/server/service-types'
import { alice, append, begun, ending, runId, threadId } from '@/tests/db/story'
import { recordRuns } from '@/tests/support/recorded-runs'

let store: Store
beforeEach(() => {
  store = new Store('memory')
})
afterEach(() => store.close())

const keep = async (run: string, question: string, events: readonly NumberedEvent[], from?: BranchPoint) => {
  const record = await begun(store, { run, question, ...(from && { from }) })
  const lines = events.map((event) => JSON.stringify(event))
  await append(store, record, 1, lines, ending(''))
}

const read = async (isCompact: boolean): Promise<{ bytes: number; thread: StoredThread }> => {
  const services = { store, runs: { get: () => undefined } } as unknown as Services
  const json = await loadThread({ threadId: threadId('t'), owner: alice, limit: 100, isCompact }, services)
  return { bytes: json.length, thread: JSON.parse(json) }
}

test('a conversation of any runs, read compact, is the conversation that every event tells', async () => {
  for (const [index, events] of (await recordRuns(60)).entries()) await keep(`run-${index}`, `Question ${index}?`, events)
  const [whole, compacted] = [await read(false), await read(true)]
  expect(whole.thread.turns).toHaveLength(60)
  expect(toThreadView(compacted.thread)).toEqual(toThreadView(whole.thread))
  expect(compacted.bytes).toBeLessThan(whole.bytes / 1.5)
})

test('a version that starts in the middle of another’s words has the steps that it had', async () => {
  const runs = (await recordRuns(60)).filter((events) => events.some(({ type }) => type === 'TOOL_CALL_RESULT'))
  const events = runs[0] ?? []
  const words = events.flatMap((event, index) => ('delta' in event && 'delta' in (events[index - 1] ?? {}) ? event.seq : []))
  await keep('first', 'One?', events)
  for (const seq of words.slice(0, 20)) {
    await keep(`from-${seq}`, 'One?', events.slice(0, 1), { runId: runId('first'), seq, action: 'continue' })
  }
  const [whole, compacted] = [await read(false), await read(true)]
  expect(toThreadView(compacted.thread)).toEqual(toThreadView(whole.thread))
  const first = compacted.thread.turns[0]?.runs.find((run) => run.runId === ('first' as RunId))
  for (const seq of words.slice(0, 20)) expect(first?.events.map((event) => event.seq)).toContain(seq)
})
