import { z } from 'zod'
import { htmlToText } from './html-text'
import type { WebService } from './web-service'

/** An answer of Brave Search. Without a `web` nothing was found. */
const answer = z.object({
  web: z
    .object({
      results: z.array(
        z.object({
          url: z.string(),
          title: z.string().nullish(),
          description: z.string().nullish(),
          extra_snippets: z.array(z.string()).nullish(),
          page_age: z.string().nullish(),
        }),
      ),
    })
    .nullish(),
})

/** @see https://api-dashboard.search.brave.com/api-reference/web/search/get */
export const brave: WebService<z.infer<typeof answer>> = {
  name: 'Brave Search',
  place: 'web',
  baseUrl: 'https://api.search.brave.com',
  toRequest: (query, { baseUrl, apiKey, maxFound }) => ({
    // It takes 50 words; marks of what was matched are left out of the text.
    url: `${baseUrl}/res/v1/web/search?${new URLSearchParams({ q: query.split(/\s+/).slice(0, 50).join(' '), count: String(maxFound), text_decorations: 'false' })}`,
    init: { headers: { 'x-subscription-token': apiKey, accept: 'application/json' } },
  }),
  schema: answer,
  read: ({ web }) =>
    (web?.results ?? []).map(({ url, title, description, extra_snippets, page_age }) => ({
      url,
      title: htmlToText(title ?? ''),
      text: htmlToText([description ?? '', ...(extra_snippets ?? [])].join(' ')),
      date: page_age,
    })),
}
