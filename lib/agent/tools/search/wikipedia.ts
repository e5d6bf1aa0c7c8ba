import { z } from 'zod'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import type { WebService } from './web-service'

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

/**
 * Wikipedia's full-text search, which needs no key: one request finds the articles and brings their introductions.
 * @see https://www.mediawiki.org/wiki/API:Search and https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy
 */
export const wikipedia: WebService<z.infer<typeof answer>> = {
  name: 'Wikipedia',
  place: 'wikipedia',
  baseUrl: 'https://en.wikipedia.org',
  toRequest: (query, { baseUrl, maxFound }) => ({
    url: `${baseUrl}/w/api.php?${new URLSearchParams({
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
    })}`,
    init: {
      headers: { 'user-agent': 'Unfold/0.1 (self-hosted chat app; one request per question)', accept: 'application/json' },
    },
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
