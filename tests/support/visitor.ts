import { randomUUID } from 'node:crypto'
import type { NumberedEvent } from '@/lib/protocol/event'
import { decodeSse, type SseStatus } from '@/lib/protocol/sse'
import type { StoredThread } from '@/lib/run-view/thread-view'

export type AskOptions = { threadId?: string; runId?: string; unfold?: object }

/** One visitor of an app, by HTTP alone: asks, reads, stops. */
export class Visitor {
  readonly url: string
  readonly headers: Record<string, string>

  constructor(url: string, headers: Record<string, string>) {
    this.url = byNumber(url)
    this.headers = headers
  }

  /** A new one, who shows a token, or who keeps a cookie as a browser does. */
  static async arrive(url: string, by: 'token' | 'cookie' = 'token'): Promise<Visitor> {
    if (by === 'token') {
      const response = await fetch(`${byNumber(url)}/api/visitors`, { method: 'POST' })
      const { token } = await response.json()
      return new Visitor(url, { authorization: `Bearer ${token}` })
    }
    const response = await fetch(byNumber(url))
    const [cookie = ''] = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '')
    return new Visitor(url, { cookie })
  }

  /** `path` begins with a slash; a body is sent as JSON. Rejects only when nothing answers. */
  fetch(path: string, { method = 'GET', body, headers, signal }: FetchOptions = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: { ...this.headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  }

  /** Starts a run that outlives this request; its events are in the body. */
  post(question: string, { threadId = randomUUID(), runId = randomUUID(), unfold }: AskOptions = {}, signal?: AbortSignal) {
    const messages = [{ id: `question-${runId}`, role: 'user', content: question }]
    const forwardedProps = { unfold: { detach: true, ...unfold } }
    const body = { threadId, runId, messages, tools: [], context: [], state: {}, forwardedProps }
    return this.fetch('/api/runs', { method: 'POST', body, ...(signal && { signal }) })
  }

  /** Asks and reads to the end. Throws where the server refuses. */
  async ask(question: string, options?: AskOptions): Promise<NumberedEvent[]> {
    const response = await this.post(question, options)
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    return eventsOf(response)
  }

  /** The events of a run after `after`, to its end. Throws where the server refuses. */
  async read(runId: string, after = 0, signal?: AbortSignal): Promise<NumberedEvent[]> {
    const headers = { 'last-event-id': String(after) }
    const response = await this.fetch(`/api/runs/${runId}/events`, { headers, ...(signal && { signal }) })
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    return eventsOf(response)
  }

  async thread(threadId: string): Promise<StoredThread> {
    const response = await this.fetch(`/api/threads/${threadId}`)
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    return response.json()
  }
}

/** When a busy machine is slow to connect, Node 20 may try the two addresses of a name in turn for ever. */
const byNumber = (url: string): string => url.replace('//localhost', '//127.0.0.1')

type FetchOptions = { method?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal }

/**
 * The events of a stream, to its end; `onEvent` hears each as it comes, `onStatus` whether they are being kept. Rejects when
 * the line breaks.
 */
export async function eventsOf(
  response: Response,
  onEvent?: (event: NumberedEvent) => void,
  onStatus?: (status: SseStatus) => void,
): Promise<NumberedEvent[]> {
  const events: NumberedEvent[] = []
  if (!response.body) return events
  for await (const frame of decodeSse(response.body)) {
    if (frame.event === 'status') onStatus?.(JSON.parse(frame.data))
    if (frame.event !== undefined) continue
    const event: NumberedEvent = { ...JSON.parse(frame.data), seq: Number(frame.id) }
    events.push(event)
    onEvent?.(event)
  }
  return events
}
