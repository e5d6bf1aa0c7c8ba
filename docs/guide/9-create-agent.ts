import { AIMessage, createAgent, createMiddleware, ToolMessage } from 'langchain'
import { nanoid } from 'nanoid'
import { ToolCalls } from '@/lib/agent/call-tools'
import type { WrittenCall } from '@/lib/agent/model-reply'
import { QueueCallbackHandler } from '@/lib/agent/queue-callback-handler'
import { finalAnswer } from '@/lib/agent/tools/final-answer'
import type { MessageId, RunEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { RunLog } from '@/lib/run-log/run-log'
import { model, tools } from './demo'

/** The log of page 5, written by an agent of LangChain's own: its loop, with middleware in place of our executor. */
const ids = { runId: nanoid() as RunId, threadId: nanoid() as ThreadId }
const question = {
  id: nanoid() as MessageId,
  role: 'user',
  content: 'What is 15% of 2480, and what is 9 to the power of 5?',
} as const
const metadata = { model: { id: 'demo', label: 'Demo model' }, deadlineMs: 60_000, outlivesConnection: true }
const log = new RunLog({ ...ids, journal: { add: (same, { seq }) => same.markSafe(seq) }, now: Date.now })
const write = (event: RunEvent) => log.append(event)
const calls = new ToolCalls({ tools, write, now: Date.now, signal: new AbortController().signal })
const handler = new QueueCallbackHandler({
  write,
  createId: () => nanoid(12),
  wordsOf: (name) => calls.wordsOf(name),
  onCallWritten: (call) => void calls.start(call), // While the model is still writing the next one.
  maxChars: () => 64_000,
  onDelta: () => {},
})
const written = new Map<string | undefined, WrittenCall>() // By the id that LangChain knows a call by.
const intoTheLog = createMiddleware({
  name: 'into-the-log',
  wrapModelCall: async (request, next) => {
    const stepName = `turn-${1 + request.messages.filter(AIMessage.isInstance).length}` as const
    write({ type: 'STEP_STARTED', stepName })
    const turn = handler.beginTurn(stepName)
    const message = await next({ ...request, toolChoice: 'required' })
    handler.endTurn()
    const asked = AIMessage.isInstance(message) ? (message.tool_calls ?? []).filter(({ name }) => name !== finalAnswer.name) : []
    for (const [n, call] of turn.calls.entries()) written.set(asked[n]?.id, call)
    await Promise.all(turn.calls.map((call) => calls.start(call)))
    write({ type: 'STEP_FINISHED', stepName })
    return message
  },
  wrapToolCall: async (request, next) => {
    const call = written.get(request.toolCall.id)
    if (!call) return next(request)
    const { content, failed } = await calls.start(call)
    return new ToolMessage({ tool_call_id: request.toolCall.id ?? '', content, status: failed ? 'error' : 'success' })
  },
})
const bindings = [...tools.map((tool) => tool.binding), Object.assign(finalAnswer, { returnDirect: true })]
const input = { ...ids, messages: [question] as [typeof question], tools: [] as [], context: [] as [] }
write({ type: 'RUN_STARTED', ...ids, protocolVersion: '1.0', input, metadata })
const agent = createAgent({ model, tools: bindings, middleware: [intoTheLog] })
await agent.invoke({ messages: [question] }, { callbacks: [handler] })
write({ type: 'RUN_FINISHED', ...ids, outcome: { type: 'success' }, usage: [], result: { toolsUsed: [...calls.used] } })
for (const { event, seq } of log.entriesAfter(0))
  console.log(`${seq}`.padStart(3), event.type, 'toolCallName' in event ? event.toolCallName : '')
