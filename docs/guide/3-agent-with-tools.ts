import { AIMessage, type BaseMessage, ToolMessage } from 'langchain'
import { prompt } from '@/lib/agent/prompt'
import { finalAnswer, finalAnswerName } from '@/lib/agent/tools/final-answer'
import { model, tools } from './demo'

/** The agent: a prompt, and a model that must call a tool. Here it is driven by hand, without streaming. */
const bound = model.bindTools?.([...tools.map((tool) => tool.binding), finalAnswer], { tool_choice: 'any' })
if (!bound) throw new Error('This model cannot use tools.')
const agent = prompt.pipe(bound)

const scratchpad: BaseMessage[] = []
const today = new Date().toUTCString().slice(0, 16)

for (let turn = 1; turn <= 8; turn += 1) {
  const message = await agent.invoke({
    question: 'Take 10 plus 10, multiply by 7, then subtract 4',
    today,
    last: '',
    mode: '',
    files: '',
    app: '',
    history: [],
    scratchpad,
  })

  const answer = message.tool_calls?.find((call) => call.name === finalAnswerName)
  if (answer) {
    console.log(`turn ${turn}   ${finalAnswerName}\n\n${answer.args['answer']}`)
    break
  }

  scratchpad.push(new AIMessage({ content: message.content, tool_calls: message.tool_calls ?? [] }))
  for (const call of message.tool_calls ?? []) {
    const tool = tools.find(({ name }) => name === call.name)
    const context = { signal: AbortSignal.timeout(5000), progress: () => {}, now: Date.now }
    const content = tool ? (await tool.start(call.args, context)).content : `There is no tool named ${call.name}.`
    console.log(`turn ${turn}   ${call.name}(${JSON.stringify(call.args)}) = ${content}`)
    scratchpad.push(new ToolMessage({ content, tool_call_id: call.id ?? '', name: call.name }))
  }
}
