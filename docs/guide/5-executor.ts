import { nanoid } from 'nanoid'
import { executeRun } from '@/lib/agent/execute-run'
import { defaultRunLimits } from '@/lib/agent/run-options'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { RunLog } from '@/lib/run-log/run-log'
import { agentModel, tools } from './demo'

/** The loop of page 3 with the handler of page 4: it writes every step of a run into a log. */
const runId = nanoid() as RunId
const log = new RunLog({
  runId,
  journal: { add: (same, entry) => same.markSafe(entry.seq) }, // Where a database would be; see page 6.
  now: Date.now,
})

await executeRun({
  log,
  runId,
  threadId: nanoid() as ThreadId,
  messageId: nanoid() as MessageId,
  question: 'What is 15% of 2480, and what is 9 to the power of 5?',
  history: [],
  model: agentModel,
  tools,
  signal: new AbortController().signal,
  metadata: { deadlineMs: 60_000, outlivesConnection: true },
  limits: defaultRunLimits,
  now: Date.now,
  createId: () => nanoid(12),
  onFailure: (error) => console.error(error),
})

const entries = [...log.entriesAfter(0)]
const startedAt = entries[0]?.event.timestamp ?? 0
let before = ''
let repeated = 0
for (const { seq, event } of entries) {
  repeated = event.type === before ? repeated + 1 : 0
  before = event.type
  if (repeated > 0) continue
  const ms = `${event.timestamp - startedAt}`.padStart(5)
  console.log(
    `${ms} ms  ${`${seq}`.padStart(3)}  ${indentOf(event.type)}${event.type}${'stepName' in event ? `  ${event.stepName}` : ''}`,
  )
}
console.log(`\n${entries.length} events; of equal ones in a row the first is shown.`)

function indentOf(type: string): string {
  if (type.startsWith('RUN')) return ''
  return type.startsWith('STEP') ? '  ' : '    '
}
