import type { PageFetch } from '@/lib/net/page-fetch'
import { add, divide, exponentiate, multiply, subtract } from './arithmetic'
import { calculate } from './calculate'
import { currentTime } from './current-time'
import type { Tool } from './define-tool'
import { createReadPage } from './read-page'
import { brave } from './search/brave'
import { exa } from './search/exa'
import { defaultSearchLimits, type SearchLimits, type SearchName, type SearchProvider, type SearchSettings } from './search/found'
import { createLocal } from './search/local'
import { createSearch } from './search/search'
import { searxng } from './search/searxng'
import { serper } from './search/serper'
import { tavily } from './search/tavily'
import { createWebSearch, type WebSearchOptions } from './search/web-service'
import { createWikipedia, wikipediaPatienceMs } from './search/wikipedia'

export type ToolsOptions = {
  /** The first is asked, and the next one when it fails. */
  search: readonly [SearchSettings, ...SearchSettings[]]
  searchLimits?: SearchLimits
  fetch: typeof globalThis.fetch
  /** Reads pages of the web; without it no page is opened. */
  fetchPage?: PageFetch | undefined
}

/**
 * The tools of a run, in the order in which the model is told of them. A new tool is a file here and its line in this
 * list. `bodies` of `lib/run-view/run-code.ts` may have a short form of what it does, for the code that people copy. `final_answer` is
 * not among them: the executor adds it.
 */
export const createTools = ({ search, searchLimits = defaultSearchLimits, fetch, fetchPage }: ToolsOptions): Tool[] => [
  add,
  subtract,
  multiply,
  divide,
  exponentiate,
  calculate,
  currentTime,
  createSearch({ providers: toProviders(search, searchLimits), limits: searchLimits, fetch }),
  ...(fetchPage ? [createReadPage(fetchPage)] : []),
]

function toProviders([first, ...others]: ToolsOptions['search'], limits: SearchLimits): [SearchProvider, ...SearchProvider[]] {
  const toProvider = ({ provider, ...options }: SearchSettings, place: number) => {
    const patienceMs = provider === 'wikipedia' && place < others.length ? wikipediaPatienceMs : Number.POSITIVE_INFINITY
    return searches[provider]({ ...options, ...limits, timeoutMs: Math.min(limits.timeoutMs, patienceMs) })
  }
  return [toProvider(first, 0), ...others.map((settings, at) => toProvider(settings, at + 1))]
}

/** A new search service is a file in `search/` and its line here. */
const searches: Record<SearchName, (options: WebSearchOptions) => SearchProvider> = {
  tavily: (options) => createWebSearch(tavily, options),
  exa: (options) => createWebSearch(exa, options),
  brave: (options) => createWebSearch(brave, options),
  serper: (options) => createWebSearch(serper, options),
  searxng: (options) => createWebSearch(searxng, options),
  wikipedia: createWikipedia,
  local: ({ maxFound }) => createLocal({ ...(maxFound !== undefined && { maxFound }) }),
}
