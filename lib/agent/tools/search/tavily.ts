import { z } from 'zod'
import type { WebService } from './web-service'

const answer = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: z.string().nullish(),
      content: z.string().nullish(),
      published_date: z.string().nullish(),
    }),
  ),
})

/** @see https://docs.tavily.com/documentation/api-reference/endpoint/search */
export const tavily: WebService<z.infer<typeof answer>> = {
  name: 'Tavily',
  place: 'web',
  baseUrl: 'https://api.tavily.com',
  toRequest: (query, { baseUrl, apiKey, maxFound }) => ({
    url: `${baseUrl}/search`,
    init: {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, max_results: maxFound }),
    },
  }),
  schema: answer,
  read: ({ results }) =>
    results.map(({ url, title, content, published_date }) => ({ url, title, text: content, date: published_date })),
}
