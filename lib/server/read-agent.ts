import { describeAgent } from '@/lib/agent/describe-agent'
import type { AgentDescription } from '@/lib/protocol/agent-description'
import { firstModel } from './offered-models'
import type { Services } from './services'
import { toolsOf } from './tools-of'

/** As the model is told that answers unless another is chosen. */
export const readAgent = async (services: Services): Promise<AgentDescription> =>
  describeAgent(toolsOf(await firstModel(services), services))
