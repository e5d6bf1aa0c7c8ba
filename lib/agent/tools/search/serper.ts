import { z } from 'zod'
import type { WebService } from './web-service'

/** An answer of Serper. Without an `organic` nothing was found. */
const answer = z.object({
  organic: z
    .array(z.object({ link: z.string(), title: z.string().nullish(), snippet: z.string().nullish(), date: z.string().nullish() }))
    .nullish(),
})

/** Google's results. @see https://serper.dev */
export const serper: WebService<z.infer<typeof answer>> = {
  name: 'Serper',
  place: 'web',
  baseUrl: 'https://google.serper.dev',
  toRequest: (query, { baseUrl, apiKey, maxFound }) => ({
    url: `${baseUrl}/search`,
    init: {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ q: query, num: maxFound }),
    },
  }),
  schema: answer,
  read: ({ organic }) => (organic ?? []).map(({ link, title, snippet, date }) => ({ url: link, title, text: snippet, date })),
}
