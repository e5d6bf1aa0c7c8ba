import { DemoModel } from './demo/demo-model'
import type { ModelProvider } from './provider'

/** The model that works by rules and needs no key. `tokensPerSecond` 0 is as fast as it can. */
export const createDemoProvider = ({ tokensPerSecond = 40 }: { tokensPerSecond?: number } = {}): ModelProvider => ({
  name: 'demo',
  create: () => new DemoModel({ tokensPerSecond }),
  label: () => 'Demo model',
})

/** At the pace of a real model. */
export const demo: ModelProvider = createDemoProvider()
