import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { listen } from '@/tests/support/listen'

/** A search service on the loopback that knows how often it was asked what. */
export type SearchCounter = { url: string; counts: Map<string, number>; close(): void }

export async function startSearchCounter(): Promise<SearchCounter> {
  const counts = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const query = new URL(request.url ?? '/', 'http://search').searchParams.get('gsrsearch') ?? ''
    counts.set(query, (counts.get(query) ?? 0) + 1)
    await pause(150)
    const page = { index: 1, title: query, canonicalurl: `https://en.wikipedia.org/wiki/${encodeURIComponent(query)}` }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ query: { pages: [{ ...page, extract: `All that is known of ${query}.` }] } }))
  })
  const port = await listen(server)
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, counts, close }
}
