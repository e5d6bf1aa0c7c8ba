import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ErrorCode } from '@/lib/protocol/error'
import { errorTable } from '@/lib/protocol/error'
import type { NumberedEvent, Seq } from '@/lib/protocol/event'
import { sseHeaders, toSseComment, toSseFrame } from '@/lib/protocol/sse'

export type Route = 'post' | 'events' | 'stop' | 'thread' | 'patch' | 'visitors' | 'health'
export type Heard = {
  route: Route
  path: string
  body: string
  lastEventId: string | undefined
  authorization: string | undefined
}
export type Reply = (response: ServerResponse, heard: Heard) => void

/**
 * A real HTTP server that speaks our protocol from a script: each route gives its replies in order, and the last one
 * again and again. It plays recorded events, drops lines, refuses, or says nothing.
 */
export class PlaybackServer {
  readonly heard: Heard[] = []
  readonly #replies: Record<Route, Reply[]> = { post: [], events: [], stop: [], thread: [], patch: [], visitors: [], health: [] }
  readonly #waiting: { route: Route; count: number; resolve: () => void }[] = []
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  on(route: Route, ...replies: Reply[]): this {
    this.#replies[route] = replies
    return this
  }

  heardOn(route: Route): Heard[] {
    return this.heard.filter((each) => each.route === route)
  }

  /** Until this route was asked this many times. */
  async untilHeard(route: Route, count = 1): Promise<void> {
    if (this.heardOn(route).length >= count) return
    await new Promise<void>((resolve) => this.#waiting.push({ route, count, resolve }))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += chunk
    const path = request.url ?? ''
    const route = request.method === 'PATCH' ? 'patch' : toRoute(path)
    const { authorization, 'last-event-id': lastEventId } = request.headers
    const heard: Heard = { route, path, body, lastEventId: lastEventId?.toString(), authorization }
    this.heard.push(heard)
    const replies = this.#replies[route]
    const reply = replies.length > 1 ? replies.shift() : replies[0]
    if (reply) reply(response, heard)
    else refuse('not-found')(response, heard)
    for (const waiting of this.#waiting) if (this.heardOn(waiting.route).length >= waiting.count) waiting.resolve()
  }
}

/** The events after the reader's `Last-Event-ID`, up to `until`; then the line is closed, dropped or kept open. */
export const play =
  (
    events: NumberedEvent[],
    { until = events.length, ending = 'close' }: { until?: Seq; ending?: 'close' | 'drop' | 'hold' } = {},
  ): Reply =>
  (response, heard) => {
    const after = Number(heard.lastEventId ?? 0)
    response.writeHead(200, sseHeaders)
    response.write(toSseComment())
    for (const event of events) {
      if (event.seq > after && event.seq <= until) response.write(toSseFrame(event.seq, JSON.stringify(event)))
    }
    if (ending === 'close') response.end()
    if (ending === 'drop') response.write(toSseComment(), () => response.destroy())
  }

/** As `play`, but the rest is sent when `go` is called. */
export const playInTwo = (events: NumberedEvent[], until: Seq): { reply: Reply; go: () => void } => {
  let rest = () => {}
  return {
    reply: (response, heard) => {
      play(events, { until, ending: 'hold' })(response, heard)
      const after = Math.max(until, Number(heard.lastEventId ?? 0))
      rest = () => {
        for (const event of events) if (event.seq > after) response.write(toSseFrame(event.seq, JSON.stringify(event)))
        response.end()
      }
    },
    go: () => rest(),
  }
}

/** The line breaks before a word was said. */
export const drop: Reply = (response) => response.destroy()

/** No answer at all, for ever. */
export const silence: Reply = () => undefined

export const refuse =
  (code: ErrorCode, more: { detail?: string; field?: string; retryAfterMs?: number } = {}): Reply =>
  (response) => {
    const { status, message } = errorTable[code]
    response.writeHead(status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ type: 'about:blank', title: code, status, detail: message, code, ...more }))
  }

export const json =
  (status: number, body: unknown): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

export const html =
  (status: number): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' })
    response.end('<h1>Bad gateway</h1>')
  }

const toRoute = (url: string): Route => {
  const [path = ''] = url.split('?')
  if (path.endsWith('/events')) return 'events'
  if (path.endsWith('/stop')) return 'stop'
  if (path.endsWith('/visitors')) return 'visitors'
  if (path.endsWith('/health')) return 'health'
  return path.startsWith('/api/threads') ? 'thread' : 'post'
}
