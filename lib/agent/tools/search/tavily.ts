import { z } from 'zod'
import { askJson } from './ask-json'
import { cutPassage } from './cut-passage'
import { defaultSearchLimits, type SearchLimits, type SearchProvider } from './found'

const answer = z.object({
  results: z.array(z.object({ url: z.string(), title: z.string().nullish(), content: z.string().nullish() })),
})

export type TavilyOptions = { apiKey: string; baseUrl?: string } & Partial<SearchLimits>

/**
 * The web through Tavily, which needs a key.
 * @see https://docs.tavily.com/documentation/api-reference/endpoint/search
 */
export const createTavily = ({
  apiKey,
  baseUrl = 'https://api.tavily.com',
  timeoutMs = defaultSearchLimits.timeoutMs,
  maxFound = defaultSearchLimits.maxFound,
}: TavilyOptions): SearchProvider => ({
  place: 'web',
  async search(query, context) {
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, max_results: maxFound }),
    }
    const { results } = await askJson({ url: `${baseUrl}/search`, init, timeoutMs, schema: answer }, context)
    return results
      .filter(({ url, content }) => isWebAddress(url) && content?.trim())
      .slice(0, maxFound)
      .map(({ url, title, content }) => ({
        url,
        title: title?.trim() || new URL(url).hostname,
        passage: cutPassage(content ?? ''),
      }))
  },
})

/** Addresses become links, so only these two schemes are taken. */
const isWebAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
