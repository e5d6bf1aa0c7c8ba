import { randomUUID } from 'node:crypto'
import { test as base, expect } from '@playwright/test'
import { controlUrl, modelUrl } from '@/tests/support/e2e-addresses'
import { dropMidStream } from '@/tests/support/faults'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { UpstreamControl } from '@/tests/support/upstream-control'
import { type ClientVersion, clientVersions, complaintsOf, createClient } from './agui-client'
import { heldAfter } from './held'

type Client = ReturnType<typeof createClient>

/** Every client that a test makes has heard what AG-UI declares and nothing else, and has had nothing to say about it. */
const test = base.extend<{ version: ClientVersion; connect: () => Client }>({
  version: ['1.0.0', { option: true }],
  // A client that keeps no cookies, so a token says who it is.
  connect: async ({ request, version }, use) => {
    const { token } = await (await request.post(`${modelUrl}/api/visitors`)).json()
    const made: Client[] = []
    const complaints = await complaintsOf(() =>
      use(() => {
        const client = createClient({ version, url: modelUrl, headers: { authorization: `Bearer ${token}` } })
        made.push(client)
        return client
      }),
    )
    expect(complaints).toEqual([])
    for (const client of made) await client.raw()
  },
})

for (const version of clientVersions) {
  /** The official client checks the schema of each event and their order, and refuses what it does not like. */
  test.describe(`the official AG-UI client ${version} accepts every event`, { tag: '@once' }, () => {
    test.use({ version })
    const upstream = new UpstreamControl(controlUrl)

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

    test('of a model that fails halfway through a call', async ({ connect }) => {
      const question = `Broken off ${randomUUID()}`
      await upstream.replyTo(question, dropMidStream(2, callTools([{ name: 'add', args: { x: 1, y: 2 } }])))
      const { ask, types } = connect()
      await ask(question).catch(() => undefined) // As above.
      expect(types().at(-1)).toBe('RUN_ERROR')
      expect(types().filter((type) => type === 'TOOL_CALL_END')).toHaveLength(1)
      expect(types().filter((type) => type === 'TOOL_CALL_RESULT')).toHaveLength(1)
    })

    test('of a run that is stopped, by the stop route', async ({ connect, request }) => {
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

    test('of a run whose reader hangs up, and of the next one', async ({ connect }) => {
      const question = `Hang up ${randomUUID()}`
      const answer = heldAfter(finalAnswer('Half an answer.'), 5)
      await upstream.replyTo(question, answer.reply)
      const { agent, ask, types } = connect()
      const ended = ask(question)
      await upstream.reached(answer.gate)
      await expect.poll(() => types()).toContain('TEXT_MESSAGE_CONTENT')
      agent.abortRun()
      await ended.catch(() => undefined) // The client's own AbortError.
      await upstream.open(answer.gate)

      const next = connect()
      await next.ask('Still well? [plain]')
      expect(next.types().at(-1)).toBe('RUN_FINISHED')
    })
  })
}
