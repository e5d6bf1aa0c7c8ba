import { randomUUID } from 'node:crypto'
import { test as base, expect } from '@playwright/test'
import { controlUrl, modelUrl } from '@/tests/support/e2e-addresses'
import { dropMidStream } from '@/tests/support/faults'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { UpstreamControl } from '@/tests/support/upstream-control'
import { type ClientVersion, clientVersions, complaintsOf, createClient } from './agui-client'
import { heldAfter } from './held'

type Client = ReturnType<typeof createClient>

type Fixtures = {
  version: ClientVersion
  upstream: UpstreamControl
  create: (headers?: Record<string, string>) => Client
  /** A client that keeps no cookies, so a token says who it is. */
  connect: () => Client
  /** One that shows nothing, as in AG-UI's quickstart. */
  connectGuest: () => Client
}

/** Every client that a test makes has heard what AG-UI declares and nothing else, and has had nothing to say about it. */
const test = base.extend<Fixtures>({
  version: ['1.0.0', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: what Playwright asks for where a fixture needs no other
  upstream: async ({}, use) => use(new UpstreamControl(controlUrl)),
  create: async ({ version }, use) => {
    const made: Client[] = []
    const complaints = await complaintsOf(() =>
      use((headers = {}) => {
        const client = createClient({ version, url: modelUrl, headers })
        made.push(client)
        return client
      }),
    )
    expect(complaints).toEqual([])
    for (const client of made) await client.raw()
  },
  connect: async ({ request, create }, use) => {
    const { token } = await (await request.post(`${modelUrl}/api/visitors`)).json()
    await use(() => create({ authorization: `Bearer ${token}` }))
  },
  connectGuest: async ({ create }, use) => use(() => create()),
})

for (const version of clientVersions) {
  /** The official client checks the schema of each event and their order, and refuses what it does not like. */
  test.describe(`the official AG-UI client ${version} accepts every event`, { tag: '@once' }, () => {
    test.use({ version })

    test('of a run that succeeds, and of a second turn', async ({ connect }) => {
      const { agent, ask, types, events } = connect()
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

    for (const scenario of ['parallel', 'interleaved', 'think', 'search', 'bytes', 'crlf', 'slow-call', 'fault:unknown-tool'])
      test(`of the scenario ${scenario}`, async ({ connect }) => {
        const { ask, types } = connect()
        await ask(`Go on [${scenario}]`)
        expect(types().at(-1)).toBe('RUN_FINISHED')
      })

    test('of a tool that fails', async ({ connect }) => {
      const { agent, ask, types } = connect()
      await ask('1 over 0? [tool-failure]')
      expect(types().at(-1)).toBe('RUN_FINISHED')
      expect(agent.messages.find(({ role }) => role === 'tool')).toMatchObject({
        content: expect.stringContaining('no result'),
      })
    })

    for (const fault of ['401', '429', 'drop', 'empty', 'length', 'cut-arguments'])
      test(`of a model that fails with ${fault}`, async ({ connect }) => {
        const { ask, types } = connect()
        await ask(`Nobody home? [fault:${fault}]`).catch(() => undefined) // The client may throw what the run ended with.
        expect(types().at(-1)).toBe('RUN_ERROR')
      })

    test('of a model that fails halfway through a call', async ({ connect, upstream }) => {
      const question = `Broken off ${randomUUID()}`
      await upstream.replyTo(question, dropMidStream(2, callTools([{ name: 'add', args: { x: 1, y: 2 } }])))
      const { ask, types } = connect()
      await ask(question).catch(() => undefined) // As above.
      expect(types().at(-1)).toBe('RUN_ERROR')
      expect(types().filter((type) => type === 'TOOL_CALL_END')).toHaveLength(1)
      expect(types().filter((type) => type === 'TOOL_CALL_RESULT')).toHaveLength(1)
    })

    test('of a run that is stopped, by the stop route', async ({ connect, request, upstream }) => {
      const question = `Stop me ${randomUUID()}`
      const answer = heldAfter(finalAnswer('Half an answer.'), 5)
      await upstream.replyTo(question, callTools([{ name: 'add', args: { x: 1, y: 2 } }]), answer.reply)
      const { agent, ask, events, types } = connect()
      const ended = ask(question)
      await upstream.reached(answer.gate)
      await expect.poll(() => types()).toContain('TEXT_MESSAGE_CONTENT')
      const { runId } = JSON.parse(JSON.stringify(events[0]))
      const { headers } = agent
      expect((await request.post(`${modelUrl}/api/runs/${runId}/stop`, { headers })).status()).toBe(202)
      await ended
      expect(events.at(-1)).toMatchObject(
        version === '1.0.0'
          ? { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } }
          : { type: 'RUN_FINISHED', metadata: { outcome: 'cancelled' } },
      )
    })

    test('of a conversation that a guest tells: turn 2 remembers turn 1', async ({ connectGuest, upstream }) => {
      const { agent, ask, types } = connectGuest()
      agent.addMessage({ id: randomUUID(), role: 'system', content: 'You are a parrot.' })
      await ask('10 plus 10? [sum]')
      const question = `And times two? ${randomUUID()}`
      await upstream.replyTo(question, finalAnswer('That makes 40.'))
      await ask(question)
      expect(types().at(-1)).toBe('RUN_FINISHED')
      expect(agent.messages.at(-1)).toMatchObject({ content: 'That makes 40.' })
      const [asked] = await upstream.requests(question)
      const messages = asked?.body.messages ?? []
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'user'])
      expect(messages[0]?.content).toContain('You are a parrot.')
      expect(messages[4]?.content).toBe('10 + 10 is 20.')
    })

    for (const who of ['guest', 'visitor'] as const)
      test(`of a tool of the app, called for a ${who}`, async ({ connect, connectGuest, upstream }) => {
        const { agent, run, ask, events, types } = who === 'guest' ? connectGuest() : connect()
        const question = `Paint it ${randomUUID()}`
        await upstream.replyTo(
          question,
          callTools([
            { name: 'paint', args: { colour: 'blue' } },
            { name: 'add', args: { x: 1, y: 2 } },
          ]),
          finalAnswer('It is blue.'),
        )
        const parameters = { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] }
        const told = {
          tools: [{ name: 'paint', description: 'Paints the page.', parameters }],
          context: [{ description: 'Page', value: 'A shop.' }],
        }
        await ask(question, told)
        const start = JSON.parse(JSON.stringify(events.find(({ type }) => type === 'TOOL_CALL_START')))
        expect(start).toMatchObject({ toolCallName: 'paint' })
        expect(types().at(-1)).toBe('RUN_FINISHED')
        expect(events.at(-1)).toMatchObject({
          outcome: { type: 'success', ...(version === '1.0.0' && { pendingToolCallIds: [start.toolCallId] }) },
        })
        const result = { id: randomUUID(), role: 'tool' as const, toolCallId: start.toolCallId, content: 'painted' }
        agent.addMessage(result)
        await run(told)
        expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'It is blue.' })
        expect(agent.messages.filter(({ id }) => id === result.id)).toHaveLength(1)

        const [first, second] = await upstream.requests(question)
        expect(first?.body.tools?.map((tool) => tool.function.name)).toEqual(
          expect.arrayContaining(['add', 'paint', 'final_answer']),
        )
        const messages = second?.body.messages ?? []
        expect(messages[0]?.content).toContain('Page: A shop.')
        expect(messages.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual(['painted', '3'])
      })

    test('of an image', async ({ connectGuest, upstream }) => {
      const { agent, run, types } = connectGuest()
      const text = `What is on it? ${randomUUID()}`
      await upstream.replyTo(text, finalAnswer('A dot.'))
      const image = { type: 'image' as const, source: { type: 'data' as const, mimeType: 'image/png', value: 'aGk=' } }
      agent.addMessage({ id: 'an id / of any shape', role: 'user', content: [{ type: 'text', text }, image] })
      await run()
      expect(types().at(-1)).toBe('RUN_FINISHED')
      const [asked] = await upstream.requests(text)
      expect(JSON.stringify(asked?.body)).toContain('data:image/png;base64,aGk=')
    })

    test('of a run that is aborted: the model is stopped within a second, and the next question is taken', async ({
      connect,
      upstream,
    }) => {
      const question = `Abort me ${randomUUID()}`
      const answer = heldAfter(finalAnswer('Half an answer.'), 5)
      await upstream.replyTo(question, answer.reply)
      const { agent, ask, types } = connect()
      const ended = ask(question)
      await upstream.reached(answer.gate)
      await expect.poll(() => types()).toContain('TEXT_MESSAGE_CONTENT')
      const abortedAt = Date.now()
      agent.abortRun()
      await ended.catch(() => undefined) // The client's own AbortError.
      await ask('Still well? [plain]')
      expect(types().at(-1)).toBe('RUN_FINISHED')
      expect(agent.messages.at(-1)).toMatchObject({ content: 'A plain answer, by no tool at all.' })
      const [asked] = await upstream.requests(question)
      expect((asked?.closedAt ?? Number.POSITIVE_INFINITY) - abortedAt).toBeLessThan(1000)
    })
  })
}
