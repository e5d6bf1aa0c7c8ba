import { describeAgent } from '@/lib/agent/describe-agent'
import type { AgentDescription } from '@/lib/protocol/agent-description'
import type { Services } from './services'

export const readAgent = ({ tools }: Services): AgentDescription => describeAgent(tools)
