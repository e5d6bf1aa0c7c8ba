import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Store } from '@/lib/db/store'
import { patchThread } from '@/lib/db/thread-queries'
import type { BranchPoint, MessageId, RunEvent, RunId, Source, ToolCallId } from '@/lib/protocol/event'
import { shareNotFound } from '@/lib/protocol/share'
import { toThreadView } from '@/lib/run-view/fold-runs'
import { callsOf } from '@/lib/run-view/state'
import type { StoredRun } from '@/lib/run-view/thread-view'
import { readShare, readSharedEvents, share, sharesOf, stopSharing } from '@/lib/server/shares'
import { alice, append, begun, bob, ending, runId, threadId } from '@/tests/db/story'
import { number } from '@/tests/support/arbitrary-run'

let store: Store
beforeEach(() => {
  store = new Store('memory')
})
afterEach(() => store.close())

const started = (run: string, question: string, from?: BranchPoint): RunEvent => ({
  type: 'RUN_STARTED',
  threadId: threadId('t'),
  runId: runId(run),
  protocolVersion: '1.0',
  input: {
    threadId: threadId('t'),
    runId: runId(run),
    messages: [{ id: 'q' as MessageId, role: 'user', content: question }],
    tools: [],
    context: [],
  },
  metadata: { model: { id: 'm', label: 'M' }, deadlineMs: 1, outlivesConnection: true, ...(from && { from }) },
})

const callOf = (run: string, turn: number, { isPrivate = false, status = 'ok' as 'ok' | 'error' } = {}): RunEvent[] => {
  const toolCallId = `${run}-call-${turn}` as ToolCallId
  const words = {
    icon: 'mail',
    noun: ['mail', 'mails'],
    effects: 'external',
    ...(isPrivate && { private: true as const }),
  } as const
  return [
    { type: 'STEP_STARTED', stepName: `turn-${turn}` },
    { type: 'TOOL_CALL_START', toolCallId, toolCallName: 'mail', metadata: { ...words, noun: [...words.noun] } },
    { type: 'TOOL_CALL_ARGS', toolCallId, delta: `{"to":"${run}-given"}` },
    { type: 'TOOL_CALL_END', toolCallId },
    {
      type: 'TOOL_CALL_RESULT',
      messageId: `result-${toolCallId}` as MessageId,
      toolCallId,
      role: 'tool',
      content: `${run}-gave`,
      metadata: { status, durationMs: 1, sources: [sourceOf(run, turn)] },
    },
    { type: 'STEP_FINISHED', stepName: `turn-${turn}` },
  ]
}

const sourceOf = (run: string, n: number): Source => ({
  n,
  url: `https://e.org/${run}`,
  title: run,
  passage: `${run} says so.`,
  isOpened: true,
  passages: [{ text: `${run} says it in full.`, place: 'Beginning' }],
})

const answerOf = (run: string, pieces = [`The answer of ${run}.`]): RunEvent[] => [
  { type: 'TEXT_MESSAGE_START', messageId: `${run}-answer` as MessageId, role: 'assistant', metadata: { kind: 'answer' } },
  ...pieces.map((delta): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: `${run}-answer` as MessageId, delta })),
  { type: 'TEXT_MESSAGE_END', messageId: `${run}-answer` as MessageId },
  {
    type: 'RUN_FINISHED',
    threadId: threadId('t'),
    runId: runId(run),
    outcome: { type: 'success' },
    usage: [],
    result: { toolsUsed: [] },
  },
]

/** A run of one call and an answer, as the server writes it. */
const answer = async (
  run: string,
  question: string,
  options: { isPrivate?: boolean; from?: BranchPoint; turn?: number; now?: number; pieces?: string[]; unknown?: RunEvent[] } = {},
) => {
  const { isPrivate = false, from, turn = 1, now = 1000, pieces, unknown = [] } = options
  const record = await begun(store, { run, question, now, ...(from && { from }) })
  const events = number([started(run, question, from), ...callOf(run, turn, { isPrivate }), ...unknown, ...answerOf(run, pieces)])
  await append(
    store,
    record,
    1,
    events.map((event) => JSON.stringify(event)),
    ending(`The answer of ${run}.`),
  )
  return events.length
}
const ask = (more: { runId?: RunId; shown?: RunId[]; owner?: typeof alice } = {}) =>
  share({ threadId: threadId('t'), owner: alice, ...more, shown: new Set(more.shown) }, { store })
const read = async (made: Awaited<ReturnType<typeof share>>, page = 1) => {
  const copy = await readShare(made.shareId, page, { store })
  if (!copy) throw new Error('There is no such share')
  const { turns } = toThreadView(copy.thread)
  const everyEvent = await Promise.all(
    copy.thread.turns
      .flatMap(({ runs }) => runs)
      .map(({ runId }) => readSharedEvents({ shareId: made.shareId, runId }, { store })),
  )
  return {
    /** All that anyone with the link can read. */
    source: JSON.stringify([copy, everyEvent]),
    everyEvent,
    answers: turns.map(({ versions, chosen }) => versions[chosen]?.answer?.text),
    turns,
    copy,
  }
}

describe('a share', () => {
  test('has the answers there are, and none that come later', async () => {
    await answer('one', 'One?')
    const made = await ask()
    await answer('two', 'Two?')
    expect(made).toMatchObject({ title: 'One?', turns: 1, url: `/share/${made.shareId}` })
    expect((await read(made)).answers).toEqual(['The answer of one.'])
    expect((await read(await ask())).answers).toEqual(['The answer of one.', 'The answer of two.'])
  })

  test('leaves out what a private tool is given instead, in a version that starts from there', async () => {
    const seq = await answer('hidden', 'One?', { isPrivate: true })
    const toolCallId = 'hidden-call-1' as ToolCallId
    const args = '{"to":"somebody else"}'
    const from: BranchPoint = { runId: runId('hidden'), seq, action: 'retry-call', toolCallId, args }
    await answer('hidden-again', 'One?', { isPrivate: true, from, turn: 2 })
    const { source, turns } = await read(await ask())
    expect(source).not.toContain('somebody else')
    expect(turns[0]?.versions.at(-1)?.answer?.text).toBe('The answer of hidden-again.')
  })

  test('leaves out what a private tool was given and gave back', async () => {
    await answer('open', 'One?')
    await answer('hidden', 'Two?', { isPrivate: true })
    const { source, turns } = await read(await ask())
    expect(source).toContain('open-given')
    expect(source).toContain('open-gave')
    expect(source).not.toMatch(/hidden-(given|gave)/)
    const run = turns[1]?.versions[0]
    expect(run && callsOf(run)).toMatchObject([{ name: 'mail', state: 'done', result: { summary: 'Left out of this copy' } }])
  })

  test('leaves out whatever nobody has decided about, in its page and among its events', async () => {
    const unknown = [
      { type: 'HOLOGRAM', value: 'not-decided' },
      { type: 'CUSTOM', name: 'unfold.unheard-of', value: { text: 'not-decided' } },
      { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/plan', value: 'not-decided' }] },
    ]
    const known = await answer('one', 'One?')
    await answer('two', 'Two?', { unknown: unknown as unknown as RunEvent[] })
    const { source, everyEvent, answers } = await read(await ask())
    expect(source).not.toContain('not-decided')
    expect(everyEvent.map((events) => events.length)).toEqual([known, known])
    expect(answers).toEqual(['The answer of one.', 'The answer of two.'])
  })

  test('says nothing of its owner', async () => {
    await answer('one', 'One?')
    expect((await read(await ask())).source).not.toMatch(/alice|192\.0\.2\.1/)
  })

  test('has of each question the version on screen, else the chosen one, else the newest', async () => {
    await answer('first', 'One?')
    await answer('second', 'One?', { from: { runId: runId('first'), seq: 0, action: 'regenerate' }, now: 2000 })
    expect((await read(await ask())).answers).toEqual(['The answer of second.'])
    const { source, answers } = await read(await ask({ shown: [runId('first')] }))
    expect([answers, source.includes('second')]).toEqual([['The answer of first.'], false])
    const chosen = { messageId: 'q-first' as MessageId, runId: runId('first') }
    await store.use((db) => patchThread(db, { owner: alice, threadId: threadId('t'), patch: { chosen }, now: 3000 }))
    expect((await read(await ask())).answers).toEqual(['The answer of first.'])
  })

  test('of a run that goes on from another has its steps and their sources, but not its answer', async () => {
    const seq = await answer('first', 'One?')
    await answer('second', 'One?', { from: { runId: runId('first'), seq, action: 'continue' }, turn: 2, now: 2000 })
    const { source, turns } = await read(await ask({ runId: runId('second') }))
    const run = turns[0]?.versions.at(-1)
    expect(run && callsOf(run).map(({ toolCallId }) => toolCallId)).toEqual(['first-call-1', 'second-call-2'])
    expect(run?.sources).toEqual([sourceOf('first', 1), sourceOf('second', 2)])
    expect(source).not.toContain('The answer of first')
  })

  test('of an edited question has its words and not those before', async () => {
    await answer('first', 'A slip of the pen?')
    await answer('second', 'What I meant?', { from: { runId: runId('first'), seq: 0, action: 'edit' }, now: 2000 })
    const made = await ask({ runId: runId('second') })
    expect(made.title).toBe('What I meant?')
    expect((await read(made)).source).not.toContain('slip')
  })

  test('is made and stopped by its owner alone', async () => {
    await answer('one', 'One?')
    await expect(ask({ owner: bob })).rejects.toMatchObject({ code: 'not-found' })
    await expect(ask({ runId: runId('none') })).rejects.toMatchObject({ code: 'not-found' })
    const made = await ask()
    expect(await sharesOf(alice, threadId('t'), { store })).toEqual({ shares: [made] })
    await expect(sharesOf(bob, threadId('t'), { store })).rejects.toMatchObject({ code: 'not-found' })
    await expect(stopSharing(bob, made.shareId, { store })).rejects.toMatchObject({ code: 'not-found' })
    await stopSharing(alice, made.shareId, { store })
    expect(await readShare(made.shareId, 1, { store })).toBeUndefined()
    const stopped = readSharedEvents({ shareId: made.shareId, runId: runId('one') }, { store })
    await expect(stopped).rejects.toMatchObject({ code: 'not-found', message: shareNotFound().message })
  })

  test('has its events joined, and each of them for those who ask', async () => {
    const pieces = 'The answer, word by word.'.split(/(?<= )/)
    await answer('long', 'One?', { pieces })
    await answer('other', 'Two?')
    const made = await ask({ runId: runId('long') })
    const { copy, turns, everyEvent } = await read(made)
    const [compacted] = copy.thread.turns.flatMap(({ runs }) => runs)
    expect(everyEvent[0]?.flatMap((event) => (event.type === 'TEXT_MESSAGE_CONTENT' ? event.delta : []))).toEqual(pieces)
    expect(compacted?.events).toHaveLength((everyEvent[0]?.length ?? 0) - pieces.length + 2)
    const whole = toThreadView({
      ...copy.thread,
      turns: copy.thread.turns.map((turn) => ({ ...turn, runs: [{ ...turn.runs[0], events: everyEvent[0] } as StoredRun] })),
    })
    expect(turns).toEqual(whole.turns)
    const unshared = readSharedEvents({ shareId: made.shareId, runId: runId('other') }, { store })
    await expect(unshared).rejects.toMatchObject({ code: 'not-found', message: shareNotFound().message })
  })

  test('comes in pages of 30 questions', async () => {
    for (let index = 0; index < 31; index += 1) await answer(`r${index}`, `Question ${index}?`)
    const made = await ask()
    expect((await read(made)).copy).toMatchObject({ page: 1, pages: 2, thread: { turns: { length: 30 } } })
    expect((await read(made, 2)).turns.map(({ question }) => question)).toEqual(['Question 30?'])
    expect(await readShare(made.shareId, 3, { store })).toBeUndefined()
  })
})
