import { add, divide, exponentiate, multiply, subtract } from './arithmetic'
import { calculate } from './calculate'
import { currentTime } from './current-time'
import type { Tool } from './define-tool'
import { defaultSearchLimits, type SearchLimits, type SearchProvider } from './search/found'
import { createLocal } from './search/local'
import { createSearch } from './search/search'
import { createTavily } from './search/tavily'
import { createWikipedia } from './search/wikipedia'

export type SearchSettings =
  | { provider: 'tavily'; apiKey: string; baseUrl?: string }
  | { provider: 'wikipedia'; baseUrl?: string }
  | { provider: 'local' }

/**
 * The tools of a run, in the order in which the model is told of them. A new tool is a file here and its line in this
 * list. `final_answer` is not among them: the executor adds it.
 */
export const createTools = ({ search, searchLimits = defaultSearchLimits, fetch }: ToolsOptions): Tool[] => [
  add,
  subtract,
  multiply,
  divide,
  exponentiate,
  calculate,
  currentTime,
  createSearch({ provider: toProvider(search, searchLimits), limits: searchLimits, fetch }),
]

export type ToolsOptions = { search: SearchSettings; searchLimits?: SearchLimits; fetch: typeof globalThis.fetch }

function toProvider(settings: SearchSettings, limits: SearchLimits): SearchProvider {
  switch (settings.provider) {
    case 'tavily':
      return createTavily({ ...settings, ...limits })
    case 'wikipedia':
      return createWikipedia({ ...settings, ...limits })
    case 'local':
      return createLocal(limits)
  }
}
