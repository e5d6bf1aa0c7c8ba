import { z } from 'zod'
import type { WebService } from './web-service'

const answer = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: z.string().nullish(),
      content: z.string().nullish(),
      publishedDate: z.string().nullish(),
    }),
  ),
})

/**
 * A SearXNG of one's own, which needs no key; its `settings.yml` must allow the format `json`, or it answers 403.
 * @see https://docs.searxng.org/dev/search_api.html
 */
export const searxng: WebService<z.infer<typeof answer>> = {
  name: 'SearXNG',
  place: 'web',
  toRequest: (query, { baseUrl }) => ({
    url: `${baseUrl}/search?${new URLSearchParams({ q: query, format: 'json' })}`,
    init: { headers: { accept: 'application/json' } },
  }),
  schema: answer,
  read: ({ results }) =>
    results.map(({ url, title, content, publishedDate }) => ({ url, title, text: content, date: publishedDate })),
}
