import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { SourceNumbers } from '@/lib/agent/source-numbers'
import { type Tool, ToolFailure } from '@/lib/agent/tools/define-tool'
import { finalAnswer } from '@/lib/agent/tools/final-answer'
import { createTools } from '@/lib/agent/tools/index'
import { DemoModel } from '@/lib/demo-model/demo-model'
import type { Source } from '@/lib/protocol/event'

/** What came of a question: the calls of each turn, the notes, and the answer. */
export type Asked = { turns: string[][]; notes: string[]; answer: string; toolsUsed: string[]; sources: Source[] }

const noon = Date.UTC(2026, 0, 5, 12, 0)
const allTools = createTools({ search: [{ provider: 'local' }], fetch: () => Promise.reject(new Error('No network in tests.')) })

/** Runs the demo model in the simplest loop there is, on the real tools and the real library, at noon UTC on 5 January 2026. */
export async function askDemo(
  question: string,
  options: { history?: [string, string][]; without?: string[]; broken?: string[]; tools?: Tool[] } = {},
): Promise<Asked> {
  const tools = (options.tools ?? allTools).filter(({ name }) => !options.without?.includes(name))
  const model = new DemoModel({ tokensPerSecond: 0 }).bindTools([...tools.map(({ binding }) => binding), finalAnswer])
  const history = (options.history ?? []).flatMap(([q, a]) => [new HumanMessage(q), new AIMessage(a)])
  const scratchpad: BaseMessage[] = []
  const sources = new SourceNumbers()
  const asked: Asked = { turns: [], notes: [], answer: '', toolsUsed: [], sources: [] }
  while (asked.turns.length < 8) {
    const message = await model.invoke([new SystemMessage('Be exact.'), ...history, new HumanMessage(question), ...scratchpad])
    const calls = message.tool_calls ?? []
    if (message.text) asked.notes.push(message.text)
    const [first] = calls
    if (first?.name === 'final_answer') {
      const { answer, tools_used: toolsUsed } = first.args
      return { ...asked, answer, toolsUsed }
    }
    asked.turns.push(calls.map(({ name, args }) => `${name}(${Object.values(args).join(', ')})`))
    scratchpad.push(new AIMessage({ content: message.text, tool_calls: calls }))
    for (const { id = '', name, args } of calls)
      scratchpad.push(await answerCall({ id, name, args }, tools, sources, asked.sources, options.broken))
  }
  throw new Error(`No answer after ${asked.turns.length} turns: ${JSON.stringify(asked.turns)}`)
}

async function answerCall(
  { id, name, args }: { id: string; name: string; args: unknown },
  tools: Tool[],
  numbers: SourceNumbers,
  found: Source[],
  broken: string[] = [],
): Promise<ToolMessage> {
  const tool = tools.find((each) => each.name === name)
  if (!tool) throw new Error(`The model called "${name}", which was not bound.`)
  try {
    if (broken.includes(name)) throw new ToolFailure('The service did not answer within 10 seconds.')
    const result = await tool.start(args, { signal: new AbortController().signal, progress: () => undefined, now: () => noon })
    const { content, sources } = numbers.number(result)
    found.push(...sources)
    return new ToolMessage({ tool_call_id: id, name, content })
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error
    return new ToolMessage({ tool_call_id: id, name, status: 'error', content: `Error: ${error.message}` })
  }
}
