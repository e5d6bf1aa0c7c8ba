import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChatMessage, ChatRequest } from './chat-request'
import { deferred } from './deferred'
import { Gates } from './gates'
import { playReply } from './play-reply'
import type { Reply } from './replies'
import { OwnFields, refusalOf } from './request-rules'
import { type Situation, scenarioReply } from './scenarios'

/**
 * A real HTTP server that speaks OpenAI's chat-completions format, so that tests meet sockets, headers and bytes as
 * they come from a provider, faults included. What it answers is scripted by the test with `replies.ts` and `faults.ts`.
 * @see https://platform.openai.com/docs/api-reference/chat/streaming
 */
export type Upstream = {
  /** The base URL to give to a client: `http://127.0.0.1:<port>/v1`. */
  url: string
  port: number
  /** Queues replies; each is used by the next request. When none is left, the default speaks: see `scenarioReply`. */
  reply(...replies: Reply[]): void
  /** As `reply`, for the requests whose last user message contains `question` only; so tests can share an upstream. */
  replyTo(question: string, ...replies: Reply[]): void
  /** Every chat request so far, in order. */
  requests: UpstreamRequest[]
  /** The n-th chat request, from 1, as soon as it is there. */
  received(count: number): Promise<UpstreamRequest>
  /** Lets the streams that wait at this gate (or will) go on. */
  open(gate: { name: string }): void
  /** Resolves when a stream waits at this gate. */
  reached(gate: { name: string }): Promise<void>
  /** Ends every connection and the server. */
  close(): Promise<void>
}

export type UpstreamRequest = {
  body: ChatRequest
  headers: IncomingHttpHeaders
  /** Path and query. */
  url: string
  /** The text of the last user message. */
  question: string
  receivedAt: number
  /** When the client closed its socket before the reply was over; a moment, in milliseconds since 1970. */
  closedAt?: number
  /** Why a strict upstream refused this request. */
  refusal?: string
  /** Resolves when the reply is over, whichever side ended it. */
  finished: Promise<void>
}
export type UpstreamOptions = {
  /** 0: any free one. */
  port?: number
  /** What is answered when nothing is scripted. */
  byDefault?: (situation: Situation, request: ChatRequest) => Reply
  /** Unless false, refuses with 400 what OpenAI and strict servers refuse, instead of answering: see `request-rules.ts`. */
  strict?: boolean
}

export async function startUpstream({
  port = 0,
  byDefault = scenarioReply,
  strict = true,
}: UpstreamOptions = {}): Promise<Upstream> {
  const queue: Reply[] = []
  const scripts = new Map<string, Reply[]>()
  const requests: UpstreamRequest[] = []
  const waiting = new Map<number, (request: UpstreamRequest) => void>()
  const gates = new Gates()
  const own = new OwnFields()

  const next = (body: ChatRequest, question: string): Reply => {
    for (const [text, replies] of scripts) {
      const reply = question.includes(text) ? replies.shift() : undefined
      if (reply) return reply
    }
    return queue.shift() ?? byDefault(situationOf(body, question), body)
  }

  async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: ChatRequest = JSON.parse(await textOf(request))
    const question = questionOf(body)
    const { promise: finished, resolve: finish } = deferred()
    const record: UpstreamRequest = {
      body,
      headers: request.headers,
      url: request.url ?? '',
      question,
      receivedAt: Date.now(),
      finished,
    }
    response.on('close', () => {
      if (!response.writableFinished) record.closedAt = Date.now()
      finish()
    })
    requests.push(record)
    waiting.get(requests.length)?.(record)
    const refusal = strict ? refusalOf(body, own) : undefined
    if (refusal) {
      record.refusal = JSON.parse(refusal.body).error.message
      return playReply(refusal, body, response, gates)
    }
    const reply = next(body, question)
    own.learn(reply)
    await playReply(reply, body, response, gates)
  }

  const server = createServer((request, response) => {
    response.socket?.setNoDelay(true)
    const { pathname } = new URL(request.url ?? '/', 'http://upstream')
    if (request.method === 'POST' && chatPath.test(pathname)) {
      chat(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
    } else if (request.method === 'GET' && pathname === '/v1/models') sendJson(response, 200, modelList)
    else
      sendJson(response, 404, {
        error: { message: `Invalid URL (${request.method} ${pathname})`, type: 'invalid_request_error' },
      })
  })
  // A client in this process may be busy for longer than the usual 5 seconds, and would then ask on a socket that was closed.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    port: address.port,
    reply: (...replies) => void queue.push(...replies),
    replyTo: (question, ...replies) => void scripts.set(question, [...(scripts.get(question) ?? []), ...replies]),
    requests,
    received: (count) => {
      const request = requests[count - 1]
      if (request) return Promise.resolve(request)
      return new Promise((resolve) => waiting.set(count, resolve))
    },
    open: ({ name }) => gates.open(name),
    reached: ({ name }) => gates.reached(name),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Azure has one for each deployment. */
const chatPath = /^\/v1(\/deployments\/[^/]+)?\/chat\/completions$/

/** A base URL at which nothing listens: the port was free a moment ago. */
export async function refusedUrl(): Promise<string> {
  const upstream = await startUpstream()
  await upstream.close()
  return upstream.url
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const modelList = {
  object: 'list',
  data: ['test-model', 'other-model'].map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'tests' })),
}

const contentOf = (message: ChatMessage | undefined): string => {
  const content = message?.content ?? ''
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}

const questionOf = ({ messages }: ChatRequest): string => contentOf(messages.findLast((message) => message.role === 'user'))

function situationOf({ messages, tools = [], tool_choice }: ChatRequest, question: string): Situation {
  const sinceQuestion = messages.slice(messages.findLastIndex((message) => message.role === 'user') + 1)
  return {
    question,
    turn: sinceQuestion.filter((message) => message.role === 'assistant').length,
    toolNames: tools.map((tool) => tool.function.name),
    forced: tool_choice === 'required',
  }
}
