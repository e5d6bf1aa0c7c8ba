import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import type { Reply } from './replies'
import { sendJson, startUpstream, textOf } from './upstream'

/**
 * The test model as a process of its own, for browser tests: `tsx tests/support/upstream-server.ts --port 4010 --control 4011`.
 * The second port is the test's: it scripts replies, opens gates and reads what was received. See `upstream-control.ts`.
 */
const { values } = parseArgs({ options: { port: { type: 'string' }, control: { type: 'string' } } })
const upstream = await startUpstream({ port: Number(values.port ?? 0) })

const control: Record<string, (body: ControlBody, response: ServerResponse) => Promise<void> | void> = {
  'POST /control/reply': ({ question, replies = [] }) => {
    if (question === undefined) upstream.reply(...replies)
    else upstream.replyTo(question, ...replies)
  },
  'POST /control/open': ({ gate = '' }) => upstream.open({ name: gate }),
  'POST /control/reached': ({ gate = '' }) => upstream.reached({ name: gate }),
  'POST /control/requests': ({ question = '' }, response) => {
    const seen = upstream.requests.filter((request) => request.question.includes(question))
    sendJson(
      response,
      200,
      seen.map(({ finished: _, ...request }) => request),
    )
  },
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const handle = control[`${request.method} ${request.url}`]
  if (!handle) return sendJson(response, 404, {})
  await handle(JSON.parse(await textOf(request)), response)
  if (!response.writableEnded) sendJson(response, 200, {})
}

createServer((request, response) => {
  answer(request, response).catch((error: unknown) => sendJson(response, 500, { message: String(error) }))
}).listen(Number(values.control ?? 0), '127.0.0.1')

/** The body of every control request: the fields that its path needs. */
export type ControlBody = { question?: string; replies?: Reply[]; gate?: string }
