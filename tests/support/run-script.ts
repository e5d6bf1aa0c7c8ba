import { z } from 'zod'
import type { AgentModel } from '@/lib/agent/agent'
import { executeRun } from '@/lib/agent/execute-run'
import { newFeatures } from '@/lib/agent/models/features'
import { defaultRunLimits, type ExecuteRunOptions } from '@/lib/agent/run-options'
import { defineTool, type Tool, type ToolDefinition, ToolFailure } from '@/lib/agent/tools/define-tool'
import type { AppError } from '@/lib/protocol/error'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { RunLog } from '@/lib/run-log/run-log'
import { ScriptedModel, type ScriptedTurn } from './scripted-model'

const numbers = z.object({ x: z.number(), y: z.number() })
const sum = { icon: 'sum', noun: ['sum', 'sums'] as [string, string], input: numbers, effects: 'none', timeoutMs: 1000 } as const

export const add = defineTool({
  ...sum,
  name: 'add',
  description: 'Adds.',
  run: async ({ x, y }) => ({ content: `${x + y}`, value: `${x + y}` }),
})
export const fail = defineTool({
  ...sum,
  name: 'fail',
  description: 'Fails.',
  run: async () => {
    throw new ToolFailure('The shop is closed.', { cause: new Error('503') })
  },
})

/** A tool of which a test says only what matters to it: it changes nothing, and has a second for each call, unless `more` says otherwise. */
export const toolNamed = <Schema extends z.ZodObject>(
  name: string,
  input: Schema,
  run: ToolDefinition<Schema>['run'],
  more: Partial<ToolDefinition<Schema>> = {},
): Tool => {
  const plain = { icon: 'tool', noun: ['step', 'steps'] as [string, string], effects: 'none', timeoutMs: 1000 } as const
  return defineTool({ ...plain, description: `The tool ${name}.`, ...more, name, input, run })
}

export type Scripted = { events: NumberedEvent[]; model: ScriptedModel; log: RunLog; failures: AppError[] }

/** Plays a script through the real executor, handler and log. */
export async function runScript(
  turns: ScriptedTurn[],
  options: Partial<ExecuteRunOptions> & { tools?: Tool[]; now?: () => number } = {},
): Promise<Scripted> {
  const model = new ScriptedModel(turns)
  const { promise, ...rest } = startScript(model, options)
  await promise
  return { ...rest, model, events: [...rest.log.entriesAfter(0)].map((entry) => entry.event) }
}

/** The same, not awaited: for tests that stop or hold a run. */
export function startScript(
  model: ScriptedModel,
  options: Partial<ExecuteRunOptions> = {},
): { promise: Promise<void>; log: RunLog; failures: AppError[] } {
  let id = 0
  const runId = 'run-1' as RunId
  const log = new RunLog({ runId, journal: { add: (same, entry) => same.markSafe(entry.seq) }, now: options.now ?? (() => 0) })
  const failures: AppError[] = []
  const agentModel: AgentModel = {
    name: { id: 'scripted', label: 'Scripted' },
    features: newFeatures(),
    create: () => model,
  }
  const promise = executeRun({
    log,
    runId,
    threadId: 'thread-1' as ThreadId,
    messageId: 'question-1' as MessageId,
    question: 'What is 9 plus 1?',
    history: [],
    model: agentModel,
    tools: [add, fail],
    signal: new AbortController().signal,
    metadata: { deadlineMs: 60_000, outlivesConnection: true },
    limits: defaultRunLimits,
    now: () => 0,
    createId: () => {
      id += 1
      return `id${id}`
    },
    onFailure: (error) => failures.push(error),
    ...options,
  })
  return { promise, log, failures }
}

/** Event types, with runs of equal ones written once. */
export const typesOf = (events: { type: string }[]): string[] =>
  events.map((event) => event.type).filter((type, index, all) => type !== all[index - 1])
