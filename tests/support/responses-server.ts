import { createServer, type ServerResponse } from 'node:http'
import { listen } from './listen'

/**
 * A real HTTP server that speaks OpenAI's Responses API as its documentation has it, for one model that thinks. It refuses what OpenAI
 * refuses of a request that stores nothing; each reply is a list of events, or a refusal.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export type ResponsesServer = {
  /** Stands in for the network: what would go to OpenAI goes to this server. */
  fetch: typeof globalThis.fetch
  requests: ResponsesRequest[]
  reply(...replies: ResponsesReply[]): void
  close(): Promise<void>
}
export type ResponsesRequest = {
  path: string
  body: { model: string; input: InputItem[]; [field: string]: unknown }
}
type InputItem = { type: string; id?: string; call_id?: string; role?: string; content?: unknown; encrypted_content?: string }
type OutputEvent = { type: string; [field: string]: unknown }
export type ResponsesReply = OutputEvent[] | { status: number; error: { message: string; code?: string; param?: string } }

export async function startResponsesServer(): Promise<ResponsesServer> {
  const queue: ResponsesReply[] = []
  const requests: ResponsesRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const asked = { path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) }
      requests.push(asked)
      const fault = asked.path === '/v1/responses' ? faultIn(asked.body) : undefined
      play(fault ? { status: 400, error: fault } : (queue.shift() ?? []), asked.path, response)
    })
  })
  const port = await listen(server)
  return {
    fetch: (input, init) => fetch(String(input).replace('https://api.openai.com', `http://127.0.0.1:${port}`), init),
    requests,
    reply: (...replies) => void queue.push(...replies),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function play(reply: ResponsesReply, path: string, response: ServerResponse): void {
  if (!Array.isArray(reply)) {
    const error = { type: 'invalid_request_error', code: null, param: null, ...reply.error }
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  reply.forEach((event, index) => {
    if (path !== '/v1/responses') response.write(`data: ${JSON.stringify(event)}\n\n`)
    else response.write(`event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: index })}\n\n`)
  })
  response.end(path === '/v1/responses' ? '' : 'data: [DONE]\n\n')
}

/** In OpenAI's words. */
function faultIn({
  input,
  store,
  include,
  reasoning,
}: ResponsesRequest['body']): { message: string; param?: string } | undefined {
  const called = new Set<string>()
  for (const [index, item] of input.entries()) {
    if (item.id?.startsWith('fc_') || item.id?.startsWith('msg_')) {
      return {
        message: `Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false.`,
        param: 'input',
      }
    }
    if (item.type === 'reasoning') {
      if (!item.encrypted_content) return { message: `Item with id '${item.id}' not found.`, param: 'input' }
      const next = input[index + 1]?.type
      if (next !== 'function_call' && next !== 'message' && next !== 'reasoning') {
        return {
          message: `Item '${item.id}' of type 'reasoning' was provided without its required following item.`,
          param: 'input',
        }
      }
    }
    if (item.type === 'function_call') called.add(item.call_id ?? '')
    if (item.type === 'function_call_output' && !called.delete(item.call_id ?? '')) {
      return { message: `No tool call found for function call output with call_id ${item.call_id}.`, param: 'input' }
    }
  }
  const [open] = called
  if (open !== undefined) return { message: `No tool output found for function call ${open}.`, param: 'input' }
  if (store === false && reasoning && !JSON.stringify(include ?? []).includes('reasoning.encrypted_content'))
    return { message: 'Thinking would be lost.', param: 'include' }
  return undefined
}

/** What the model thinks, told in summaries, a word at a time. */
export const thinks = (at: number, ...summaries: string[]): OutputEvent[] => {
  const item = { id: `rs_${at}`, type: 'reasoning', summary: [] }
  const whole = summaries.map((text) => ({ type: 'summary_text', text }))
  return [
    { type: 'response.output_item.added', output_index: at, item },
    ...summaries.flatMap((text, summary_index) => [
      {
        type: 'response.reasoning_summary_part.added',
        output_index: at,
        summary_index,
        part: { type: 'summary_text', text: '' },
      },
      ...text
        .split(/(?<= )/)
        .map((delta) => ({ type: 'response.reasoning_summary_text.delta', output_index: at, summary_index, delta })),
      { type: 'response.reasoning_summary_text.done', output_index: at, summary_index, text },
      { type: 'response.reasoning_summary_part.done', output_index: at, summary_index, part: { type: 'summary_text', text } },
    ]),
    {
      type: 'response.output_item.done',
      output_index: at,
      item: { ...item, summary: whole, encrypted_content: `sealed-thought-${at}` },
    },
  ]
}

export const calls = (at: number, name: string, args: object, callId = `call_${at}`): OutputEvent[] => {
  const item = { id: `fc_${at}`, type: 'function_call', call_id: callId, name, arguments: '', status: 'in_progress' }
  const text = JSON.stringify(args)
  return [
    { type: 'response.output_item.added', output_index: at, item },
    ...[...text].map((delta) => ({ type: 'response.function_call_arguments.delta', item_id: item.id, output_index: at, delta })),
    { type: 'response.function_call_arguments.done', item_id: item.id, output_index: at, arguments: text },
    { type: 'response.output_item.done', output_index: at, item: { ...item, arguments: text, status: 'completed' } },
  ]
}

export const writes = (at: number, text: string): OutputEvent[] => {
  const item = { id: `msg_${at}`, type: 'message', role: 'assistant', content: [] }
  return [
    { type: 'response.output_item.added', output_index: at, item },
    ...text
      .split(/(?<= )/)
      .map((delta) => ({ type: 'response.output_text.delta', output_index: at, content_index: 0, item_id: item.id, delta })),
    { type: 'response.output_item.done', output_index: at, item },
  ]
}

export const response = (...parts: OutputEvent[][]): OutputEvent[] => [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
  { type: 'response.in_progress', response: { id: 'resp_1', status: 'in_progress' } },
  ...parts.flat(),
  { type: 'response.completed', response: { id: 'resp_1', status: 'completed', usage } },
]

export const incomplete = (reason: string, ...parts: OutputEvent[][]): OutputEvent[] => [
  ...response(...parts).slice(0, -1),
  { type: 'response.incomplete', response: { id: 'resp_1', status: 'incomplete', incomplete_details: { reason }, usage } },
]

export const failed = (code: string, message: string): OutputEvent[] => [
  ...response().slice(0, 2),
  { type: 'response.failed', response: { id: 'resp_1', status: 'failed', error: { code, message } } },
]

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 20 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 30 },
  total_tokens: 150,
}
