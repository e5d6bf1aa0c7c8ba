import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ChatOptions } from '@/lib/client/chat/chat-options'
import type { ChatSession, ChatState } from '@/lib/client/chat/chat-state'
import { createChat } from '@/lib/client/chat/create-chat'
import type { VersionStart } from '@/lib/client/chat/new-version'
import { modeChoice } from '@/lib/client/chat/run-choices'
import type { Transport } from '@/lib/client/connection/transport'
import type { MessageId, NumberedEvent, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { sseHeaders, toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import { toInheritedSteps } from '@/lib/run-view/inherited-steps'
import { callsOf, type RunView } from '@/lib/run-view/state'
import { type StoredRun, type StoredThread, shownRun } from '@/lib/run-view/thread-view'
import { createInstantSchedule, createWaker, ManualClock } from '@/tests/support/clocks'
import { type Fixture, readFixture } from '@/tests/support/fixtures'
import { drop, json, PlaybackServer, play, playInTwo, type Reply, refuse } from '@/tests/support/playback-server'

const threadId = 'th' as ThreadId
const sums = readFixture('sums-in-order')
const stopped = readFixture('stopped')

let server: PlaybackServer
let baseUrl: string
const leaving: (() => void)[] = []
beforeEach(async () => {
  server = new PlaybackServer()
  baseUrl = await server.start()
})
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave()
  await server.stop()
})

const open = ({
  preloaded,
  ...more
}: Partial<ChatOptions> & { preloaded?: Parameters<ChatSession['preload']>[0] } = {}): ChatSession => {
  const { schedule } = createInstantSchedule()
  const chat = createChat({
    threadId,
    isNew: true,
    baseUrl,
    schedule,
    isPreloaded: preloaded !== undefined,
    onFrame: (callback) => setImmediate(callback),
    onWake: () => () => undefined,
    isOnline: () => true,
    ...more,
  })
  if (preloaded) chat.preload(preloaded)
  leaving.push(chat.subscribe(() => undefined))
  return chat
}
const until = (chat: ChatSession, isSo: (state: ChatState) => boolean): Promise<ChatState> =>
  new Promise((resolve) => {
    const look = () => {
      if (!isSo(chat.getState())) return
      unsubscribe()
      resolve(chat.getState())
    }
    const unsubscribe = chat.subscribe(look)
    look()
  })
const lastRun = (state: ChatState): RunView | undefined => {
  const turn = state.thread.turns.at(-1)
  return turn && shownRun(turn)
}
const isIdle = (state: ChatState): boolean => state.live === undefined && state.queued.length === 0 && !state.loading
const stored = (...runs: { name: Fixture; upTo?: number }[]): StoredThread => ({
  threadId,
  title: 'Sums',
  earlier: 0,
  turns: runs.map(({ name, upTo }) => {
    const all = readFixture(name)
    const events: NumberedEvent[] = all.slice(0, upTo)
    return {
      messageId: `q_${name}` as MessageId,
      question: `About ${name}`,
      askedAt: 1,
      runs: [{ runId: runIdOf(all), model: { id: 'demo', label: 'Demo model' }, events, ended: upTo === undefined }],
    }
  }),
})
const runIdOf = (events: NumberedEvent[]): RunId => (events[0]?.type === 'RUN_STARTED' ? events[0].runId : ('' as RunId))
/** Our runs have ids of their own; a recording is played under the id that was asked for. */
const answerWith =
  (events: NumberedEvent[], options: Parameters<typeof play>[1] = {}): Reply =>
  (response, heard) =>
    play(renamed(events, heard.body), options)(response, heard)
const answerInTwo = (events: NumberedEvent[], seq: number) => {
  let go = () => {}
  const reply: Reply = (response, heard) => {
    const line = playInTwo(renamed(events, heard.body), seq)
    go = line.go
    line.reply(response, heard)
  }
  return { reply, go: () => go() }
}
const renamed = (events: NumberedEvent[], body: string): NumberedEvent[] => {
  const { runId, forwardedProps } = JSON.parse(body)
  const { from } = forwardedProps.unfold
  return events.map((event) => {
    if (event.type === 'RUN_STARTED') return { ...event, runId, metadata: { ...event.metadata, ...(from && { from }) } }
    return 'runId' in event ? { ...event, runId } : event
  })
}
/** The sums as a run that starts from another. */
const goesOnFrom = (runId: RunId): NumberedEvent[] =>
  renamed(sums, JSON.stringify({ runId: 'next', forwardedProps: { unfold: { from: { runId, seq: 21 } } } }))
const queuedIn = (chat: ChatSession): string[] => chat.getState().queued.map(({ question }) => question)
const bodies = () => server.heardOn('post').map(({ body }) => JSON.parse(body))

describe('asking', () => {
  test('puts the question on the page at once, then folds the answer as it comes', async () => {
    server.on('post', answerWith(sums))
    const chat = open()
    let told = 0
    chat.subscribe(() => (told += 1))
    chat.send('  Take 10 plus 10  ')
    expect(told).toBe(1)
    expect(chat.getState()).toMatchObject({
      thread: {
        title: 'Take 10 plus 10',
        turns: [{ question: 'Take 10 plus 10', versions: [{ state: { name: 'connecting' } }] }],
      },
      live: { messageId: chat.getState().thread.turns[0]?.messageId },
    })
    const state = await until(chat, isIdle)
    expect(lastRun(state)).toMatchObject({ state: { name: 'done' }, answer: { state: 'done' } })
    expect(state).toMatchObject({ connection: { name: 'open' }, restored: {} })
    expect(state).not.toHaveProperty('failure')
  })

  test('tells its readers at most once a frame', async () => {
    server.on('post', answerWith(sums))
    const frames: (() => void)[] = []
    const chat = open({ onFrame: (callback) => frames.push(callback) })
    let told = 0
    chat.subscribe(() => (told += 1))
    chat.send('Sums')
    told = 0
    await server.untilHeard('post')
    while (chat.getState().live) await new Promise(setImmediate)
    expect(told).toBe(0)
    for (const frame of frames.splice(0)) frame()
    expect(told).toBe(1)
  })

  test('what comes with a question is on the page at once, goes with it and its other versions, and comes back with it', async () => {
    const report = { id: 'one', name: 'report.pdf', type: 'pdf', size: 2048, pages: 2 }
    const notes = { id: 'two', name: 'notes.md', type: 'markdown', size: 20 }
    const kept = sums.map((event) =>
      event.type === 'RUN_STARTED' ? { ...event, metadata: { ...event.metadata, files: [report] } } : event,
    )
    server.on('post', answerWith(kept), answerWith(kept), refuse('bad-request', { detail: 'No.' }))
    const chat = open()
    chat.send('What does it say?', 'demo', [report, notes])
    expect(lastRun(chat.getState())?.files).toEqual([report, notes])
    // The server says what was there.
    expect(lastRun(await until(chat, isIdle))?.files).toEqual([report])
    chat.newVersion(chat.getState().thread.turns[0]?.messageId as MessageId, { action: 'edit', question: 'And this?' })
    await until(chat, isIdle)
    expect(bodies().map(({ forwardedProps }) => forwardedProps.unfold.files)).toEqual([['one', 'two'], ['one']])
    chat.send('Again', 'demo', [notes])
    expect((await until(chat, ({ failure }) => failure !== undefined)).failure).toMatchObject({ text: 'Again', files: [notes] })
  })

  test('an empty question is none', () => {
    const chat = open()
    chat.send('  \n ')
    expect(chat.getState().thread.turns).toEqual([])
  })

  test('while a run goes waits, and each message is sent by itself when the one before it has ended', async () => {
    const first = answerInTwo(sums, 8)
    server.on('post', first.reply, answerWith(sums), answerWith(sums))
    const chat = open()
    chat.send('One')
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === 8)
    chat.send('Two', 'demo')
    chat.send('Three')
    expect(queuedIn(chat)).toEqual(['Two', 'Three'])
    expect(chat.getState().thread.turns).toHaveLength(1)
    first.go()
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns.length === 3)
    expect(state.thread.turns.map(({ question }) => question)).toEqual(['One', 'Two', 'Three'])
    expect(bodies()[1].forwardedProps.unfold).toEqual({ detach: true, isFollowUp: true, model: 'demo' })
    expect(bodies()[2].forwardedProps.unfold).toEqual({ detach: true, isFollowUp: true })
  })

  test('what waits can be taken back, each by itself', async () => {
    const first = answerInTwo(sums, 8)
    server.on('post', first.reply, answerWith(sums))
    const chat = open()
    chat.send('One')
    chat.send('Two')
    chat.send('Three')
    chat.unqueue(chat.getState().queued[0]?.messageId as MessageId)
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === 8)
    first.go()
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns.length === 2)
    expect(state.thread.turns.map(({ question }) => question)).toEqual(['One', 'Three'])
  })

  test('that is refused leaves no turn behind and gives the text back', async () => {
    server.on('post', refuse('rate-limited', { detail: 'You can ask again at 14:32.', retryAfterMs: 60_000 }))
    const chat = open()
    chat.send('One')
    chat.send('Two')
    const state = await until(chat, ({ failure }) => failure !== undefined)
    expect(state.thread.turns).toEqual([])
    expect(state).not.toHaveProperty('live')
    expect(state.queued).toEqual([])
    expect(state.failure).toEqual({
      code: 'rate-limited',
      message: 'You can ask again at 14:32.',
      text: 'One\n\nTwo',
      retryAfterMs: 60_000,
    })
    chat.dismissFailure()
    expect(chat.getState()).not.toHaveProperty('failure')
  })

  test.each([
    ['not-saved', 'The database is unavailable. Try again in a moment.'],
    ['restarting', 'The server is restarting. Try again in a moment.'],
  ] as const)('by a server that is %s keeps the text, and it can be sent again', async (code, message) => {
    server.on('post', refuse(code), answerWith(sums))
    const chat = open()
    chat.send('One')
    const state = await until(chat, ({ failure }) => failure !== undefined)
    expect(state).toMatchObject({ thread: { turns: [] }, failure: { code, message, text: 'One' } })
    chat.send('One')
    expect(chat.getState()).not.toHaveProperty('failure')
    expect(lastRun(await until(chat, isIdle))?.state.name).toBe('done')
  })

  test('for what waited its turn: it waits on, says why, and is sent when the server can keep it', async () => {
    const line = answerInTwo(sums, 20)
    server
      .on('post', line.reply, refuse('disk-full'), answerWith(stopped))
      .on('health', json(503, {}), json(200, {}))
      .on('thread', json(200, stored({ name: 'sums-in-order' })))
    const chat = open()
    chat.send('One')
    await until(chat, (each) => (lastRun(each)?.lastSeq ?? 0) === 20)
    chat.send('Two')
    line.go()
    const held = await until(chat, (each) => each.held !== undefined)
    expect(held).toMatchObject({ held: 'The server’s disk is full, so nothing new can be saved.', queued: [{ question: 'Two' }] })
    expect(held).not.toHaveProperty('failure')
    expect(held.thread.turns.map(({ question }) => question)).toEqual(['One'])
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns.length >= 2)
    expect(state).not.toHaveProperty('held')
    expect(state.thread.turns.at(-1)?.question).toBe('Two')
    expect(server.heard.map(({ route }) => route)).toEqual(['post', 'post', 'health', 'health', 'thread', 'post'])
  })

  test('a server that cannot be reached gives the text back too', async () => {
    server.on('post', drop)
    const chat = open()
    chat.send('One')
    const state = await until(chat, ({ failure }) => failure !== undefined)
    expect(state).toMatchObject({ thread: { turns: [] }, failure: { text: 'One' } })
  })

  test('in a thread that is busy elsewhere waits for that run, shows it, and is sent after it', async () => {
    server
      .on('post', refuse('busy-thread'), answerWith(sums))
      .on('thread', json(200, stored({ name: 'stopped', upTo: 5 })))
      .on('events', play(stopped))
    const chat = open()
    chat.send('Mine')
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns.length === 2)
    expect(state.thread.turns.map(({ question }) => question)).toEqual(['About stopped', 'Mine'])
    expect(state.thread.turns.map((turn) => shownRun(turn)?.state.name)).toEqual(['stopped', 'done'])
    expect(server.heard.map(({ route }) => route)).toEqual(['post', 'thread', 'events', 'post'])
  })

  test('offline waits for the network', async () => {
    let isOnline = false
    const { onWake, wake } = createWaker()
    server.on('post', answerWith(sums))
    const chat = open({ isOnline: () => isOnline, onWake })
    chat.send('One')
    expect(chat.getState()).toMatchObject({
      queued: [{ question: 'One' }],
      connection: { name: 'offline' },
      thread: { turns: [] },
    })
    wake()
    expect(queuedIn(chat)).toEqual(['One'])
    isOnline = true
    wake()
    const state = await until(chat, isIdle)
    expect(lastRun(state)?.state.name).toBe('done')
  })
})

describe('stopping', () => {
  /** One call is done; of the three at once one runs, one waits and one is being written. */
  const running = stopped.findIndex((event) => event.type === 'TOOL_CALL_ARGS' && event.delta === '{"que') + 1

  test('is seen at once; the run goes on until it has ended, and what is sent since waits for that', async () => {
    const line = answerInTwo(stopped, running)
    server.on('post', line.reply, answerWith(sums)).on('stop', json(202, {}))
    const chat = open()
    chat.send('Look three things up')
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === running)
    chat.stop()
    expect(chat.getState().live?.stop).toBe('asked')
    chat.send('Next')
    expect(queuedIn(chat)).toEqual(['Next'])
    await server.untilHeard('stop')
    const run = lastRun(chat.getState())
    expect(run?.state.name).toBe('working')
    expect(run && callsOf(run).filter(({ state }) => state === 'running' || state === 'writing')).not.toEqual([])
    line.go()
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns.length === 2)
    expect(state.thread.turns.map((turn) => shownRun(turn)?.state.name)).toEqual(['stopped', 'done'])
    expect(shownRun(state.thread.turns[0] ?? { versions: [], chosen: 0 })?.lastSeq).toBe(stopped.length)
  })

  test('starts nothing: what waited goes back to its writer', async () => {
    const line = answerInTwo(stopped, running)
    server.on('post', line.reply).on('stop', json(202, {}))
    const chat = open()
    chat.send('One')
    chat.send('Two')
    chat.send('Three')
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === running)
    chat.stop()
    expect(chat.getState()).toMatchObject({ queued: [], returned: { text: 'Two\n\nThree' } })
    await server.untilHeard('stop')
    line.go()
    await until(chat, (state) => lastRun(state)?.lastSeq === stopped.length)
    expect(server.heardOn('post')).toHaveLength(1)
  })

  test('is asked for until the server has heard', async () => {
    const line = answerInTwo(stopped, 4)
    server.on('post', line.reply).on('stop', refuse('not-found'), drop, refuse('internal'), json(202, {}))
    const chat = open()
    chat.send('One')
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === 4)
    chat.stop()
    chat.stop()
    await server.untilHeard('stop', 4)
    line.go()
    await until(chat, (state) => lastRun(state)?.lastSeq === stopped.length)
    expect(server.heardOn('stop')).toHaveLength(4)
  })

  test.each([
    ['the server is away', refuse('internal')],
    ['nothing gets through', drop],
    ['the server does not know the run', refuse('not-found')],
    ['the server refuses', refuse('forbidden'), 'refused'],
  ])(
    'says so when it cannot be delivered since %s, and can be pressed again; the run goes on',
    async (_why, refusal, how = 'undelivered') => {
      const line = answerInTwo(stopped, 4)
      server.on('post', line.reply).on('stop', refusal)
      const chat = open()
      chat.send('One')
      await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === 4)
      chat.stop()
      const state = await until(chat, ({ live }) => live?.stop === how)
      expect(lastRun(state)?.state.name).toBe('working')
      server.on('stop', json(202, {}))
      chat.stop()
      expect(chat.getState().live?.stop).toBe('asked')
      line.go()
      await until(chat, (each) => isIdle(each) && lastRun(each)?.state.name === 'stopped')
    },
  )

  test('that is delivered late, by itself, is under way again', async () => {
    const line = answerInTwo(stopped, 4)
    const away = Array<Reply>(6).fill(refuse('internal'))
    server.on('post', line.reply).on('stop', ...away, json(202, {}))
    const chat = open()
    chat.send('One')
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === 4)
    const seen: (string | undefined)[] = []
    chat.subscribe(() => seen.push(chat.getState().live?.stop))
    chat.stop()
    await server.untilHeard('stop', 7)
    await until(chat, ({ live }) => live?.stop === 'asked')
    expect(seen.filter((stop, index) => stop !== seen[index - 1])).toEqual(['asked', 'undelivered', 'asked'])
    line.go()
    await until(chat, (each) => isIdle(each) && lastRun(each)?.state.name === 'stopped')
  })

  test('shows the run as done if it was done before the stop arrived', async () => {
    const line = answerInTwo(sums, 40)
    server.on('post', line.reply).on('stop', json(202, {}))
    const chat = open()
    chat.send('One')
    await until(chat, (state) => (lastRun(state)?.lastSeq ?? 0) === 40)
    chat.stop()
    line.go()
    const state = await until(chat, (each) => lastRun(each)?.state.name === 'done')
    expect(lastRun(state)?.answer?.state).toBe('done')
  })

  test('a question that never left is not sent after all, and stays on the page', async () => {
    server.on('post', drop).on('stop', refuse('not-found'))
    const chat = open({ schedule: () => () => undefined })
    chat.send('One')
    await until(chat, (state) => state.connection.name === 'reconnecting')
    chat.stop()
    expect(chat.getState().live?.stop).toBe('asked')
    expect(await until(chat, isIdle)).toMatchObject({
      thread: { turns: [{ question: 'One', versions: [{ state: { name: 'stopped' } }] }] },
    })
    expect(server.heardOn('post')).toHaveLength(1)
    // The server has nothing that the next one could follow from.
    server.on('post', answerWith(sums))
    chat.send('Two')
    await server.untilHeard('post', 2)
    expect(bodies().at(-1).forwardedProps.unfold).not.toHaveProperty('isFollowUp')
  })

  test('of a question that is on its way is asked on when its chat is left: a 404 does not say that there is no run', async () => {
    const line = answerInTwo(stopped, 0)
    server.on('post', line.reply).on('stop', refuse('not-found'), json(202, {}))
    const chat = open()
    chat.send('One')
    await server.untilHeard('post')
    chat.stop()
    for (const leave of leaving.splice(0)) leave()
    await server.untilHeard('stop', 2)
    expect(lastRun(chat.getState())?.state.name).not.toBe('stopped')
    line.go()
  })

  test('a question that got there while its answer was lost is stopped there, and its end is read', async () => {
    server.on('post', drop, answerWith(stopped)).on('stop', json(202, {}))
    const chat = open({ schedule: () => () => undefined })
    chat.send('One')
    await until(chat, (state) => state.connection.name === 'reconnecting')
    chat.stop()
    const state = await until(chat, isIdle)
    expect(lastRun(state)).toMatchObject({ state: { name: 'stopped' }, lastSeq: stopped.length })
  })
})

describe('another answer', () => {
  test('is a version beside the first, from the run that is shown, and either can be chosen', async () => {
    server.on('post', answerWith(sums))
    const chat = open()
    chat.send('One')
    const first = await until(chat, isIdle)
    const messageId = first.thread.turns[0]?.messageId as MessageId
    chat.newVersion(messageId, { action: 'regenerate' }, 'other')
    expect(chat.getState().thread.turns[0]).toMatchObject({ chosen: 1, versions: [{}, { state: { name: 'connecting' } }] })
    const second = await until(chat, isIdle)
    expect(second.thread.turns[0]?.versions.map(({ state }) => state.name)).toEqual(['done', 'done'])
    expect(bodies()[1]).toMatchObject({
      messages: [{ id: messageId, content: lastRun(first)?.question }],
      forwardedProps: {
        unfold: { model: 'other', from: { action: 'regenerate', runId: lastRun(first)?.runId, seq: sums.length } },
      },
    })
    chat.choose(messageId, 0)
    expect(chat.getState().thread.turns[0]?.chosen).toBe(0)
    chat.choose(messageId, 9)
    expect(chat.getState().thread.turns[0]?.chosen).toBe(1)
  })

  test('chosen over a newer one is told to the server, which shows it again when the chat is opened again', async () => {
    const [older, newer] = [stored({ name: 'sums-in-order' }), stored({ name: 'stopped' })]
    const both = {
      ...older,
      turns: older.turns.map((turn) => ({ ...turn, runs: [...turn.runs, ...(newer.turns[0]?.runs ?? [])] })),
    }
    const again = { ...both, turns: both.turns.map((turn) => ({ ...turn, chosenRunId: runIdOf(sums) })) }
    server.on('thread', json(200, both), json(200, again)).on('patch', refuse('not-saved'))
    const first = open({ isNew: false })
    const { thread } = await until(first, isIdle)
    expect(thread.turns[0]?.chosen).toBe(1)
    first.choose(thread.turns[0]?.messageId as MessageId, 0)
    await server.untilHeard('patch')
    const [heard] = server.heardOn('patch')
    expect(heard?.path).toBe('/api/threads/th')
    expect(JSON.parse(heard?.body ?? '')).toEqual({ chosen: { messageId: 'q_sums-in-order', runId: runIdOf(sums) } })
    expect(first.getState()).toMatchObject({ thread: { turns: [{ chosen: 0 }] } })
    expect(first.getState()).not.toHaveProperty('failure')
    expect((await until(open({ isNew: false }), isIdle)).thread.turns[0]?.chosen).toBe(0)
  })

  test('that goes on from a stopped run shows its finished steps at once, and adds its own', async () => {
    server.on('post', answerWith(stopped), answerWith(sums))
    const chat = open()
    chat.send('One')
    const first = await until(chat, isIdle)
    const parent = lastRun(first)
    const kept = toInheritedSteps(parent as RunView, {
      runId: parent?.runId as RunId,
      seq: stopped.length,
      action: 'continue',
    }).steps
    expect(kept.length).toBeGreaterThan(0)
    chat.newVersion(first.thread.turns[0]?.messageId as MessageId, { action: 'continue' })
    expect(lastRun(chat.getState())).toMatchObject({ state: { name: 'connecting' }, steps: kept, lastSeq: 0 })
    const second = await until(chat, isIdle)
    const [before, after] = [parent, lastRun(second)].map((run) =>
      callsOf(run as RunView).filter(({ state }) => state === 'done'),
    )
    expect(after?.slice(0, before?.length)).toEqual(before)
    expect(after?.length).toBeGreaterThan(before?.length ?? 0)
    expect(bodies()[1].forwardedProps.unfold).toEqual({
      detach: true,
      from: { runId: parent?.runId, seq: stopped.length, action: 'continue' },
    })
  })

  test('is thorough where the one before was, or where that is chosen now and the question is asked anew', async () => {
    const thorough = sums.map((event) =>
      event.type === 'RUN_STARTED' ? { ...event, metadata: { ...event.metadata, mode: 'thorough' as const } } : event,
    )
    server.on('post', answerWith(sums), answerWith(thorough), answerWith(thorough), answerWith(sums))
    const chat = open()
    chat.send('One')
    const messageId = (await until(chat, isIdle)).thread.turns[0]?.messageId as MessageId
    modeChoice.change('thorough')
    onTestFinished(() => modeChoice.change(undefined))
    const start = async (how: VersionStart) => {
      chat.newVersion(messageId, how)
      await until(chat, isIdle)
    }
    await start({ action: 'regenerate' })
    modeChoice.change(undefined)
    await start({ action: 'continue' })
    await start({ action: 'edit', question: 'Two' })
    expect(bodies().map((body) => body.forwardedProps.unfold.mode)).toEqual([undefined, 'thorough', 'thorough', undefined])
    chat.send('Three')
    expect(lastRun(chat.getState())?.mode).toBeUndefined()
  })

  test('names the step that is to be tried again', async () => {
    server.on('post', answerWith(readFixture('tool-failure')), answerWith(sums))
    const chat = open()
    chat.send('One')
    const { thread } = await until(chat, isIdle)
    const failed = thread.turns.flatMap(({ versions }) => versions.flatMap(callsOf)).find(({ state }) => state === 'failed')
    expect(failed).toBeDefined()
    chat.newVersion(thread.turns[0]?.messageId as MessageId, {
      action: 'retry-call',
      toolCallId: failed?.toolCallId as ToolCallId,
    })
    expect(callsOf(lastRun(chat.getState()) as RunView)).not.toContainEqual(failed)
    await until(chat, isIdle)
    expect(bodies()[1].forwardedProps.unfold.from).toMatchObject({ action: 'retry-call', toolCallId: failed?.toolCallId })
  })

  test('of a step with other arguments says which, by another model if that is asked for', async () => {
    server.on('post', answerWith(sums), answerWith(sums), answerWith(sums))
    const chat = open()
    chat.send('One', 'first-model')
    const { thread } = await until(chat, isIdle)
    const messageId = thread.turns[0]?.messageId as MessageId
    const [first, second] = thread.turns.flatMap(({ versions }) => versions.flatMap(callsOf))
    const toolCallId = second?.toolCallId as ToolCallId
    const args = '{"x": 90071992547409931, "y": 7}'
    chat.newVersion(messageId, { action: 'retry-call', toolCallId, args }, 'second-model')
    const shown = lastRun(chat.getState()) as RunView
    expect(callsOf(shown)).toEqual([first])
    expect(shown.nextCall).toEqual({ name: second?.name, argsText: args })
    await until(chat, isIdle)
    expect(bodies()[1].forwardedProps.unfold).toMatchObject({
      from: { action: 'retry-call', toolCallId, args },
      model: 'second-model',
    })
    expect(chat.getState().thread.turns[0]).toMatchObject({ chosen: 1, versions: [{}, {}] })
  })

  test('to an edited question is asked in the same place; refused, its words come back', async () => {
    server.on('post', answerWith(sums), refuse('rate-limited'))
    const chat = open()
    chat.send('One')
    const { thread } = await until(chat, isIdle)
    const messageId = thread.turns[0]?.messageId as MessageId
    chat.newVersion(messageId, { action: 'edit', question: 'Two' })
    expect(chat.getState().thread.turns).toMatchObject([
      { question: 'One', chosen: 1, versions: [{}, { question: 'Two', steps: [] }] },
    ])
    const { failure, thread: after } = await until(chat, (state) => state.failure !== undefined)
    expect(bodies()[1]).toMatchObject({
      messages: [{ id: messageId, content: 'Two' }],
      forwardedProps: { unfold: { from: { action: 'edit' } } },
    })
    expect(failure).toMatchObject({ code: 'rate-limited', text: 'Two' })
    expect(after.turns).toEqual(thread.turns)
  })

  test('to a question that never left is asked as a new one', async () => {
    server.on('post', drop).on('stop', refuse('not-found'))
    const chat = open()
    chat.send('One')
    await until(chat, ({ connection }) => connection.name === 'reconnecting')
    chat.stop()
    const { thread } = await until(chat, isIdle)
    server.on('post', answerWith(sums))
    chat.newVersion(thread.turns[0]?.messageId as MessageId, { action: 'regenerate' })
    await until(chat, (state) => isIdle(state) && lastRun(state)?.state.name === 'done')
    expect(bodies().at(-1).forwardedProps.unfold).not.toHaveProperty('from')
    expect(bodies().at(-1).forwardedProps.unfold).not.toHaveProperty('from')
  })

  test('that is refused leaves the first as it was', async () => {
    server.on('post', answerWith(sums), refuse('busy-thread'))
    const chat = open()
    chat.send('One')
    const { thread } = await until(chat, isIdle)
    chat.newVersion(thread.turns[0]?.messageId as MessageId, { action: 'regenerate' })
    const state = await until(chat, ({ failure }) => failure !== undefined)
    expect(state.thread.turns).toEqual(thread.turns)
    expect(state.failure).toEqual({
      code: 'busy-thread',
      message: 'This chat is still answering. Try again when it has finished.',
    })
  })
})

describe('a stored chat', () => {
  test('is read once somebody looks, and its runs are marked as read back', async () => {
    server.on('thread', json(200, stored({ name: 'sums-in-order' }, { name: 'stopped' })))
    const chat = open({ isNew: false })
    expect(chat.getState().loading).toBe(true)
    const state = await until(chat, ({ loading }) => !loading)
    expect(state.thread.title).toBe('Sums')
    expect(state.thread.turns.map((turn) => shownRun(turn)?.state.name)).toEqual(['done', 'stopped'])
    expect(state.restored).toEqual({ run_sums: sums.length, run_stopped: stopped.length })
  })

  test('with a run under way joins it where the thread left off', async () => {
    server.on('thread', json(200, stored({ name: 'sums-in-order', upTo: 20 }))).on('events', play(sums))
    const chat = open({ isNew: false })
    const state = await until(chat, isIdle)
    expect(lastRun(state)?.state.name).toBe('done')
    expect(server.heardOn('events').map(({ lastEventId }) => lastEventId)).toEqual(['20'])
    expect(server.heardOn('post')).toEqual([])
  })

  test('that comes with its page is not asked for, and its run is followed from there: no event is lost, and none comes twice', async () => {
    server.on('events', play(sums))
    const whole = await until(open({ isNew: false, preloaded: Promise.resolve(stored({ name: 'sums-in-order' })) }), isIdle)
    for (const upTo of [1, 7, 20, sums.length - 1]) {
      const chat = open({ isNew: false, preloaded: Promise.resolve(stored({ name: 'sums-in-order', upTo })) })
      expect(chat.getState().loading).toBe(true)
      const state = await until(chat, isIdle)
      expect(lastRun(state)).toEqual(lastRun(whole))
      expect(server.heardOn('events').at(-1)?.lastEventId).toBe(String(upTo))
    }
    expect(server.heardOn('events')).toHaveLength(4)
    expect(server.heardOn('thread')).toEqual([])
  })

  test('whose page comes to life after it was subscribed to waits for that, and asks for nothing', async () => {
    const chat = open({ isNew: false, isPreloaded: true })
    await new Promise(setImmediate)
    expect(chat.getState().loading).toBe(true)
    chat.preload(Promise.resolve(stored({ name: 'stopped' })))
    const state = await until(chat, isIdle)
    expect(lastRun(state)?.state.name).toBe('stopped')
    expect(server.heardOn('thread')).toEqual([])
  })

  test('whose page never comes, since its connection died without a word, is asked for after 12 s', async () => {
    server.on('thread', json(200, stored({ name: 'stopped' })))
    const clock = new ManualClock()
    const chat = open({ isNew: false, isPreloaded: true, schedule: clock.schedule })
    await new Promise(setImmediate)
    expect(clock.pending).toEqual([12_000])
    clock.advance(11_999)
    await new Promise(setImmediate)
    expect(server.heardOn('thread')).toEqual([])
    clock.advance(1)
    const state = await until(chat, isIdle)
    expect(state.thread.turns).toHaveLength(1)
    // What it brings after all is older than what is shown.
    chat.preload(Promise.resolve(stored({ name: 'sums-in-order' })))
    await new Promise(setImmediate)
    expect(lastRun(chat.getState())?.state.name).toBe('stopped')
  })

  test.each([
    ['whose page broke off before it came', () => Promise.reject(new Error('Connection closed.'))],
    ['that its page could not read', () => Promise.resolve(undefined)],
  ])('%s is asked for', async (_title, preload) => {
    server.on('thread', json(200, stored({ name: 'stopped' })))
    const chat = open({ isNew: false, preloaded: preload() })
    const state = await until(chat, isIdle)
    expect(state.thread.turns).toHaveLength(1)
    expect(server.heardOn('thread')).toHaveLength(1)
  })

  test('that came with its page is read anew from the server when the tab is shown', async () => {
    const { onWake, wake } = createWaker()
    server.on('thread', json(200, stored({ name: 'sums-in-order' }, { name: 'stopped' })))
    const chat = open({ isNew: false, onWake, preloaded: Promise.resolve(stored({ name: 'sums-in-order' })) })
    await until(chat, isIdle)
    wake()
    const state = await until(chat, ({ thread }) => thread.turns.length === 2)
    expect(lastRun(state)?.state.name).toBe('stopped')
  })

  test('that comes with a page after it was read is not shown in place of what is newer', async () => {
    const [older, newer] = [stored({ name: 'sums-in-order' }), stored({ name: 'sums-in-order' }, { name: 'stopped' })]
    server.on('thread', json(200, newer)).on('post', refuse('busy-thread'), answerWith(sums))
    const chat = open({ isNew: false })
    await until(chat, isIdle)
    chat.preload(Promise.resolve(older))
    chat.preload(Promise.reject(new Error('Connection closed.')))
    chat.send('And now?')
    const state = await until(chat, (state) => isIdle(state) && state.thread.turns.length !== 2)
    expect(state.thread.turns).toHaveLength(3)
    expect(server.heardOn('thread')).toHaveLength(2)
  })

  test('whose run is gone with a restart of the server says so', async () => {
    server.on('thread', json(200, stored({ name: 'sums-in-order', upTo: 20 }))).on('events', refuse('not-found'))
    const chat = open({ isNew: false })
    const state = await until(chat, isIdle)
    expect(lastRun(state)?.state).toEqual({ name: 'interrupted', message: 'The server restarted while this was running.' })
  })

  test('whose run a restart interrupted is looked at again until the server goes on with it, which is followed', async () => {
    const goesOn = (runs: StoredRun[]): StoredThread => ({ ...before, turns: before.turns.map((turn) => ({ ...turn, runs })) })
    const before = stored({ name: 'sums-in-order', upTo: 20 })
    const interrupted: NumberedEvent = {
      type: 'RUN_ERROR',
      code: 'interrupted',
      message: 'The server restarted while this was running.',
      usage: [],
      metadata: { retryable: true, reference: '' },
      seq: 21,
      timestamp: sums[19]?.timestamp ?? 0,
    }
    const first = { ...(before.turns[0]?.runs[0] as StoredRun), events: [...sums.slice(0, 20), interrupted], ended: true }
    const next: StoredRun = {
      runId: 'next' as RunId,
      model: first.model,
      from: { runId: first.runId, seq: 21, action: 'continue' },
      events: goesOnFrom(first.runId).slice(0, 1),
      ended: false,
    }
    server
      .on('thread', json(200, before), json(200, goesOn([first])), json(200, goesOn([first, next])))
      .on('events', play([...sums.slice(0, 20), interrupted]), play(goesOnFrom(first.runId)))
    const { schedule, waits } = createInstantSchedule()
    const chat = open({ isNew: false, schedule })
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns[0]?.versions.length === 2)
    expect(waits).toEqual([300, 700])
    expect(state.thread.turns[0]).toMatchObject({ chosen: 1, versions: [{ state: { name: 'interrupted' } }, {}] })
    expect(lastRun(state)?.state.name).toBe('done')
    expect(callsOf(lastRun(state) as RunView).length).toBeGreaterThan(
      callsOf(state.thread.turns[0]?.versions[0] as RunView).length,
    )
  })

  test('that does not exist is a failure in words', async () => {
    const state = await until(open({ isNew: false }), ({ loading }) => !loading)
    expect(state.failure).toEqual({ code: 'not-found', message: 'This chat does not exist or was deleted.' })
  })

  test('that could not be read is read again on request', async () => {
    server.on('thread', drop, json(200, stored({ name: 'stopped' })))
    const chat = open({ isNew: false })
    await until(chat, ({ failure }) => failure !== undefined)
    chat.reconnect()
    const state = await until(chat, isIdle)
    expect(state.thread.turns).toHaveLength(1)
    expect(state).not.toHaveProperty('failure')
  })

  test('that went on elsewhere is read anew when the tab is shown; what was here stays the same objects', async () => {
    const { onWake, wake } = createWaker()
    const [before, after] = [stored({ name: 'sums-in-order' }), stored({ name: 'sums-in-order' }, { name: 'stopped' })]
    server.on('thread', json(200, before), json(200, before), json(200, after))
    const chat = open({ isNew: false, onWake })
    const { thread } = await until(chat, isIdle)
    while (chat.getState().thread.turns.length < 2) {
      wake()
      await new Promise(setImmediate)
    }
    const state = chat.getState()
    expect(state.thread.turns[0]).toBe(thread.turns[0])
    expect(state.thread.turns[1]?.question).toBe('About stopped')
    expect(state.restored).toMatchObject({ run_stopped: stopped.length })
  })

  test('with a run that another tab began is joined when the tab is shown', async () => {
    const { onWake, wake } = createWaker()
    server
      .on(
        'thread',
        json(200, stored({ name: 'stopped' })),
        json(200, stored({ name: 'stopped' }, { name: 'sums-in-order', upTo: 20 })),
      )
      .on('events', play(sums))
    const chat = open({ isNew: false, onWake })
    await until(chat, isIdle)
    wake()
    const state = await until(chat, (each) => isIdle(each) && each.thread.turns.length === 2)
    expect(lastRun(state)?.state.name).toBe('done')
  })

  test('that cannot be read anew stays as it is, without a word', async () => {
    const { onWake, wake } = createWaker()
    server.on('thread', json(200, stored({ name: 'stopped' })), drop)
    const chat = open({ isNew: false, onWake })
    const { thread } = await until(chat, isIdle)
    wake()
    await server.untilHeard('thread', 2)
    await new Promise(setImmediate)
    expect(chat.getState().thread).toBe(thread)
    expect(chat.getState()).not.toHaveProperty('failure')
  })
})

describe('a long chat', () => {
  const [older, newer] = [stored({ name: 'sums-in-order' }), { ...stored({ name: 'stopped' }), earlier: 1 }]
  const questionsOf = ({ thread }: ChatState) => thread.turns.map(({ question }) => question)
  const isRead = ({ loading }: ChatState) => !loading

  test('begins with its newest turns; older ones come in front when they are asked for, until there are none', async () => {
    server.on('thread', json(200, newer), json(200, older))
    const chat = open({ isNew: false })
    const { thread } = await until(chat, isRead)
    expect(thread.earlier).toBe(1)
    chat.loadEarlier()
    chat.loadEarlier()
    expect(chat.getState().earlier).toBe('loading')
    const state = await until(chat, (each) => each.earlier === undefined)
    expect(questionsOf(state)).toEqual(['About sums-in-order', 'About stopped'])
    expect(state.thread.turns[1]).toBe(thread.turns[0])
    expect(state.thread.earlier).toBe(0)
    expect(state.restored).toEqual({ run_sums: sums.length, run_stopped: stopped.length })
    chat.loadEarlier()
    expect(server.heard.map(({ path }) => path)).toEqual([
      '/api/threads/th?events=compact',
      '/api/threads/th?before=q_stopped&events=compact',
    ])
  })

  test('whose older turns could not be read says so, and reads them when asked again', async () => {
    server.on('thread', json(200, newer), drop, refuse('not-saved'), json(200, older))
    const chat = open({ isNew: false })
    await until(chat, isRead)
    for (let tries = 0; tries < 2; tries += 1) {
      chat.loadEarlier()
      const state = await until(chat, ({ earlier }) => earlier === 'failed')
      expect(questionsOf(state)).toEqual(['About stopped'])
      expect(state).not.toHaveProperty('failure')
    }
    chat.loadEarlier()
    expect(questionsOf(await until(chat, ({ earlier }) => earlier === undefined))).toHaveLength(2)
  })

  test('a question that is asked meanwhile stays at the end', async () => {
    let answer = () => {}
    server.on('thread', json(200, newer), (response, heard) => (answer = () => json(200, older)(response, heard)))
    server.on('post', answerWith(sums))
    const chat = open({ isNew: false })
    await until(chat, isRead)
    chat.loadEarlier()
    await server.untilHeard('thread', 2)
    chat.send('New')
    answer()
    const state = await until(chat, (each) => isIdle(each) && each.earlier === undefined)
    expect(questionsOf(state)).toEqual(['About sums-in-order', 'About stopped', 'New'])
    expect(lastRun(state)?.state.name).toBe('done')
  })

  test('left meanwhile is as it was, and reads them when one comes back', async () => {
    server.on('thread', json(200, newer), () => undefined, json(200, newer), json(200, older))
    const chat = createChat({ threadId, isNew: false, baseUrl, onFrame: setImmediate, onWake: () => () => undefined })
    const leave = chat.subscribe(() => undefined)
    while (chat.getState().loading) await new Promise(setImmediate)
    chat.loadEarlier()
    await server.untilHeard('thread', 2)
    leave()
    while (chat.getState().earlier) await new Promise(setImmediate)
    leaving.push(chat.subscribe(() => undefined))
    await server.untilHeard('thread', 3)
    chat.loadEarlier()
    expect(questionsOf(await until(chat, ({ earlier }) => earlier === undefined))).toHaveLength(2)
  })

  test('read anew meanwhile, with so much new that there is a gap, drops what came too late', async () => {
    let answer = () => {}
    const { onWake, wake } = createWaker()
    const far = { ...stored({ name: 'search-then-answer' }), earlier: 60 }
    server.on('thread', json(200, newer), (response, heard) => (answer = () => json(200, older)(response, heard)), json(200, far))
    const chat = open({ isNew: false, onWake })
    await until(chat, isRead)
    chat.loadEarlier()
    await server.untilHeard('thread', 2)
    wake()
    await until(chat, ({ thread }) => thread.earlier === 60)
    answer()
    const state = await until(chat, ({ earlier }) => earlier === undefined)
    expect(questionsOf(state)).toEqual(['About search-then-answer'])
    expect(state.thread.earlier).toBe(60)
  })

  test('with a run under way among its older turns joins it', async () => {
    const going = stored({ name: 'sums-in-order', upTo: 20 })
    server.on('thread', json(200, newer), json(200, going)).on('events', play(sums))
    const chat = open({ isNew: false })
    await until(chat, isRead)
    chat.loadEarlier()
    const state = await until(chat, (each) => each.earlier === undefined && isIdle(each))
    expect(state.thread.turns.map((turn) => shownRun(turn)?.state.name)).toEqual(['done', 'stopped'])
    expect(server.heardOn('events').map(({ lastEventId }) => lastEventId)).toEqual(['20'])
  })
})

describe('a line that breaks', () => {
  test('is joined again; what was missed is marked as read back', async () => {
    server.on('post', answerWith(sums, { until: 6, ending: 'drop' })).on('events', play(sums))
    const chat = open()
    chat.send('One')
    const state = await until(chat, isIdle)
    const run = lastRun(state)
    expect(run?.state.name).toBe('done')
    expect(state.restored[run?.runId ?? ('' as RunId)]).toBeGreaterThan(6)
  })

  test('leaving the page closes it, the run goes on; coming back reads the rest', async () => {
    const chat = createChat({ threadId, isNew: true, baseUrl, schedule: createInstantSchedule().schedule, onFrame: setImmediate })
    const leave = chat.subscribe(() => undefined)
    server.on('post', answerWith(sums, { until: 6, ending: 'hold' })).on('events', play(sums))
    chat.send('One')
    while ((lastRun(chat.getState())?.lastSeq ?? 0) < 6) await new Promise(setImmediate)
    leave()
    const state = await until(chat, isIdle)
    expect(lastRun(state)?.state.name).toBe('done')
    expect(server.heardOn('stop')).toEqual([])
    expect(server.heardOn('events').map(({ lastEventId }) => lastEventId)).toEqual(['6'])
  })
})

describe('a run that is not being saved', () => {
  const frameOf = (event: NumberedEvent): string => toSseFrame(event.seq, JSON.stringify(event))
  /** Each part of the stream is sent when `go` is called. */
  const inParts = (...parts: string[]) => {
    let go = () => {}
    const reply: Reply = (response) => {
      response.writeHead(200, sseHeaders)
      go = () => {
        response.write(parts.shift() ?? '')
        if (parts.length === 0) response.end()
      }
      go()
    }
    return { reply, go: () => go() }
  }
  const degraded = toSseStatus({ recording: 'degraded' })
  const rest = sums.slice(20).map(frameOf).join('')
  const isDegraded = ({ recording }: ChatState) => recording === 'degraded'

  test('is told while it lasts, and no longer than the run', async () => {
    const line = inParts(degraded + sums.slice(20, 21).map(frameOf).join(''), toSseStatus({ recording: 'ok' }), degraded, rest)
    server.on('thread', json(200, stored({ name: 'sums-in-order', upTo: 20 }))).on('events', line.reply)
    const chat = open({ isNew: false })
    for (const isSo of [isDegraded, (state: ChatState) => !isDegraded(state), isDegraded]) {
      await until(chat, isSo)
      expect(chat.getState().live).toBeDefined()
      line.go()
    }
    const state = await until(chat, isIdle)
    expect(state.recording).toBe('ok')
    expect(lastRun(state)?.state.name).toBe('done')
  })
})

describe('a stream that is buffered on the way', () => {
  const createHeldTransport = (): Transport => {
    let isBuffered = false
    const onChunk = () => {
      isBuffered = true
      return true
    }
    return { isBuffering: () => isBuffered, observe: () => ({ onOpen: () => undefined, onChunk, close: () => undefined }) }
  }

  test('is told until that is dismissed, and the run is read to its end', async () => {
    server.on('post', answerWith(sums, { until: 8, ending: 'hold' })).on('events', (response, heard) => {
      play(renamed(sums, server.heardOn('post')[0]?.body ?? ''))(response, heard)
    })
    const chat = open({ transport: createHeldTransport() })
    chat.send('One')
    const state = await until(chat, isIdle)
    expect(lastRun(state)?.state.name).toBe('done')
    expect(server.heard.at(-1)?.path).toMatch(/\?wait=no$/)
    expect(state.isBuffered).toBe(true)
    chat.dismissBufferingNotice()
    expect(chat.getState()).not.toHaveProperty('isBuffered')
  })

  test('is not told to a browser that was told before', async () => {
    vi.stubGlobal('localStorage', { getItem: () => 'yes' })
    try {
      server.on('post', answerWith(sums))
      const chat = open({ transport: createHeldTransport() })
      chat.send('One')
      expect(await until(chat, isIdle)).not.toHaveProperty('isBuffered')
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

test('the clock of the server is told as its distance from ours', async () => {
  server.on('post', answerWith(sums))
  const last = sums.at(-1)?.timestamp ?? 0
  const chat = open({ now: () => last - 5000 })
  chat.send('One')
  const state = await until(chat, isIdle)
  expect(state.clockSkewMs).toBeGreaterThan(2000)
  expect(state.clockSkewMs).toBeLessThanOrEqual(5000)
})
