import type { AgentDescription, ToolDescription } from '@/lib/protocol/agent-description'
import type { RunMode } from '@/lib/protocol/run-mode'
import { isUniversal } from '@/lib/protocol/universal-model'

/** A question as it is asked again by code: of which app, in which words, of which model. */
export type CodeOf = {
  /** Where the app is: `https://unfold.example`. */
  origin: string
  question: string
  modelId: string
  mode?: RunMode | undefined
}

/** One command for a shell that shows the events as they come. Each time it is run it asks anew, as somebody new. */
export const toCurl = ({ origin, question, modelId, mode }: CodeOf): string => {
  const body = {
    threadId: 'from-curl',
    runId: 'run-1',
    messages: [{ id: 'question-1', role: 'user', content: question }],
    tools: [],
    context: [],
    state: {},
    forwardedProps: { unfold: { model: modelId, mode } },
  }
  return [
    `curl -N ${toShell(`${origin}/api/runs`)} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d ${toShell(JSON.stringify(body))}`,
    '',
  ].join('\n')
}

/** A script with the official client of the protocol. */
export const toAguiScript = ({ origin, question, modelId, mode }: CodeOf): string =>
  `// npm install @ag-ui/client, save this as ask.mjs, then: node ask.mjs
import { randomUUID } from 'node:crypto'
import { HttpAgent } from '@ag-ui/client'

const agent = new HttpAgent({ url: ${toJs(`${origin}/api/runs`)}, threadId: randomUUID() })
agent.addMessage({ id: randomUUID(), role: 'user', content: ${toJs(question)} })

await agent.runAgent(
  { runId: randomUUID(), forwardedProps: { unfold: { model: ${toJs(modelId)}${mode ? `, mode: ${toJs(mode)}` : ''} } } },
  {
    onToolCallEndEvent({ toolCallName, toolCallArgs }) {
      console.log(toolCallName, toolCallArgs)
    },
    onToolCallResultEvent({ event }) {
      console.log('=', event.content)
    },
    onTextMessageContentEvent({ event }) {
      process.stdout.write(event.delta)
    },
    onRunErrorEvent({ event }) {
      console.error(event.message)
    },
  },
)
console.log()
`

/**
 * The same question to the same model with the same prompt and tools, without this app. What the tools do is a short form
 * of what they do here, and of tools that are not known here a place to write it.
 */
export const toLangchainScript = ({ question, modelId }: CodeOf, { system, tools }: AgentDescription): string => {
  const isDemo = modelId === 'demo'
  const more = tools.some(({ name }) => name === 'calculate') ? ' mathjs' : ''
  const head = isUniversal(modelId) ? anyModel(modelId, more) : openAiModel(isDemo ? modelInPlaceOfDemo : modelId, more)
  return `${head.join(isDemo ? '\n// The demo model is part of the app, so this asks another one.\n' : '\n')}

const tools = [
${tools.map(toTool).join('\n')}
]

const systemPrompt = ${toJs(system.replace('{last}', ''))}
  .replace('{today}', new Date().toUTCString().slice(0, 16))

const agent = createAgent({ model, tools, systemPrompt })
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: ${toJs(question)} }] })
for (const message of messages) {
  for (const call of message.tool_calls ?? []) console.log(call.name, call.args)
  if (message.text) console.log(message.text)
}
`
}

/** What to install and set, and the model. `more`: further packages. */
const openAiModel = (modelId: string, more: string): [string, string] => [
  `// npm install langchain @langchain/openai${more}, save this as ask.mjs, then:
// OPENAI_API_KEY=… node ask.mjs`,
  `import { ChatOpenAI } from '@langchain/openai'
import { createAgent, tool } from 'langchain'

const model = new ChatOpenAI({
  model: ${toJs(modelId)},
  configuration: { baseURL: process.env.OPENAI_BASE_URL },
})`,
]
const anyModel = (modelId: string, more: string): [string, string] => [
  `// npm install langchain${more} and the package of the model's provider, save this as ask.mjs, then, with the provider's key:
// node ask.mjs`,
  `import { createAgent, initChatModel, tool } from 'langchain'

const model = await initChatModel(${toJs(modelId)})`,
]

const modelInPlaceOfDemo = 'gpt-4.1-mini'

const toTool = ({ name, description, parameters }: ToolDescription): string =>
  `  tool(${bodies[name] ?? unknownBody}, {
    name: ${toJs(name)},
    description: ${toJs(description)},
    schema: ${toJs(parameters)},${name === 'final_answer' ? '\n    returnDirect: true,' : ''}
  }),`

const sum = (operator: string): string => `({ x, y }) => String(Number(x) ${operator} Number(y))`

const bodies: Record<string, string> = {
  add: sum('+'),
  subtract: sum('-'),
  multiply: sum('*'),
  divide: sum('/'),
  exponentiate: sum('**'),
  calculate: `async ({ expression }) => String((await import('mathjs')).evaluate(expression))`,
  current_time: `({ place }) => new Date().toLocaleString('en-GB', { timeZone: place, dateStyle: 'full', timeStyle: 'short' })`,
  search: `async ({ query }) => {
    const address = 'https://en.wikipedia.org/w/api.php?action=query&list=search&format=json&srlimit=5&srsearch='
    const found = await (await fetch(address + encodeURIComponent(query))).json()
    return found.query.search.map(({ title, snippet }, i) => \`[\${i + 1}] \${title}: \${snippet.replace(/<[^>]+>/g, '')}\`).join('\\n')
  }`,
  read_page: `async ({ urls }) => {
    const pages = await Promise.all(urls.map(async (url) => (await fetch(url)).text()))
    return pages.map((html, i) => \`[\${i + 1}] \${urls[i]}\\n\${html.replace(/<(script|style)[^]*?<\\/\\1>|<[^>]+>/g, ' ').slice(0, 8000)}\`).join('\\n\\n')
  }`,
  final_answer: '({ answer }) => answer',
}
const unknownBody = `() => {
    throw new Error('Write here what this tool does.')
  }`

/** Text as one word of a shell, in single quotes: in them nothing is special but their end. */
const toShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A value as JavaScript, which JSON is. */
const toJs = (value: string | object): string => JSON.stringify(value)
