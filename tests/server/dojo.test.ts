import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { clientVersions, createClient } from '@/tests/e2e/agui-client'
import { type Aimock, type AskedBody, hasAimock, startAimock, textOf } from '@/tests/support/aimock'
import { type ServedApp, serveApp } from '@/tests/support/served-app'

type Client = ReturnType<typeof createClient>
type RunParameters = NonNullable<Parameters<Client['run']>[0]>
type AppTool = NonNullable<RunParameters['tools']>[number]
/** A tool of the page, with what a person or the page does when it is called. */
type PageTool = AppTool & { answer: (args: Record<string, unknown>) => unknown }

const text = { type: 'string' }
const object = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) })

/**
 * What people do in AG-UI's own dojo, as far as this app can mean it, by the official clients and through a model that is not
 * ours. `docs/protocol.md` says which scenarios cannot be meant. The names in front of the titles are those of the dojo.
 * @see https://github.com/ag-ui-protocol/ag-ui/tree/main/apps/dojo
 */
describe.skipIf(!hasAimock)('the scenarios of the dojo', () => {
  let mock: Aimock
  let app: ServedApp
  beforeAll(async () => {
    const started = await startAimock()
    mock = started.mock
    app = await serveApp(started.environment)
  }, 60_000)
  afterAll(async () => {
    await app.close()
    await mock.stop()
  })

  const lastAsked = (): AskedBody => mock.getRequests().at(-1)?.body ?? { messages: [] }
  const systemOf = (body: AskedBody) => textOf(body.messages.find(({ role }) => role === 'system'))

  for (const version of clientVersions)
    for (const who of ['guest', 'visitor'] as const)
      describe(`client ${version}, a ${who}`, () => {
        let client: Client
        let complaints: MockInstance[]
        beforeEach(async () => {
          mock.clearFixtures()
          complaints = [vi.spyOn(console, 'warn').mockReturnValue(), vi.spyOn(console, 'error').mockReturnValue()]
          client = createClient({ version, url: app.url, headers: who === 'visitor' ? await newVisitor(app.url) : {} })
        })
        // Each event that was heard is one that the protocol declares to its last property, and the client had nothing to say.
        afterEach(async () => {
          const said = complaints.flatMap(({ mock }) => mock.calls)
          for (const complaint of complaints) complaint.mockRestore()
          expect(said).toEqual([])
          await client.raw()
        })

        /** Asks, and answers the calls of the page's tools until the model has none left. */
        const ask = async (question: string, tools: PageTool[] = [], told: Partial<RunParameters> = {}) => {
          const parameters: RunParameters = { ...told, tools: tools.map(({ answer: _, ...tool }) => tool) }
          await client.ask(question, parameters)
          for (let calls = unanswered(client); calls.length > 0; calls = unanswered(client)) {
            for (const { id, function: made } of calls) {
              const answer = tools.find(({ name }) => name === made.name)?.answer(JSON.parse(made.arguments))
              client.agent.addMessage({ id: randomUUID(), role: 'tool', toolCallId: id, content: JSON.stringify(answer) })
            }
            await client.run(parameters)
          }
          expect(client.types().at(-1)).toBe('RUN_FINISHED')
          return client.agent.messages.at(-1)?.content
        }

        test('agentic_chat: sends and receives a message', async () => {
          mock.on({ userMessage: /I am Duaa/ }, { content: 'Hello Duaa!' })
          expect(await ask('Hi, I am Duaa')).toBe('Hello Duaa!')
          expect(client.types()).toEqual(
            expect.arrayContaining(['RUN_STARTED', 'TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_END']),
          )
        })

        test('agentic_chat: changes the background, twice', async () => {
          for (const colour of ['blue', 'pink']) {
            const said = { userMessage: new RegExp(`color to ${colour}`) }
            mock.on(
              { ...said, hasToolResult: false },
              { toolCalls: [{ name: 'change_background', arguments: { background: colour } }] },
            )
            mock.on({ ...said, hasToolResult: true }, { content: `It is ${colour} now.` })
          }
          const shown: unknown[] = []
          const changeBackground: PageTool = {
            name: 'change_background',
            description: 'Change the background color of the chat.',
            parameters: object({ background: text }),
            answer: ({ background }) => {
              shown.push(background)
              return { status: 'success' }
            },
          }
          expect(await ask('Hi change the background color to blue', [changeBackground])).toBe('It is blue now.')
          expect(await ask('Hi change the background color to pink', [changeBackground])).toBe('It is pink now.')
          expect(shown).toEqual(['blue', 'pink'])
        })

        test('agentic_chat: retains memory of what was said', async () => {
          mock.on({ userMessage: /^Hey there/ }, { content: 'Hello!' })
          mock.on({ userMessage: /fruit is Mango/ }, { content: 'Mango it is.' })
          mock.on(
            {
              userMessage: /remind me/,
              predicate: ({ messages }) => messages.some((message) => textOf(message).includes('fruit is Mango')),
            },
            { content: 'Your favorite fruit is Mango!' },
          )
          await ask('Hey there')
          await ask('My favorite fruit is Mango')
          expect(await ask('Can you remind me what my favorite fruit is?')).toBe('Your favorite fruit is Mango!')
          expect(lastAsked().messages.map(({ role }) => role)).toEqual([
            'system',
            'user',
            'assistant',
            'user',
            'assistant',
            'user',
          ])
        })

        test('backend_tool_rendering: a tool of the agent is shown from its name to its result', async () => {
          mock.on(
            { userMessage: /6 times 7/, hasToolResult: false },
            { toolCalls: [{ name: 'multiply', arguments: { x: 6, y: 7 } }] },
          )
          mock.on({ userMessage: /6 times 7/, hasToolResult: true }, { content: 'It is 42.' })
          expect(await ask('What is 6 times 7?')).toBe('It is 42.')
          const called = client.types().filter((type) => type.startsWith('TOOL_CALL'))
          expect([...new Set(called)]).toEqual(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT'])
          expect(client.agent.messages.find(({ role }) => role === 'tool')).toMatchObject({ content: '42' })
        })

        const planner = (answer: PageTool['answer']): PageTool => ({
          name: 'generate_task_steps',
          description: 'Steps for the person to choose from.',
          parameters: object({ steps: { type: 'array', items: object({ description: text, status: text }) } }),
          answer,
        })
        const steps = ['Crack eggs into a bowl', 'Heat the oven'].map((description) => ({ description, status: 'enabled' }))

        test('human_in_the_loop: a person leaves out a step, and the agent goes on with the others', async () => {
          mock.on({ userMessage: /^Hi$/ }, { content: 'Hello.' })
          mock.on(
            { userMessage: /plan to make brownies/, hasToolResult: false },
            { toolCalls: [{ name: 'generate_task_steps', arguments: { steps } }] },
          )
          mock.on({ userMessage: /plan to make brownies/, hasToolResult: true }, { content: 'On it, without eggs.' })
          mock.on({ userMessage: /include eggs/ }, { content: 'No' })
          const plan = planner(({ steps }) => ({ accepted: true, steps: (steps as object[]).slice(1) }))
          await ask('Hi', [plan])
          expect(await ask('Give me a plan to make brownies', [plan])).toBe('On it, without eggs.')
          const result = lastAsked()
            .messages.filter(({ role }) => role === 'tool')
            .map(textOf)
          expect(result).toEqual([JSON.stringify({ accepted: true, steps: steps.slice(1) })])
          expect(await ask('Does the planner include eggs?', [plan])).toBe('No')
          // To a visitor's model earlier turns are questions and answers; a guest tells their calls as well.
          const kept = lastAsked().messages.some((message) => message.role === 'tool')
          expect(kept).toBe(who === 'guest')
        })

        test('human_in_the_loop: a person refuses the plan', async () => {
          mock.on(
            { userMessage: /mission to Mars/, hasToolResult: false },
            { toolCalls: [{ name: 'generate_task_steps', arguments: { steps } }] },
          )
          mock.on({ userMessage: /mission to Mars/, hasToolResult: true }, { content: 'Then not.' })
          expect(await ask('Plan a mission to Mars', [planner(() => ({ accepted: false }))])).toBe('Then not.')
        })

        test('human_in_the_loop: a plan that is not answered does not stand in the way of the next question', async () => {
          mock.on({ userMessage: /mission to Mars/ }, { toolCalls: [{ name: 'generate_task_steps', arguments: { steps } }] })
          mock.on({ userMessage: /Never mind/ }, { content: 'As you like.' })
          const { answer: _, ...tool } = planner(() => undefined)
          await client.ask('Plan a mission to Mars', { tools: [tool] })
          expect(unanswered(client)).toHaveLength(1)
          await client.ask('Never mind', { tools: [tool] })
          expect(client.agent.messages.at(-1)?.content).toBe('As you like.')
        })

        test('tool_based_generative_ui: a haiku appears as its arguments are written, and then another', async () => {
          const haiku = (line: string) => ({ japanese: [line, '水の音'], english: ['An old pond', 'The sound of water'] })
          for (const line of ['古池や', '夏草や'])
            mock.on(
              { userMessage: new RegExp(line), hasToolResult: false },
              { toolCalls: [{ name: 'generate_haiku', arguments: haiku(line) }] },
              { latency: 1, chunkSize: 12 },
            )
          mock.on({ hasToolResult: true }, { content: 'There it is.' })
          const shown: unknown[] = []
          const generateHaiku: PageTool = {
            name: 'generate_haiku',
            description: 'Shows a haiku.',
            parameters: object({ japanese: { type: 'array', items: text }, english: { type: 'array', items: text } }),
            answer: (args) => {
              shown.push(args)
              return 'Haiku shown.'
            },
          }
          await ask('A haiku with 古池や', [generateHaiku])
          expect(client.types().filter((type) => type === 'TOOL_CALL_ARGS').length).toBeGreaterThanOrEqual(3)
          await ask('A haiku with 夏草や', [generateHaiku])
          expect(shown).toEqual([haiku('古池や'), haiku('夏草や')])
        })

        test('shared_state: the agent reads what the person has put in', async () => {
          mock.on({ userMessage: /all the ingredients/ }, { content: 'Carrots and 12 Potatoes.' })
          client.agent.setState({
            recipe: {
              ingredients: [
                { name: 'Carrots', amount: '3' },
                { name: 'Potatoes', amount: '12' },
              ],
            },
          })
          await ask('Give me all the ingredients')
          expect(systemOf(lastAsked())).toContain('{"name":"Potatoes","amount":"12"}')
          expect(client.agent.state).toMatchObject({ recipe: { ingredients: [{ name: 'Carrots' }, { name: 'Potatoes' }] } })
        })

        test('agentic_chat_reasoning: what the model thinks comes before what it says', async () => {
          mock.on({ userMessage: /best car/ }, { content: 'A bicycle.', reasoning: 'They asked for a car.' })
          expect(await ask('What is the best car?')).toBe('A bicycle.')
          const types = client.types()
          expect(types.indexOf('REASONING_MESSAGE_CONTENT')).toBeGreaterThan(0)
          expect(types.indexOf('REASONING_END')).toBeLessThan(types.indexOf('TEXT_MESSAGE_START'))
        })

        test('agentic_chat_multimodal: the model sees the picture', async () => {
          mock.on({ userMessage: /What is on it/ }, { content: 'A dot.' })
          const image = { type: 'image' as const, source: { type: 'data' as const, mimeType: 'image/png', value: 'aGk=' } }
          client.agent.addMessage({ id: randomUUID(), role: 'user', content: [{ type: 'text', text: 'What is on it?' }, image] })
          await client.run()
          expect(client.agent.messages.at(-1)?.content).toBe('A dot.')
          expect(JSON.stringify(lastAsked())).toContain('data:image/png;base64,aGk=')
        })

        test('dynamic_system_prompt: what the app says of itself is read anew with each question', async () => {
          mock.on({ userMessage: /.*/ }, { content: 'Bien.' })
          for (const language of ['French', 'Spanish']) {
            await ask(`How are you, in ${language}?`, [], { context: [{ description: 'Language to reply in', value: language }] })
            expect(systemOf(lastAsked())).toContain(`Language to reply in: ${language}`)
          }
          expect(systemOf(lastAsked())).not.toContain('French')
        })

        test('interrupt: an answer to one is refused in a sentence', async () => {
          client.agent.addMessage({ id: randomUUID(), role: 'user', content: 'Book it' })
          const resume = [{ interruptId: 'i', status: 'resolved' as const, payload: true }]
          await expect(client.run({ resume })).rejects.toThrow(/resume cannot be taken/)
          for (const complaint of complaints) complaint.mockClear()
        })
      })
})

/** The calls in what was said last that nothing has answered yet. */
function unanswered({ agent: { messages } }: Client) {
  const answered = new Set(messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : [])))
  const since = messages.slice(messages.findLastIndex(({ role }) => role === 'user'))
  return since
    .flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []))
    .filter(({ id }) => !answered.has(id))
}

async function newVisitor(url: string): Promise<Record<string, string>> {
  const { token } = await (await fetch(`${url}/api/visitors`, { method: 'POST' })).json()
  return { authorization: `Bearer ${token}` }
}
