import { z } from 'zod'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { Unreachable } from './ask-json'
import type { Found, SearchContext, SearchProvider } from './found'
import { languageOf } from './language'
import { createWebSearch, type WebSearchOptions, type WebService } from './web-service'

const page = z.object({
  index: z.number(),
  title: z.string(),
  canonicalurl: z.string().regex(/^https?:\/\//),
  extract: z.string().default(''),
  pageprops: z.object({ disambiguation: z.string().optional() }).optional(),
})

/** An answer of Wikipedia. Without a `query` nothing was found; an `error` comes with status 200. */
const answer = z.object({
  query: z.object({ pages: z.array(page) }).optional(),
  error: z.object({ info: z.string() }).optional(),
})

/**
 * Wikipedia's full-text search, which needs no key: one request finds the articles and brings their introductions.
 * @see https://www.mediawiki.org/wiki/API:Search and https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
 */
const wikipedia: WebService<z.infer<typeof answer>> = {
  name: 'Wikipedia',
  place: 'wikipedia',
  maxChars: 2_400,
  toRequest: (query, { baseUrl, maxFound }) => ({
    url: `${baseUrl}/w/api.php?${new URLSearchParams({
      action: 'query',
      format: 'json',
      formatversion: '2',
      generator: 'search',
      gsrsearch: query.slice(0, 300),
      // A few more than are kept, since some are lists of meanings.
      gsrlimit: String(maxFound + 3),
      // Misspelt words are mended where nothing has them.
      gsrenablerewrites: '1',
      prop: 'extracts|info|pageprops',
      inprop: 'url',
      ppprop: 'disambiguation',
      exintro: '1',
      explaintext: '1',
      exlimit: 'max',
    })}`,
    init: { headers: { 'user-agent': userAgent, accept: 'application/json' } },
  }),
  schema: answer,
  read({ query, error }) {
    if (error) throw new ToolFailure(`Wikipedia refused this query: ${error.info}`)
    return (query?.pages ?? [])
      .filter(({ pageprops }) => pageprops?.disambiguation === undefined)
      .sort((a, b) => a.index - b.index)
      .map(({ canonicalurl, title, extract }) => ({ url: canonicalurl, title, text: extract }))
  },
}

const userAgent = 'Unfold/0.1 (self-hosted chat app; one or two requests per question)'

/** For how long an unreachable Wikipedia is not asked again: who is offline does not wait at each question. */
const restMs = 60_000

/**
 * Wikipedia in the language that is asked for, else that of the query, and in English where it has nothing. `baseUrl` has
 * `{lang}` in the place of the language; one without it is a single Wikipedia. One that could not be reached fails at once
 * for a minute.
 */
export function createWikipedia({
  baseUrl = 'https://{lang}.wikipedia.org',
  now = () => performance.now(),
  ...options
}: WebSearchOptions & { now?: () => number } = {}): SearchProvider {
  let failed: { failure: Unreachable; until: number } | undefined
  const search = async (query: string, context: SearchContext): Promise<Found[]> => {
    const languages = baseUrl.includes('{lang}') ? new Set([context.language ?? languageOf(query), 'en']) : ['']
    for (const language of languages) {
      const at = { ...options, baseUrl: baseUrl.replace('{lang}', language) }
      const found = await createWebSearch(wikipedia, at).search(query, context)
      if (found.length > 0) return found
    }
    return []
  }
  return {
    name: 'Wikipedia',
    place: 'wikipedia',
    async search(query, context) {
      if (failed && now() < failed.until) throw failed.failure
      try {
        return await search(query, context)
      } catch (error) {
        if (error instanceof Unreachable) failed = { failure: error, until: now() + restMs }
        throw error
      }
    },
  }
}

/** How long Wikipedia is waited for where the library can be asked instead. */
export const wikipediaPatienceMs = 3_000
