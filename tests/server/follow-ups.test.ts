import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RunId } from '@/lib/protocol/event'
import { type Chats, startChats } from '@/tests/support/chats'
import { stallBeforeFirstToken, status } from '@/tests/support/faults'
import { gate, join, say } from '@/tests/support/replies'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

/** Questions to go on with, and titles: over the routes, with a model behind real HTTP, and with the demo model. */

const reply = JSON.stringify({
  title: 'Height of the Eiffel Tower',
  questions: ['Who built the Eiffel Tower?', 'How old is it?', 'Is it painted?'],
})
const fault = { message: 'No.', type: 'invalid_request_error', code: null }
const found = { followUps: ['Who built the Eiffel Tower?', 'How old is it?', 'Is it painted?'] }

describe('with a real model', () => {
  let upstream: Upstream
  let chats: Chats
  beforeAll(async () => {
    upstream = await startUpstream({ strict: true })
    chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model' })
  }, 60_000)
  afterAll(async () => {
    await chats.close()
    await upstream.close()
  })
  const askTower = async (question = 'How tall is the Eiffel Tower?') => {
    const chat = chats.newChat()
    upstream.reply(say('It is 330 metres tall.'))
    const { runId } = await chat.ask(question)
    return { chat, runId }
  }

  test('they are written from question and answer, kept with the run, and asked for once', async () => {
    const { chat, runId } = await askTower()
    const before = upstream.requests.length
    upstream.reply(say(reply))
    expect(await chat.followUps(runId)).toEqual({ ...found, title: 'Height of the Eiffel Tower' })
    const asked = upstream.requests.at(-1)
    expect(asked?.refusal).toBeUndefined()
    expect(asked?.body.tools).toBeUndefined()
    expect(asked?.question).toMatch(/How tall is the Eiffel Tower\?[\s\S]*It is 330 metres tall\./)
    expect(await chat.followUps(runId)).toEqual(found)
    expect(upstream.requests).toHaveLength(before + 1)
    const stored = await chat.read()
    expect(stored.title).toBe('Height of the Eiffel Tower')
    expect(stored.turns[0]?.runs[0]?.followUps).toEqual(found.followUps)
  })

  test('two windows at once are one request', async () => {
    const { chat, runId } = await askTower()
    const before = upstream.requests.length
    const held = gate()
    upstream.reply(join(held, say(reply)))
    const both = [chat.followUps(runId), chat.followUps(runId)]
    await upstream.reached(held)
    upstream.open(held)
    const [one, other] = await Promise.all(both)
    expect(one).toEqual(other)
    expect(upstream.requests).toHaveLength(before + 1)
  })

  test('a title that a person gave stays, also when it was given meanwhile', async () => {
    const { chat, runId } = await askTower()
    await chat.rename('My tower')
    upstream.reply(say(reply))
    expect(await chat.followUps(runId)).toEqual(found)
    expect((await chat.read()).title).toBe('My tower')

    const late = await askTower()
    const held = gate()
    upstream.reply(join(held, say(reply)))
    const finding = late.chat.followUps(late.runId)
    await upstream.reached(held)
    await late.chat.rename('Mine too')
    upstream.open(held)
    expect(await finding).toEqual(found)
    expect((await late.chat.read()).title).toBe('Mine too')
  })

  test('a chat has its title once; later answers leave it', async () => {
    const { chat, runId } = await askTower()
    upstream.reply(say(reply))
    await chat.followUps(runId)
    upstream.reply(say('Gustave Eiffel.'))
    const next = await chat.ask('Who built it?')
    upstream.reply(say(JSON.stringify({ title: 'Another', questions: ['When?'] })))
    expect(await chat.followUps(next.runId)).toEqual({ followUps: ['When?'] })
    expect((await chat.read()).title).toBe('Height of the Eiffel Tower')
  })

  test('a model that hangs holds nothing up, and then there are none', async () => {
    const { chat, runId } = await askTower()
    const patience = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(patience.signal)
    const before = upstream.requests.length
    upstream.reply(stallBeforeFirstToken())
    const finding = chat.followUps(runId)
    await upstream.received(before + 1)
    upstream.reply(say('Gustave Eiffel.'))
    expect((await chat.ask('Who built it?')).run.answer?.text).toBe('Gustave Eiffel.')
    patience.abort()
    timeout.mockRestore()
    expect(await finding).toEqual({ followUps: [] })
    await upstream.requests[before]?.finished
    expect(upstream.requests[before]?.closedAt).toBeDefined()
    expect(await chat.followUps(runId)).toEqual({ followUps: [] })
  })

  test.each([
    ['an error', status(500, fault)],
    ['a reply without questions', say('I cannot help with that.')],
    ['a reply that goes on and on', say('And more. '.repeat(2000))],
  ])('%s means none, and no second request', async (_what, answer) => {
    const { chat, runId } = await askTower()
    const before = upstream.requests.length
    upstream.reply(answer)
    expect(await chat.followUps(runId)).toEqual({ followUps: [] })
    expect(await chat.followUps(runId)).toEqual({ followUps: [] })
    expect(upstream.requests).toHaveLength(before + 1)
    expect((await chat.read()).title).toBe('How tall is the Eiffel Tower?')
  })

  test('there are none for a run that failed, and nobody else learns of any', async () => {
    const chat = chats.newChat()
    upstream.reply(status(400, fault))
    const failed = await chat.ask('What?')
    const before = upstream.requests.length
    expect(await chat.followUps(failed.runId)).toEqual({ followUps: [] })
    const { runId } = await askTower()
    const other = await askTower('Another question?')
    await expect(other.chat.followUps(runId)).rejects.toThrow(/404/)
    await expect(chats.newChat().followUps(runId)).rejects.toThrow(/404/)
    await expect(chat.followUps('missing' as RunId)).rejects.toThrow(/404/)
    expect(upstream.requests).toHaveLength(before + 2)
  })
})

test('they are off by FOLLOW_UPS, and nothing is asked then', async () => {
  const upstream = await startUpstream({ strict: true })
  const chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model', FOLLOW_UPS: 'off' })
  try {
    const chat = chats.newChat()
    upstream.reply(say('330 metres.'))
    const { runId } = await chat.ask('How tall?')
    expect(await chat.followUps(runId)).toEqual({ followUps: [] })
    expect(upstream.requests).toHaveLength(1)
  } finally {
    await chats.close()
    await upstream.close()
  }
})

test('the demo model has them by rules: pages that were found and not cited, and their titles', async () => {
  const chats = await startChats({ MODEL: 'demo', DEMO_TOKENS_PER_SECOND: '0', FOLLOW_UPS: 'on' })
  try {
    const chat = chats.newChat()
    const { runId, run } = await chat.ask('How do server-sent events compare with WebSockets?')
    const titles = run.sources.map(({ title }) => title.toLowerCase())
    const { followUps } = await chat.followUps(runId)
    expect(followUps.length).toBeGreaterThan(0)
    for (const question of followUps) {
      const title = question.replace('Tell me about ', '').replace(/[“”]/g, '').toLowerCase()
      expect(titles).toContain(title)
      // What is offered can be answered.
      const { sources, answer } = (await chat.ask(question)).run
      expect(sources.map((source) => source.title.toLowerCase())).toContain(title)
      expect(answer?.text).toMatch(/\[\d\]/)
    }
    const sum = await chat.ask('10 plus 10')
    expect(await chat.followUps(sum.runId)).toEqual({ followUps: [] })
  } finally {
    await chats.close()
  }
})
