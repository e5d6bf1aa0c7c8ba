import { z } from 'zod'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { askJson } from './ask-json'
import { cutPassage } from './cut-passage'
import { defaultSearchLimits, type SearchLimits, type SearchProvider } from './found'

const page = z.object({
  index: z.number(),
  title: z.string(),
  canonicalurl: z.string().regex(/^https?:\/\//),
  extract: z.string().default(''),
  pageprops: z.object({ disambiguation: z.string().optional() }).optional(),
})

/** Without a `query` nothing was found; an `error` comes with status 200. */
const answer = z.object({
  query: z.object({ pages: z.array(page) }).optional(),
  error: z.object({ info: z.string() }).optional(),
})

export type WikipediaOptions = { baseUrl?: string } & Partial<SearchLimits>

/**
 * Wikipedia's full-text search, which needs no key: one request finds the articles and brings their introductions.
 * @see https://www.mediawiki.org/wiki/API:Search and https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
 */
export const createWikipedia = ({
  baseUrl = 'https://en.wikipedia.org',
  timeoutMs = defaultSearchLimits.timeoutMs,
  maxFound = defaultSearchLimits.maxFound,
}: WikipediaOptions = {}): SearchProvider => ({
  place: 'web',
  async search(query, context) {
    const url = new URL(`${baseUrl}/w/api.php`)
    url.search = new URLSearchParams({
      action: 'query',
      format: 'json',
      formatversion: '2',
      generator: 'search',
      gsrsearch: query.slice(0, 300),
      // A few more than are kept, since some are lists of meanings.
      gsrlimit: String(maxFound + 3),
      prop: 'extracts|info|pageprops',
      inprop: 'url',
      ppprop: 'disambiguation',
      exintro: '1',
      explaintext: '1',
      exlimit: 'max',
    }).toString()
    const init = {
      headers: { 'user-agent': 'Unfold/0.1 (self-hosted chat app; one request per question)', accept: 'application/json' },
    }
    const { query: found, error } = await askJson({ url, init, timeoutMs, schema: answer }, context)
    if (error) throw new ToolFailure(`The search service refused this query: ${error.info}`)
    return (found?.pages ?? [])
      .filter(({ extract, pageprops }) => extract.trim() !== '' && pageprops?.disambiguation === undefined)
      .sort((a, b) => a.index - b.index)
      .slice(0, maxFound)
      .map(({ canonicalurl, title, extract }) => ({ url: canonicalurl, title, passage: cutPassage(extract) }))
  },
})
