import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { nanoid } from 'nanoid'
import type { AgentModel } from '@/lib/agent/agent'
import { executeRun } from '@/lib/agent/execute-run'
import { newFeatures } from '@/lib/agent/models/features'
import { defaultRunLimits } from '@/lib/agent/run-options'
import { createTools } from '@/lib/agent/tools'
import { createDemoProvider } from '@/lib/demo-model'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { RunLog } from '@/lib/run-log/run-log'

/** What the pages share, so that each script shows its own idea only. Page 5 explains `startRun`. */
export const tools = createTools({ search: [{ provider: 'local' }], fetch: globalThis.fetch })

/** Pieces a second; 0 is as fast as it can. */
const tokensPerSecond = Number(process.env['DEMO_TOKENS_PER_SECOND'] ?? 40)
const provider = createDemoProvider({ tokensPerSecond })

const features = newFeatures()

export const agentModel: AgentModel = {
  name: { id: 'demo', label: 'Demo model' },
  features,
  create: () => provider.create('demo', features),
}

/** Any LangChain chat model would do: `new ChatOpenAI({ model: 'gpt-5-mini' })`. */
export const model: BaseChatModel = provider.create('demo', features)

/** Starts a run and gives its log at once: the run writes, whoever has the log reads. */
export function startRun(question: string): RunLog {
  const runId = nanoid() as RunId
  const log = new RunLog({ runId, journal: { add: (same, entry) => same.markSafe(entry.seq) }, now: Date.now })
  void executeRun({
    log,
    runId,
    threadId: nanoid() as ThreadId,
    messageId: nanoid() as MessageId,
    question,
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
  return log
}
