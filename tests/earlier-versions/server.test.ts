import { afterEach, expect, test } from 'vitest'
import type { ShareId, ThreadId } from '@/lib/protocol/event'
import type { KeptThread } from '@/lib/protocol/kept-thread'
import { parseRunFile } from '@/lib/protocol/run-file'
import { foldRuns, toThreadView } from '@/lib/run-view/fold-runs'
import { splitRuns } from '@/lib/run-view/saved-run'
import {
  copyEarlierDatabase,
  earlierSecret,
  earlierShares,
  earlierVisitor,
  inShort,
  readEarlier,
} from '@/tests/support/earlier-data'
import { type ServedApp, serveApp } from '@/tests/support/served-app'
import { eventsOf, Visitor } from '@/tests/support/visitor'

let app: ServedApp
let remove: () => void
afterEach(async () => {
  await app.close()
  remove()
})

/** The app on the data folder of an earlier version. */
async function open(environment: Record<string, string> = {}): Promise<Visitor> {
  const data = copyEarlierDatabase()
  remove = data.remove
  app = await serveApp({ DATA_DIR: data.folder, VISITOR_SECRET: earlierSecret, DEMO_TOKENS_PER_SECOND: '0', ...environment })
  return new Visitor(app.url, earlierVisitor)
}

const changed = ['add 20', 'multiply 160', 'subtract 156', '**156**']

test('a conversation shows its versions with the steps that they keep of each other', async () => {
  const visitor = await open()
  const [turn] = toThreadView(await visitor.thread('sums')).turns
  expect(turn?.versions.map(inShort)).toEqual([
    ['add 20', 'multiply 140', 'subtract 136', '**136**'],
    ['add 20', 'multiply 140', 'subtract 136', '**136**'],
    changed,
    ['add 20', expect.any(String), expect.any(String)],
    ['add 7', expect.any(String)],
    ['add 7', expect.any(String)],
  ])
})

test('a link shows what it did, and does not tell what a call was given instead', async () => {
  await open()
  const { services } = await import('@/lib/server/services')
  const { readShare } = await import('@/lib/server/shares')
  const shared = await readShare(earlierShares.thread as ShareId, 1, services())
  const runs = shared?.thread.turns[0]?.runs ?? []
  expect(inShort(foldRuns(runs, 'sums' as ThreadId, 0).at(-1))).toEqual(changed)
  const starts = runs.flatMap(({ events }) => events.flatMap((event) => (event.type === 'RUN_STARTED' ? [event.metadata] : [])))
  expect(starts.at(-1)?.from).toEqual({ runId: 'first', seq: 83, action: 'retry-call', toolCallId: 'x29XC6iLsqE5' })
  const alone = await readShare(earlierShares.run as ShareId, 1, services())
  expect(alone?.thread.turns[0]?.runs.map(({ runId }) => runId)).toEqual(['first', 'changed', 'finished'])
})

test('a page that was opened before goes on from a run, and makes a call of it again', async () => {
  const visitor = await open()
  const from = { runId: 'changed', seq: 57 }
  const ask = (runId: string, unfold: object) =>
    visitor.ask('Take 10 plus 10, multiply by 7, then subtract 4', { threadId: 'sums', runId, unfold })
  await ask('on', { action: 'continue', from })
  await ask('again', {
    action: 'retry-call',
    from: { ...from, runId: 'first' },
    toolCallId: 'x29XC6iLsqE5',
    args: '{"x": 20, "y": 9}',
  })
  const [turn] = toThreadView(await visitor.thread('sums')).turns
  expect(turn?.versions.slice(-2).map(inShort)).toEqual([changed, ['add 20', 'multiply 180', 'subtract 176', '**176**']])
  const started = (await visitor.read('again'))[0]
  expect(started).toMatchObject({
    metadata: { from: { runId: 'first', seq: 57, action: 'retry-call', args: '{"x": 20, "y": 9}' } },
  })
})

test('a run is saved with those that it goes on from, and reads as before', async () => {
  const visitor = await open()
  const file = await (await visitor.fetch('/api/runs/finished/events?download')).text()
  const [now, before] = [file, readEarlier('run.jsonl')].map((text) => splitRuns(parseRunFile(text)))
  expect(now).toEqual(before)
  expect(before?.map(({ runId, from }) => [runId, from?.action])).toEqual([
    ['first', undefined],
    ['changed', 'retry-call'],
    ['finished', 'answer-now'],
  ])
  const [, parent, last] = foldRuns(before ?? [], 'sums' as ThreadId, 0)
  expect(inShort(parent)).toEqual(['add 20', 'multiply 160', 'subtract writing', ''])
  expect(inShort(last).slice(0, 2)).toEqual(['add 20', 'multiply 160'])
})

test('a browser that keeps its conversations itself is answered from what it sends in the old shape', async () => {
  await open({ VERCEL: '1' })
  const guest = await Visitor.arrive(app.url)
  const request = JSON.parse(readEarlier('request.json'))
  const response = await guest.fetch('/api/runs', { method: 'POST', body: request })
  const events = await eventsOf(response)
  const thread: KeptThread = request.forwardedProps.unfold.thread
  const runs = thread.turns.flatMap((turn) => turn.runs)
  expect(events[0]).toMatchObject({ metadata: { from: { runId: runs[1]?.runId, seq: 57, action: 'continue' } } })
  // The changed call is in the run to start from, which itself starts from another.
  expect(runs).toMatchObject([{}, { base: { action: 'retry-call', args: '{"x": 20, "y": 8}' } }])
  const answer = events.flatMap((event) => (event.type === 'TEXT_MESSAGE_CONTENT' ? [event.delta] : [])).join('')
  expect(answer).toContain('20 × 8 = 160, and 160 − 4 = 156')
})
