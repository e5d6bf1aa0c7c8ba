import { randomUUID } from 'node:crypto'
import { type BaseEvent, HttpAgent } from '@ag-ui/client'
import { expect, test } from '@playwright/test'
import { controlUrl, modelUrl } from '@/tests/support/e2e-addresses'
import { dropMidStream } from '@/tests/support/faults'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { UpstreamControl } from '@/tests/support/upstream-control'
import { heldAfter } from './held'

/** The official client checks the schema of each event and their order, and refuses what it does not like. */
test.describe('the official AG-UI client accepts every event', { tag: '@once' }, () => {
  const upstream = new UpstreamControl(controlUrl)

  /** A client that keeps no cookies, so a token says who it is. */
  let headers: Record<string, string> = {}
  test.beforeAll(async ({ request }) => {
    const { token } = await (await request.post(`${modelUrl}/api/visitors`)).json()
    headers = { authorization: `Bearer ${token}` }
  })

  const createAgent = () => {
    const events: BaseEvent[] = []
    const agent = new HttpAgent({ url: `${modelUrl}/api/runs`, threadId: randomUUID(), headers })
    agent.subscribe({ onEvent: ({ event }) => void events.push(event) })
    const ask = (content: string) => {
      agent.addMessage({ id: randomUUID(), role: 'user', content })
      return agent.runAgent({ runId: randomUUID() })
    }
    return { agent, ask, events, types: () => events.map(({ type }) => String(type)) }
  }

  test('of a run that succeeds, and of a second turn', async () => {
    const { agent, ask, types, events } = createAgent()
    await ask('10 plus 10? [sum]')
    expect(types()[0]).toBe('RUN_STARTED')
    expect(types().at(-1)).toBe('RUN_FINISHED')
    expect(types()).toEqual(expect.arrayContaining(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT']))
    expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: '10 + 10 is 20.' })

    events.length = 0
    await ask('And in plain words? [plain]')
    expect(types().at(-1)).toBe('RUN_FINISHED')
    expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'A plain answer, by no tool at all.' })
    expect(agent.messages.filter(({ role }) => role === 'user')).toHaveLength(2)
  })

  test('of calls at once, of thinking, and of a search', async () => {
    for (const scenario of ['parallel', 'interleaved', 'think', 'search']) {
      const { ask, types } = createAgent()
      await ask(`Go on [${scenario}]`)
      expect(types().at(-1)).toBe('RUN_FINISHED')
    }
  })

  test('of a tool that fails', async () => {
    const { agent, ask, types } = createAgent()
    await ask('1 over 0? [tool-failure]')
    expect(types().at(-1)).toBe('RUN_FINISHED')
    expect(agent.messages.find(({ role }) => role === 'tool')).toMatchObject({ content: expect.stringContaining('no result') })
  })

  test('of a model that fails', async () => {
    const { ask, types } = createAgent()
    await ask('Nobody home? [fault:401]').catch(() => undefined) // The client may throw what the run ended with.
    expect(types().at(-1)).toBe('RUN_ERROR')
  })

  test('of a model that fails halfway through a call', async () => {
    const question = `Broken off ${randomUUID()}`
    await upstream.replyTo(question, dropMidStream(2, callTools([{ name: 'add', args: { x: 1, y: 2 } }])))
    const { ask, types } = createAgent()
    await ask(question).catch(() => undefined) // As above.
    expect(types().at(-1)).toBe('RUN_ERROR')
    expect(types().filter((type) => type === 'TOOL_CALL_END')).toHaveLength(1)
    expect(types().filter((type) => type === 'TOOL_CALL_RESULT')).toHaveLength(1)
  })

  test('of a run that is stopped, by the stop route', async ({ request }) => {
    const question = `Stop me ${randomUUID()}`
    const answer = heldAfter(finalAnswer('Half an answer.'), 5)
    await upstream.replyTo(question, callTools([{ name: 'add', args: { x: 1, y: 2 } }]), answer.reply)
    const { ask, events, types } = createAgent()
    const ended = ask(question)
    await upstream.reached(answer.gate)
    await expect.poll(() => types()).toContain('TEXT_MESSAGE_CONTENT')
    const { runId } = JSON.parse(JSON.stringify(events[0]))
    expect((await request.post(`${modelUrl}/api/runs/${runId}/stop`, { headers })).status()).toBe(202)
    await ended
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
  })

  test('of a run whose reader hangs up, and of the next one', async () => {
    const question = `Hang up ${randomUUID()}`
    const answer = heldAfter(finalAnswer('Half an answer.'), 5)
    await upstream.replyTo(question, answer.reply)
    const { agent, ask, types } = createAgent()
    const ended = ask(question)
    await upstream.reached(answer.gate)
    await expect.poll(() => types()).toContain('TEXT_MESSAGE_CONTENT')
    agent.abortRun()
    await ended.catch(() => undefined) // The client's own AbortError.
    await upstream.open(answer.gate)

    const next = createAgent()
    await next.ask('Still well? [plain]')
    expect(next.types().at(-1)).toBe('RUN_FINISHED')
  })
})
