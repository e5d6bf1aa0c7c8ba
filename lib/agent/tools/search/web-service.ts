import type { z } from 'zod'
import type { Passage } from '@/lib/protocol/event'
import { askJson } from './ask-json'
import { cutPassage } from './cut-passage'
import { defaultSearchLimits, type Found, maxPassageChars, type SearchLimits, type SearchProvider } from './found'

/** A search service on the web: where it is, how it is asked, and how its answer is read. Each has a file of its own. */
export type WebService<Answer> = {
  name: string
  place: 'web' | 'wikipedia'
  /** Without a slash at its end; none where only the operator knows it. */
  baseUrl?: string
  /** The one request that a search is. */
  toRequest(
    query: string,
    options: { baseUrl: string; apiKey: string; maxFound: number },
  ): { url: string | URL; init?: RequestInit }
  schema: z.ZodType<Answer>
  /** How much of a result the model reads, where that is more than the passage. */
  maxChars?: number
  /** What was found, best first. Throws `ToolFailure` where the answer says that it failed. */
  read(answer: Answer): Result[]
}

/** One result as services write it: any of these may be missing, blank, too long, or no web address at all. */
type Result = { url: string; title: Maybe; text: Maybe; date?: Maybe }
type Maybe = string | null | undefined

export type WebSearchOptions = { baseUrl?: string; apiKey?: string } & Partial<SearchLimits>

/** The search that a service makes: one request, and of its results those that have a text at a web address. */
export function createWebSearch<Answer>(
  service: WebService<Answer>,
  { baseUrl = service.baseUrl ?? '', apiKey = '', ...limits }: WebSearchOptions = {},
): SearchProvider {
  const { name, place, schema } = service
  const { maxFound, timeoutMs } = { ...defaultSearchLimits, ...limits }
  return {
    name,
    place,
    async search(query, context) {
      const request = service.toRequest(query, { baseUrl, apiKey, maxFound })
      const answer = await askJson({ service: name, ...request, timeoutMs, schema }, context)
      return service
        .read(answer)
        .filter(({ url, text }) => isWebAddress(url) && text?.trim())
        .slice(0, maxFound)
        .map((result) => toFound(result, service.maxChars ?? maxPassageChars))
    },
  }
}

const toFound = ({ url, title, text, date }: Result, maxChars: number): Found => {
  const day = toDay(date)
  const passage = cutPassage(text ?? '')
  const whole = cutPassage(text ?? '', maxChars)
  return {
    url,
    title: title?.trim() || new URL(url).hostname,
    passage,
    ...(whole.length > passage.length && { markdown: whole, passages: toParagraphs(whole) }),
    ...(day && { date: day }),
  }
}

const toParagraphs = (text: string): Passage[] =>
  text
    .split(/\n+/)
    .map((part) => ({ text: part.trim() }))
    .filter((part) => part.text !== '')

/** Addresses become links, so only these two schemes are taken. */
const isWebAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

/** `2026-05-01` of "2026-05-01T08:00:00Z" and of "May 1, 2026"; nothing of "3 days ago" or of a day that no calendar has. */
function toDay(date: Maybe): string | undefined {
  const iso = /^\d{4}-\d\d-\d\d/.exec(date ?? '')?.[0]
  if (!iso && !/\b\d{4}\b/.test(date ?? '')) return undefined
  const time = Date.parse(iso ?? `${date} UTC`)
  const day = Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10)
  return iso && day !== iso ? undefined : day
}
