import { type SearchName, type SearchSettings, searchNames } from '@/lib/agent/tools/search/found'
import type { Variables } from './env-variables'

/** Those that `SEARCH` names, in that order; without it all whose key or address is set, then Wikipedia, and the library last. */
export function readSearch(values: Variables): readonly [SearchSettings, ...SearchSettings[]] {
  const settings = toSearchSettings(values)
  const named = values.SEARCH ?? searchNames.filter((name) => settings[name])
  const [first, ...others] = [...new Set(named)].map((name) => {
    const chosen = settings[name]
    if (!chosen) throw new Error(`SEARCH is "${name}", so ${searchNeeds[name]} must be set.`)
    return chosen
  })
  return [first ?? wikipedia, ...others]
}

/** What the demo model searches: of these what needs no key, else Wikipedia, and then the library. */
export function withoutKeys(search: readonly SearchSettings[]): readonly [SearchSettings, ...SearchSettings[]] {
  const [first = wikipedia, ...others] = search.filter(({ provider }) => provider === 'wikipedia' || provider === 'local')
  return [first, ...(first === wikipedia ? [{ provider: 'local' } as const] : others)]
}

const wikipedia: SearchSettings = { provider: 'wikipedia' }

const searchNeeds: Partial<Record<SearchName, string>> = {
  tavily: 'TAVILY_API_KEY',
  exa: 'EXA_API_KEY',
  brave: 'BRAVE_SEARCH_API_KEY',
  serper: 'SERPER_API_KEY',
  searxng: 'SEARXNG_URL',
}

/** Each way to search that can be used with what is set. */
function toSearchSettings(values: Variables): Partial<Record<SearchName, SearchSettings>> {
  const at = (address: string | undefined) => address !== undefined && { baseUrl: address.replace(/\/+$/, '') }
  const withKey = (provider: SearchName, apiKey: string | undefined, address: string | undefined) =>
    apiKey === undefined ? {} : { [provider]: { provider, apiKey, ...at(address) } }
  return {
    ...withKey('tavily', values.TAVILY_API_KEY, values.TAVILY_BASE_URL),
    ...withKey('exa', values.EXA_API_KEY, values.EXA_BASE_URL),
    ...withKey('brave', values.BRAVE_SEARCH_API_KEY, values.BRAVE_SEARCH_BASE_URL),
    ...withKey('serper', values.SERPER_API_KEY, values.SERPER_BASE_URL),
    ...(values.SEARXNG_URL !== undefined && { searxng: { provider: 'searxng', ...at(values.SEARXNG_URL) } }),
    wikipedia: { provider: 'wikipedia', ...at(values.WIKIPEDIA_BASE_URL) },
    local: { provider: 'local' },
  }
}
