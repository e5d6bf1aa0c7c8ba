/** One request that a test answers, when and how it wants. */
export type Asked = {
  /** As in `GET /api/threads?limit=50`. */
  line: string
  body: unknown
  isCancelled(): boolean
  answer(body: unknown, status?: number): Promise<void>
  /** The line breaks. */
  breakOff(): Promise<void>
}

/** A `fetch` whose requests wait for the test; a cancelled one rejects, as a browser's does. */
export function createAskedFetch(): { fetch: typeof globalThis.fetch; asked: Asked[]; lines(): string[]; last(): Asked } {
  const asked: Asked[] = []
  const fetch = (input: string | URL | Request, { method = 'GET', body, signal }: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const cancel = () => reject(new DOMException('Aborted', 'AbortError'))
      if (signal?.aborted) cancel()
      signal?.addEventListener('abort', cancel)
      asked.push({
        line: `${method} ${String(input)}`,
        body: typeof body === 'string' ? JSON.parse(body) : undefined,
        isCancelled: () => signal?.aborted === true,
        answer: (value, status = 200) => {
          const type = status < 400 ? 'application/json' : 'application/problem+json'
          const text = status === 204 ? null : JSON.stringify(value)
          resolve(new Response(text, { status, headers: { 'content-type': type } }))
          return settle()
        },
        breakOff: () => {
          reject(new TypeError('Failed to fetch'))
          return settle()
        },
      })
    })
  const last = () => {
    const newest = asked.at(-1)
    if (!newest) throw new Error('Nothing was asked')
    return newest
  }
  return { fetch, asked, lines: () => asked.map(({ line }) => line), last }
}

/** What waits for a promise has run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
