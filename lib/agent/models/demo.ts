import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { DemoModel } from './demo/demo-model'
import type { ModelProvider } from './provider'

/** The model that works by rules and needs no key. `tokensPerSecond` is about that of a real model; 0 is as fast as it can. */
export const createDemoProvider = ({
  tokensPerSecond = 40,
}: {
  tokensPerSecond?: number
} = {}): ModelProvider<BaseChatModel> => ({
  name: 'demo',
  create: () => new DemoModel({ tokensPerSecond }),
})
