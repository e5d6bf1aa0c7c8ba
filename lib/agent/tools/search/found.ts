import type { Passage } from '@/lib/protocol/event'

/** One page that a search found, with the passage of it that bears on the query. */
export type Found = {
  /** The address of the page; of one of our own its path, such as `/knowledge/backpressure`. */
  url: string
  title: string
  /** Plain text, whole sentences. */
  passage: string
  /** The same passage with its lists, tables and code, where it has them. The model reads this. */
  markdown?: string
  /** More of the page than the passage, part by part, where the search brings it: what is cited from there can be shown. */
  passages?: Passage[]
  /** The day on which the page was published, as `2026-05-01`, where the search says so. */
  date?: string
}

/** What a search is given beside its query. */
export type SearchContext = {
  signal: AbortSignal
  fetch: typeof globalThis.fetch
  /** Says what is being done now, where it is more than waiting: "Reading 1 of 3". */
  progress: (words: string) => void
  /** The language that was asked for, as `de`; else it is read off the query, by those who search one language at a time. */
  language?: string | undefined
}

/** One way to search. At most `maxFound` pages, best first; throws `ToolFailure` with the reason it could not. */
export type SearchProvider = {
  /** The name by which people know the service: "Wikipedia", "Brave Search". */
  name: string
  /** What it searches, for the row: "Searching the web". */
  place: 'web' | 'wikipedia' | 'library'
  /** Opens what a search needs, before the first one. */
  prepare?: () => Promise<unknown>
  search(query: string, context: SearchContext): Promise<Found[]>
}

/** What one search may take and give. */
export type SearchLimits = {
  /** Pages that one search gives. */
  maxFound: number
  /** How long a search service is waited for. */
  timeoutMs: number
}

/** The limits of a search where nothing else is set: five pages, ten seconds. */
export const defaultSearchLimits: SearchLimits = { maxFound: 5, timeoutMs: 10_000 }
/** How many characters of a page a search gives the model; the rest is read by `read_page`. */
export const maxPassageChars = 700

/** Every way to search, in the order in which those that are configured are asked. */
export const searchNames = ['tavily', 'exa', 'brave', 'serper', 'searxng', 'wikipedia', 'local'] as const
export type SearchName = (typeof searchNames)[number]

/** One way to search: its name and, for a service on the web, its key and its address. */
export type SearchSettings = { provider: SearchName; apiKey?: string; baseUrl?: string }
