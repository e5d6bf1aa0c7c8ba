import { add, divide, exponentiate, multiply, subtract } from './arithmetic'
import { calculate } from './calculate'
import { currentTime } from './current-time'
import type { Tool } from './define-tool'
import type { SearchProvider } from './search/found'
import { createLocal } from './search/local'
import { createSearch } from './search/search'
import { createTavily } from './search/tavily'
import { createWikipedia } from './search/wikipedia'

export type SearchSettings = { provider: 'tavily'; apiKey: string } | { provider: 'wikipedia' } | { provider: 'local' }

/**
 * The tools of a run, in the order in which the model is told of them. A new tool is a file here and its line in this
 * list. `final_answer` is not among them: the executor adds it.
 */
export const createTools = ({ search, fetch }: { search: SearchSettings; fetch: typeof globalThis.fetch }): Tool[] => [
  add,
  subtract,
  multiply,
  divide,
  exponentiate,
  calculate,
  currentTime,
  createSearch({ provider: toProvider(search), fetch }),
]

function toProvider(settings: SearchSettings): SearchProvider {
  switch (settings.provider) {
    case 'tavily':
      return createTavily({ apiKey: settings.apiKey })
    case 'wikipedia':
      return createWikipedia()
    case 'local':
      return createLocal()
  }
}
