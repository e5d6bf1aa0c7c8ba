import type { AgentCapabilities } from '@ag-ui/core'
import { describeAgent } from '@/lib/agent/describe-agent'
import { runModes } from '@/lib/protocol/run-mode'
import { firstModel } from '@/lib/server/models/offered-models'
import { chooseTools } from '@/lib/server/runs/choose-tools'
import type { Services } from './service-types'

/**
 * What this agent can do, in the protocol's own words; what the model that answers unless another is chosen is told stands in
 * `custom`.
 */
export const readAgent = async (services: Services): Promise<AgentCapabilities> => {
  const { env } = services
  const model = await firstModel(services)
  const { system, tools: items } = describeAgent(chooseTools(model, services))
  return {
    identity: { name: 'Unfold', type: 'langchain', description: 'An assistant that shows its work.' },
    transport: { streaming: true, websocket: false, httpBinary: false, pushNotifications: false, resumable: true },
    tools: { supported: true, items, parallelCalls: true, clientProvided: true },
    output: { structuredOutput: false, supportedMimeTypes: ['text/markdown'] },
    state: { snapshots: false, deltas: false, memory: false, persistentState: false },
    multiAgent: { supported: false, delegation: false, handoffs: false },
    reasoning: { supported: true, streaming: true },
    multimodal: {
      input: { image: model.provider !== 'demo', audio: false, video: false, pdf: false, file: false },
      output: { image: false, audio: false },
    },
    execution: { codeExecution: false, maxIterations: env.maxTurns, maxExecutionTime: env.runDeadlineMs },
    humanInTheLoop: { supported: false, approvals: false, interrupts: false },
    custom: { unfold: { system, modes: model.provider === 'demo' ? [] : runModes } },
  }
}
