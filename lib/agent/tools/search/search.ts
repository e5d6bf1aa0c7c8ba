import { z } from 'zod'
import { defineTool, type Tool } from '@/lib/agent/tools/define-tool'
import { defaultSearchLimits, type Found, type SearchLimits, type SearchProvider } from './found'

const titles = {
  web: { todo: 'Search the web', running: 'Searching the web', done: 'Searched the web' },
  library: { todo: 'Search the library', running: 'Searching the library', done: 'Searched the library' },
} as const

/** The search tool over one provider. Its content lists what was found as `[#1] Title — domain`, then the passage. */
export const createSearch = ({
  provider,
  fetch,
  limits: { maxFound, timeoutMs } = defaultSearchLimits,
}: {
  provider: SearchProvider
  fetch: typeof globalThis.fetch
  limits?: SearchLimits
}): Tool =>
  defineTool({
    name: 'search',
    title: titles[provider.place],
    icon: 'globe',
    noun: ['search', 'searches'],
    description: `Look a question up. Gives passages of up to ${maxFound} pages, each with a number to cite it by. Ask one thing at a time, in a few words.`,
    input: z.object({
      query: z
        .string()
        .trim()
        .min(1, 'must not be empty')
        .max(400, 'is longer than 400 characters')
        .describe('What to look up, in a few words.'),
    }),
    effects: 'none',
    // Above the providers' own limit, whose sentence says more.
    timeoutMs: timeoutMs + 5000,
    ...(provider.prepare && { prepare: provider.prepare }),
    async run({ query }, { signal, progress }) {
      const found = (await provider.search(query, { signal, fetch, progress })).slice(0, maxFound)
      if (found.length === 0) return { content: `Nothing was found for "${query}".`, summary: 'nothing found', sources: [] }
      return {
        content: found.map(forModel).join('\n\n'),
        summary: found.length === 1 ? '1 source' : `${found.length} sources`,
        sources: found.map(({ url, title, passage }) => ({ url, title, passage })),
      }
    },
  })

const forModel = ({ url, title, passage, markdown }: Found, index: number): string =>
  `[#${index + 1}] ${title} — ${domainOf(url)}\n${markdown ?? passage}`

const domainOf = (url: string): string => (url.startsWith('/') ? 'library' : new URL(url).hostname.replace(/^www\./, ''))
