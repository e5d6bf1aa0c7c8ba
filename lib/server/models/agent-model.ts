import type { AgentModel } from '@/lib/agent/agent'
import { createCompatible } from '@/lib/agent/models/compatible'
import { featuresOf } from '@/lib/agent/models/features'
import { createOpenAi } from '@/lib/agent/models/openai'
import type { ModelChoice, ModelProvider } from '@/lib/agent/models/provider'
import type { ModelSettings } from '@/lib/agent/models/settings'
import { createUniversal } from '@/lib/agent/models/universal'
import { createDemoProvider } from '@/lib/demo-model'
import { AppError } from '@/lib/protocol/error'
import type { Env } from '@/lib/server/env'

type Settings = ModelSettings & Pick<Env, 'demoTokensPerSecond'>

/** All the ways to reach models. A new one is a file in `lib/agent/models` and its line here. */
const providers: Record<ModelProvider['name'], (settings: Settings) => ModelProvider> = {
  openai: createOpenAi,
  compatible: createCompatible,
  universal: createUniversal,
  demo: ({ demoTokensPerSecond }) => createDemoProvider({ tokensPerSecond: demoTokensPerSecond }),
}

/** The model that was chosen, ready to be made anew for each turn; what its endpoint takes is shared by all its runs. */
export function createAgentModel(choice: ModelChoice, settings: Settings): AgentModel {
  const { modelId = choice.id, reach, effort } = choice
  const { maxOutputTokens, demoTokensPerSecond } = settings
  // What is reached elsewhere gets nothing of what the environment says of its own provider, its key least of all.
  const provider = providers[choice.provider]({
    ...(reach ? { ...reach, maxOutputTokens, demoTokensPerSecond } : settings),
    effort,
  })
  const features = reach ? featuresOf(modelId, reach) : featuresOf(choice.id)
  // A parameter of OpenAI's; each other provider has its own way, and makes several calls unasked.
  if (choice.provider === 'universal') features.parallelToolCalls = false
  return {
    name: { id: choice.id, label: choice.label },
    modelId,
    ...(choice.isOwn && { explain: toOwnWords }),
    features,
    keepsMessages: choice.provider === 'universal',
    create: (features, signs) => provider.create(modelId, features, signs),
  }
}

/** A visitor who brought the model cannot look at the server's settings, and need not: they have their own. */
function toOwnWords(error: AppError): AppError {
  if (error.code === 'model-key' && error.message.includes('`OPENAI_API_KEY`'))
    return inWords(error, 'The provider did not accept your key. Change it under “Use a real model”.')
  const message = error.message.replace(
    / Check `OPENAI_BASE_URL` on the server\.$/,
    ' Check the address under “Use a real model”.',
  )
  return message === error.message ? error : inWords(error, message)
}

const inWords = ({ code, cause }: AppError, message: string): AppError => new AppError(code, { cause, message })
