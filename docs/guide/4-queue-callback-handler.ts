import { nanoid } from 'nanoid'
import { createAgent } from '@/lib/agent/agent'
import { QueueCallbackHandler } from '@/lib/agent/queue-callback-handler'
import type { RunEvent } from '@/lib/protocol/event'
import { agentModel, tools } from './demo'

/** One handler for one query. What the model writes is put in a queue while `invoke` is still on its way. */
const queue: RunEvent[] = []
const handler = new QueueCallbackHandler({
  write: (event) => {
    queue.push(event)
    show(event)
  },
  createId: () => nanoid(6),
  wordsOf: () => ({ icon: 'tool', noun: ['step', 'steps'], effects: 'none' }),
  onCallWritten: ({ name, argsText }) => console.log(`  → ${name} could start now, with ${argsText}`),
  maxChars: () => 64_000,
  onDelta: () => {},
})

const agent = await createAgent(
  agentModel,
  tools.map((tool) => tool.binding),
)

const turn = handler.beginTurn('turn-1')
const asked = { question: 'What is 15% of 2480 and 9 to the power of 5?', today: 'today' }
const input = { ...asked, last: '', mode: '', files: '', app: '', history: [], scratchpad: [] }
await agent.invoke(input, { callbacks: [handler] })
handler.endTurn()

console.log(`\n${queue.length} events were in the queue before invoke() returned.`)
console.log(`The turn as a whole: ${turn.calls.map(({ name, argsText }) => `${name} ${argsText}`).join(', ')}`)

function show(event: RunEvent): void {
  switch (event.type) {
    case 'TOOL_CALL_START':
      console.log(`${event.type}  ${event.toolCallName}`)
      break
    case 'TOOL_CALL_ARGS':
      console.log(`${event.type}   ${event.delta}`)
      break
    default:
      console.log(event.type)
  }
}
