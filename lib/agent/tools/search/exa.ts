import { z } from 'zod'
import { maxPassageChars } from './found'
import type { WebService } from './web-service'

const answer = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: z.string().nullish(),
      highlights: z.array(z.string()).nullish(),
      publishedDate: z.string().nullish(),
    }),
  ),
})

/** @see https://docs.exa.ai/reference/search */
export const exa: WebService<z.infer<typeof answer>> = {
  name: 'Exa',
  place: 'web',
  baseUrl: 'https://api.exa.ai',
  toRequest: (query, { baseUrl, apiKey, maxFound }) => ({
    url: `${baseUrl}/search`,
    init: {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({
        query,
        numResults: maxFound,
        contents: { highlights: { query, maxCharacters: maxPassageChars } },
      }),
    },
  }),
  schema: answer,
  read: ({ results }) =>
    results.map(({ url, title, highlights, publishedDate }) => ({
      url,
      title,
      text: highlights?.join(' … '),
      date: publishedDate,
    })),
}
