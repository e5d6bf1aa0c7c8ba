import type { AgentModel } from '@/lib/agent/agent'
import { createCompatible } from './compatible'
import { createDemoProvider } from './demo'
import { featuresOf } from './features'
import { createOpenAi } from './openai'
import type { ModelChoice, ModelProvider } from './provider'
import type { ModelSettings } from './settings'

/** All the ways to reach models. A new one is a file beside this and its line here. */
const providers: Record<ModelProvider['name'], (settings: ModelSettings) => ModelProvider> = {
  openai: createOpenAi,
  compatible: createCompatible,
  demo: ({ demoTokensPerSecond }) => createDemoProvider({ tokensPerSecond: demoTokensPerSecond }),
}

/** The model that was chosen, ready to be made anew for each turn; what its endpoint takes is shared by all its runs. */
export function createAgentModel(choice: ModelChoice, settings: ModelSettings): AgentModel {
  const provider = providers[choice.provider](settings)
  return {
    name: { id: choice.id, label: choice.label },
    features: featuresOf(choice.id),
    create: (features, signs) => provider.create(choice.id, features, signs),
  }
}
