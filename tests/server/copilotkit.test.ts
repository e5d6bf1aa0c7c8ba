import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Aimock, hasAimock, startAimock, textOf } from '@/tests/support/aimock'
import { type CopilotKit, hasCopilotKit, startCopilotKit } from '@/tests/support/copilotkit'
import { type ServedApp, serveApp } from '@/tests/support/served-app'

const colour = { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] }
/** A schema as CopilotKit takes it, by the interface that schema libraries share. */
const takesColour = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => ({ value }),
    jsonSchema: { input: () => colour, output: () => colour },
  },
}

/**
 * The app as CopilotKit's users use it: their page speaks to CopilotKit's runtime, which speaks to the app by `HttpAgent`, and
 * the app asks a model that is not ours either. All of it over HTTP.
 */
describe.skipIf(!hasAimock || !hasCopilotKit)('CopilotKit with the app as its agent', () => {
  let mock: Aimock
  let app: ServedApp
  let kit: CopilotKit
  beforeAll(async () => {
    const started = await startAimock()
    mock = started.mock
    app = await serveApp(started.environment)
    kit = await startCopilotKit(app.url)
  }, 60_000)
  afterAll(async () => {
    await kit.close()
    await app.close()
    await mock.stop()
  })

  const open = async (headers?: Record<string, string>) => {
    const { core, agent, errors } = await kit.open(headers)
    const events: { type: string; [field: string]: unknown }[] = []
    agent.subscribe({ onEvent: ({ event }) => void events.push(event) })
    const ask = (content: string) => {
      agent.addMessage({ id: randomUUID(), role: 'user', content })
      return core.runAgent({ agent })
    }
    return { core, agent, errors, events, ask }
  }
  const lastAsked = () => mock.getRequests().at(-1)?.body
  const newVisitor = async () => {
    const { token } = await (await fetch(`${app.url}/api/visitors`, { method: 'POST' })).json()
    return { authorization: `Bearer ${token}` }
  }
  const threadsOf = async (headers: Record<string, string>): Promise<{ title: string; state: string }[]> =>
    (await (await fetch(`${app.url}/api/threads`, { headers })).json()).threads

  test('a chat remembers what was said, with a card of each call as it is written', async () => {
    mock.on(
      { userMessage: /10 plus 10/, hasToolResult: false },
      { toolCalls: [{ name: 'add', arguments: { x: 10, y: 10 } }] },
      { latency: 1, chunkSize: 4 },
    )
    mock.on({ userMessage: /10 plus 10/, hasToolResult: true }, { content: 'It is 20.' })
    mock.on({ userMessage: /And times two/ }, { content: 'That makes 40.' })
    const { agent, ask, events, errors } = await open()
    await ask('What is 10 plus 10?')
    expect(agent.messages.map(({ role }) => role).filter((role) => role !== 'activity')).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
    ])
    expect(agent.messages.at(-1)).toMatchObject({ content: 'It is 20.' })
    const [call] = agent.messages.flatMap(({ toolCalls = [] }) => toolCalls)
    expect(call?.function).toEqual({ name: 'add', arguments: '{"x":10,"y":10}' })
    expect(events.filter(({ type }) => type === 'TOOL_CALL_ARGS').length).toBeGreaterThan(1)
    expect(agent.messages.find(({ role }) => role === 'tool')).toMatchObject({ toolCallId: call?.id, content: '20' })

    await ask('And times two?')
    expect(agent.messages.at(-1)).toMatchObject({ content: 'That makes 40.' })
    expect(lastAsked()?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'user'])
    expect(errors).toEqual([])
  })

  test('a visitor whose token it sends finds the chat in their list', async () => {
    mock.on({ userMessage: /Who am I/ }, { content: 'A visitor.' })
    const visitor = await newVisitor()
    const { ask, agent } = await open(visitor)
    await ask('Who am I?')
    await ask('Who am I, again?')
    expect(agent.messages.at(-1)).toMatchObject({ content: 'A visitor.' })
    expect(await threadsOf(visitor)).toMatchObject([{ title: 'Who am I?' }])
  })

  test('a run is stopped, and the next question is taken', async () => {
    mock.on({ userMessage: /Count for ever/ }, { content: 'one two three '.repeat(500) }, { latency: 20, chunkSize: 8 })
    mock.on({ userMessage: /Still there/ }, { content: 'Yes.' })
    const visitor = await newVisitor()
    const { core, agent, ask, events } = await open(visitor)
    const ended = ask('Count for ever')
    await vi.waitUntil(() => events.some(({ type }) => type === 'TEXT_MESSAGE_CONTENT'), { timeout: 10_000 })
    expect(await threadsOf(visitor)).toMatchObject([{ state: 'running' }])
    core.stopAgent({ agent })
    await vi.waitUntil(async () => (await threadsOf(visitor))[0]?.state !== 'running', { timeout: 10_000 })
    await ended
    await ask('Still there?')
    expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Yes.' })
  })

  test('a tool of the page is called, answered, and gone on from; context of the page is known', async () => {
    mock.on(
      { userMessage: /Paint it blue/, hasToolResult: false },
      { toolCalls: [{ name: 'paint', arguments: { colour: 'blue' } }] },
    )
    mock.on({ userMessage: /Paint it blue/, hasToolResult: true }, { content: 'It is blue now.' })
    const { core, agent, ask, errors } = await open()
    const painted: unknown[] = []
    core.addTool({
      name: 'paint',
      description: 'Paints the page.',
      parameters: takesColour,
      handler: async (args) => {
        painted.push(args)
        return 'painted'
      },
    })
    core.addContext({ description: 'The page', value: 'A shop for paint.' })
    await ask('Paint it blue')
    expect(painted).toEqual([{ colour: 'blue' }])
    expect(agent.messages.at(-1)).toMatchObject({ content: 'It is blue now.' })
    expect(agent.messages.find(({ role }) => role === 'tool')).toMatchObject({ content: 'painted' })
    expect(textOf(lastAsked()?.messages[0])).toContain('The page: A shop for paint.')
    expect(lastAsked()?.tools?.map((tool) => tool.function.name)).toEqual(
      expect.arrayContaining(['paint', 'add', 'final_answer']),
    )
    expect(errors).toEqual([])
  })

  for (const who of ['visitor', 'guest'] as const)
    test(`suggestions are asked for and leave no chat behind, of a ${who}`, async () => {
      const suggestions = [
        { title: 'Red', message: 'Paint it red' },
        { title: 'Green', message: 'Paint it green' },
      ]
      mock.on({ userMessage: /^Suggest what/ }, { toolCalls: [{ name: 'copilotkitSuggest', arguments: { suggestions } }] })
      mock.on({ userMessage: /A question of a/ }, { content: 'An answer.' })
      const headers = who === 'visitor' ? await newVisitor() : {}
      const { core, ask } = await open(headers)
      await ask(`A question of a ${who}`)
      core.addSuggestionsConfig({ instructions: 'Colours.', available: 'always' })
      core.reloadSuggestions('default')
      await vi.waitUntil(() => !core.getSuggestions('default').isLoading, { timeout: 10_000 })
      expect(core.getSuggestions('default').suggestions).toMatchObject(suggestions)
      // Nothing but that one tool was there to be called, and it had to be.
      expect(lastAsked()).toMatchObject({ tool_choice: 'required', tools: [{ function: { name: 'copilotkitSuggest' } }] })
      if (who === 'visitor') expect(await threadsOf(headers)).toMatchObject([{ title: 'A question of a visitor' }])
    })
})
