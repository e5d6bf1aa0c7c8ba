import { type StructuredToolInterface, tool } from '@langchain/core/tools'
import type { AppInput } from '@/lib/protocol/app-input'
import type { ToolWords } from '@/lib/protocol/event'
import type { Tool } from './tools/define-tool'
import { FINAL_ANSWER } from './tools/final-answer'

/** Tools of the app through which a person asks: offered to the model, and answered by that app in its next request. */
export class AppTools {
  readonly bindings: StructuredToolInterface[]
  /** The only one that is to be offered, where the app has chosen it. */
  readonly chosen: StructuredToolInterface | undefined
  readonly #names: Set<string>

  /** A name of ours wins. */
  constructor({ tools: offered, chosen }: Pick<AppInput, 'tools' | 'chosen'>, ours: readonly Tool[]) {
    const taken = new Set([FINAL_ANSWER, ...ours.map(({ name }) => name)])
    const free = offered.filter(({ name }) => !taken.has(name))
    this.#names = new Set(free.map(({ name }) => name))
    this.bindings = free.map(({ name, description, parameters }) =>
      tool(() => '', { name, description: description || name, schema: parameters }),
    )
    this.chosen = this.bindings.find(({ name }) => name === chosen)
  }

  has(name: string): boolean {
    return this.#names.has(name)
  }
}

/** What such a tool does and gives back is known to the app alone, so a shared copy does not show it. */
export const appWords: ToolWords = { icon: 'tool', noun: ['step', 'steps'], effects: 'external', private: true }
