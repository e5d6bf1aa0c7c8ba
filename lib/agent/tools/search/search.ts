import { z } from 'zod'
import { defineTool, type Tool, ToolFailure, type ToolResult } from '@/lib/agent/tools/define-tool'
import { materialLine, toSourceHeading } from '@/lib/agent/tools/source-heading'
import { withoutSigns } from '@/lib/documents/without-signs'
import { defaultSearchLimits, type Found, type SearchContext, type SearchLimits, type SearchProvider } from './found'

const titles = {
  web: { todo: 'Search the web', running: 'Searching the web', done: 'Searched the web' },
  wikipedia: { todo: 'Search Wikipedia', running: 'Searching Wikipedia', done: 'Searched Wikipedia' },
  library: { todo: 'Search the library', running: 'Searching the library', done: 'Searched the library' },
} as const

/**
 * The search tool over one provider or several: when one fails, the next is asked, and the row says so. Its content lists
 * what was found as `[#1] Title — address, day`, then the passage. What others have written is said to be material, and numbers nothing.
 */
export const createSearch = ({
  providers,
  fetch,
  limits: { maxFound, timeoutMs } = defaultSearchLimits,
}: {
  providers: readonly [SearchProvider, ...SearchProvider[]]
  fetch: typeof globalThis.fetch
  limits?: SearchLimits
}): Tool =>
  defineTool({
    name: 'search',
    title: titles[providers[0].place],
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
      language: z
        .string()
        .regex(/^[a-z]{2,3}$/, 'must be a code such as "de"')
        .optional()
        .describe('The language to search in, such as "de". Without it that of the query.'),
    }),
    effects: 'none',
    // Above the providers' own limits, whose sentences say more.
    timeoutMs: providers.length * timeoutMs + 5000,
    prepare: () => Promise.all(providers.map((provider) => provider.prepare?.())),
    async run({ query, language }, { signal, progress }) {
      const { found, provider, failures } = await searchAny(providers, query, { signal, fetch, progress, language })
      const result = toResult(
        query,
        found.slice(0, maxFound),
        provider.place === 'library',
        provider === providers[0] ? '' : insteadOf(provider, failures, providers[0]),
      )
      // The model is told too: another query would not help.
      const note = failures.length > 0 ? `${toReason(failures)}, so only ${provider.name} was searched.\n\n` : ''
      return { ...result, content: `${note}${result.content}` }
    },
  })

type Searched = { found: Found[]; provider: SearchProvider; failures: ToolFailure[] }

/**
 * Asks one after the other until one answers; the library, which costs nothing, also when that one found nothing. Throws a
 * `ToolFailure` with the sentences of all when none answers.
 */
async function searchAny(providers: readonly SearchProvider[], query: string, context: SearchContext): Promise<Searched> {
  const failures: ToolFailure[] = []
  let nothing: Searched | undefined
  for (const provider of providers) {
    if (nothing && provider.place !== 'library') continue
    if (failures.length > 0) context.progress(`${toReason(failures)}. Asking ${provider.name}`)
    try {
      const searched = { found: await provider.search(query, context), provider, failures: [...failures] }
      if (searched.found.length > 0) return searched
      nothing ??= searched
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error
      failures.push(error)
    }
  }
  if (nothing) return nothing
  if (failures.length === 1) throw failures[0]
  throw new ToolFailure(failures.map(({ message }) => message).join(' '), { cause: failures[0] })
}

const insteadOf = ({ name }: SearchProvider, failures: ToolFailure[], first: SearchProvider): string =>
  ` from ${name}, since ${failures.length > 0 ? toReason(failures) : `${first.name} has nothing on it`}`

/** What failed first, as the part of a sentence: "Tavily is busy". */
const toReason = ([first]: ToolFailure[]): string => (first?.message ?? '').split('. ')[0]?.replace(/\.$/, '') ?? ''

function toResult(query: string, found: Found[], isOurs: boolean, insteadOf: string): ToolResult {
  if (found.length === 0) return { content: `Nothing was found for "${query}".`, summary: `no results${insteadOf}`, sources: [] }
  return {
    content: [...(isOurs ? [] : [materialLine]), ...found.map(forModel(isOurs))].join('\n\n'),
    summary: `${found.length === 1 ? '1 source' : `${found.length} sources`}${insteadOf}`,
    sources: found.map(({ url, title, passage, passages, date }) => ({
      url,
      title,
      passage,
      ...(passages && { passages }),
      ...(date !== undefined && { date }),
    })),
  }
}

const forModel =
  (isOurs: boolean) =>
  ({ url, title, passage, markdown, date }: Found, index: number): string => {
    const text = markdown ?? passage
    return `${toSourceHeading(index, { title, url, date })}\n${isOurs ? text : withoutSigns(text)}`
  }
