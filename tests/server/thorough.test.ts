import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { NumberedEvent, RunId } from '@/lib/protocol/event'
import { planOf } from '@/lib/run-view/plan'
import { type Chats, startChats } from '@/tests/support/chats'
import { callTools, finalAnswer, gate, join, type Reply } from '@/tests/support/replies'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

/** A thorough run over HTTP, from the request to the provider's socket and back, what goes on from it, and what is there after a crash. */

let upstream: Upstream
let chats: Chats
beforeAll(async () => {
  upstream = await startUpstream({ strict: true })
  chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model' })
})
afterAll(async () => {
  await chats.close()
  await upstream.close()
})

const plan = (state: 'todo' | 'doing' | 'done'): Reply =>
  callTools([{ name: 'update_plan', args: { items: [{ task: 'Add ten and ten', state }] } }])
const sum = (x: number) => callTools([{ name: 'add', args: { x, y: 10 } }])
const answer = finalAnswer('It is 20.', ['add'])
const offeredTo = (question: string) =>
  upstream.requests
    .filter((request) => request.question.includes(question))
    .map(({ body }) => body.tools?.map((tool) => tool.function.name) ?? [])
const modeOf = ([first]: NumberedEvent[]) => (first?.type === 'RUN_STARTED' ? first.metadata.mode : undefined)

test('the mode of a request is that of its run, of all that goes on from it, and of no other', async () => {
  const chat = chats.newChat()
  const question = 'Be thorough about sums'
  upstream.replyTo(question, plan('doing'), sum(10), answer)
  const first = await chat.ask(question, undefined, { mode: 'thorough' })
  expect(modeOf(first.events)).toBe('thorough')
  expect(first.events[0]).toMatchObject({ metadata: { deadlineMs: 3_600_000 } })
  expect(offeredTo(question)[0]).toEqual(['update_plan'])
  const from = { runId: first.runId, seq: first.events.length, action: 'continue' }
  upstream.replyTo(question, answer)
  const next = await chat.ask(question, undefined, { from })
  expect(modeOf(next.events)).toBe('thorough')
  // The plan is there, so nothing is planned first.
  expect(offeredTo(question).at(-1)?.length).toBeGreaterThan(1)
  upstream.replyTo(question, answer)
  const anew = await chat.ask(question, undefined, { from: { ...from, action: 'regenerate' } })
  expect(modeOf(anew.events)).toBeUndefined()
  expect(offeredTo(question).at(-1)).not.toContain('update_plan')
})

test('a mode that there is not is refused', async () => {
  await expect(chats.newChat().ask('Hello', undefined, { mode: 'slow' })).rejects.toThrow(/400.*mode must be .*thorough/s)
})

test('a stopped run answers with what was found when it is asked to', async () => {
  const chat = chats.newChat()
  const question = 'Stop in the middle of it'
  const held = gate()
  upstream.replyTo(question, plan('doing'), sum(10), join(held, sum(11)))
  const asked = chat.ask(question, undefined, { mode: 'thorough', detach: true })
  await upstream.reached(held)
  const runId = await newestRunId()
  await chat.stop(runId)
  upstream.open(held)
  const { run, events } = await asked
  expect(run).toMatchObject({ state: { name: 'stopped' }, mode: 'thorough' })
  expect(planOf(run)?.items).toEqual([{ task: 'Add ten and ten', state: 'doing' }])
  upstream.replyTo(question, answer)
  const from = { runId, seq: events.length, action: 'answer-now' }
  const now = await chat.ask(question, undefined, { from })
  expect(now.run.answer?.text).toBe('It is 20.')
  expect(offeredTo(question).at(-1)).toEqual(['final_answer'])
  expect(JSON.stringify(upstream.requests.at(-1)?.body.messages)).toContain('The plan is noted')
})

test('after a crash in its 20th turn it goes on by itself, with its plan and all that was found', async () => {
  const { services } = await import('@/lib/server/services')
  const { endDeadRun, continueInterrupted } = await import('@/lib/server/runs/recover-run')
  const shared = services()
  const question = 'Crash in the middle of it'
  const held = gate()
  const sums = Array.from({ length: 18 }, (_, n) => sum(n))
  upstream.replyTo(question, plan('doing'), ...sums, join(held, sum(99)))
  void chats.newChat().ask(question, undefined, { mode: 'thorough', detach: true })
  await upstream.reached(held)
  const runId = await newestRunId()
  const dead = await shared.store.use((db) =>
    db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirstOrThrow(),
  )
  upstream.replyTo(question, sum(100), plan('done'), answer)
  // Another process has found it dead.
  await endDeadRun(
    { key: dead.key as Parameters<typeof endDeadRun>[0]['key'], epoch: dead.epoch, heartbeats: dead.heartbeats },
    shared,
  )
  await continueInterrupted(shared)
  const nextId = await newestRunId()
  expect(nextId).not.toBe(runId)
  await vi.waitFor(async () => expect(await outcomeOf(nextId)).toBe('success'), { timeout: 10_000 })
  upstream.open(held)
  await vi.waitFor(() => expect(shared.runs.keys()).toEqual([]))
  const last = upstream.requests.filter((request) => request.question.includes(question)).at(-1)
  // The plan and eighteen sums from before, a sum and the plan since.
  expect(last?.body.messages.filter(({ role }) => role === 'tool')).toHaveLength(21)
  expect(JSON.stringify(last?.body.messages[0])).toContain('gone into thoroughly')

  async function outcomeOf(id: RunId): Promise<string | null> {
    const row = await shared.store.use((db) =>
      db.selectFrom('runs').select('outcome').where('run_id', '=', id).executeTakeFirst(),
    )
    return row?.outcome ?? null
  }
})

test('what a question came with is known also where its process died before the first event', async () => {
  const { services } = await import('@/lib/server/services')
  const { endDeadRun, continueInterrupted } = await import('@/lib/server/runs/recover-run')
  const shared = services()
  const question = 'Crash before anything was written'
  const held = gate()
  upstream.replyTo(question, join(held, sum(99)), plan('doing'), answer)
  const chat = chats.newChat()
  await chat.addFile('notes.txt', 'The meeting is on Tuesday.')
  void chat.ask(question, undefined, { mode: 'thorough', detach: true })
  await upstream.reached(held)
  const runId = await newestRunId()
  const dead = await shared.store.use(async (db) => {
    const run = await db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirstOrThrow()
    await db.deleteFrom('run_events').where('run_key', '=', run.key).execute()
    return run
  })
  await endDeadRun(
    { key: dead.key as Parameters<typeof endDeadRun>[0]['key'], epoch: dead.epoch, heartbeats: dead.heartbeats },
    shared,
  )
  await continueInterrupted(shared)
  expect(await newestRunId()).not.toBe(runId)
  await vi.waitFor(() => expect(offeredTo(question)).toHaveLength(3), { timeout: 10_000 })
  upstream.open(held)
  await vi.waitFor(() => expect(shared.runs.keys()).toEqual([]))
  expect(offeredTo(question)[1]).toEqual(['update_plan'])
  expect(offeredTo(question)[2]).toContain('search_documents')
  const [turn] = (await chat.read()).turns
  const started = turn?.runs.map(({ events: [first] }) => (first?.type === 'RUN_STARTED' ? first.metadata : undefined))
  expect(started).toMatchObject([
    { mode: 'thorough', files: [{ name: 'notes.txt' }] },
    { mode: 'thorough', files: [{ name: 'notes.txt' }] },
  ])
})

test('the demo model answers in its one way', async () => {
  await chats.close()
  chats = await startChats({ MODEL: 'demo', DEMO_TOKENS_PER_SECOND: '0' })
  const { events, run } = await chats.newChat().ask('What is 10 + 10?', undefined, { mode: 'thorough' })
  expect(modeOf(events)).toBeUndefined()
  expect(planOf(run)).toBeUndefined()
  expect(run.answer?.text).toContain('20')
})

async function newestRunId(): Promise<RunId> {
  const { services } = await import('@/lib/server/services')
  const row = await services().store.use((db) =>
    db.selectFrom('runs').select('run_id').orderBy('created_at', 'desc').executeTakeFirstOrThrow(),
  )
  return row.run_id as RunId
}
