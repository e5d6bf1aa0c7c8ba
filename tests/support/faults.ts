import { callTools, type Part, type Reply, type StatusReply, type StreamReply, say, stream } from './replies'

/** Everything that is known to go wrong between us and a model, as replies to script. */

/** A refusal in OpenAI's form. */
export const status = (code: number, error: ErrorBody, headers: Record<string, string> = {}): StatusReply => ({
  status: code,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ error: { param: null, ...error } }),
})
export type ErrorBody = { message: string; type: string; code: string | number | null; param?: string | null }

export const keyRefused = (): StatusReply =>
  status(401, {
    message: 'Incorrect API key provided: sk-te******************test. You can find your API key in your account.',
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  })

export const forbidden = (): StatusReply =>
  status(403, {
    message: 'You are not allowed to use this model from your region.',
    type: 'permission_error',
    code: 'unsupported_country_region_territory',
  })

export const modelNotFound = (model = 'test-model'): StatusReply =>
  status(404, {
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    code: 'model_not_found',
  })

/** Busy: with `retry-after` in seconds, with OpenAI's `retry-after-ms`, or with neither. */
export const busy = (wait: { retryAfterSeconds?: number; retryAfterMs?: number } = {}): StatusReply =>
  status(
    429,
    { message: 'Rate limit reached for requests per minute. Please slow down.', type: 'requests', code: 'rate_limit_exceeded' },
    {
      ...(wait.retryAfterSeconds !== undefined && { 'retry-after': String(wait.retryAfterSeconds) }),
      ...(wait.retryAfterMs !== undefined && { 'retry-after-ms': String(wait.retryAfterMs) }),
    },
  )

/** The same status as {@link busy}, but waiting does not help. */
export const outOfQuota = (): StatusReply =>
  status(429, {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  })

export const contextTooLong = (): StatusReply =>
  status(400, {
    message: "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
  })

/** The provider's filter refuses the prompt before a stream begins, as Azure words it. */
export const promptFiltered = (): StatusReply =>
  status(400, {
    message: 'The response was filtered due to the prompt triggering our content management policy.',
    type: 'invalid_request_error',
    code: 'content_filter',
    param: 'prompt',
  })

export const serverError = (): StatusReply =>
  status(500, { message: 'The server had an error while processing your request.', type: 'server_error', code: null })

/** A 500 that says what is wrong. */
export const serverSays = (message: string): StatusReply => status(500, { message, type: 'server_error', code: 500 })

/** What a proxy in front of a model says: HTML, not JSON. */
export const badGateway = (code = 503): StatusReply => ({
  status: code,
  headers: { 'content-type': 'text/html' },
  body: `<html>\r\n<head><title>${code} Service Temporarily Unavailable</title></head>\r\n<body><center><h1>${code} Service Temporarily Unavailable</h1></center><hr><center>nginx</center></body>\r\n</html>\r\n`,
})

/** What stands at an address that is not the model's: a page for people, mostly with 200. */
export const webPage = (code = 200): StatusReply => ({
  status: code,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><html><head><title>Sign in</title></head><body><h1>Our models</h1><p>Sign in to go on.</p></body></html>',
})

export type RefusedParameter = 'tool_choice' | 'parallel_tool_calls' | 'stream_options' | 'tools'
export type Dialect = 'openai' | 'vllm' | 'ollama' | 'mistral'

/** A server that does not take a parameter, in the words of four that exist. */
export function refuses(parameter: RefusedParameter, dialect: Dialect = 'openai'): StatusReply {
  switch (dialect) {
    case 'openai':
      return status(400, {
        message: `Unsupported parameter: '${parameter}' is not supported with this model.`,
        type: 'invalid_request_error',
        code: 'unsupported_parameter',
        param: parameter,
      })
    case 'vllm':
      return status(400, { message: vllmWords[parameter], type: 'BadRequestError', code: 400 })
    case 'ollama':
      return status(400, {
        message:
          parameter === 'tools'
            ? 'registry.ollama.ai/library/test-model:latest does not support tools'
            : `json: unknown field "${parameter}"`,
        type: 'invalid_request_error',
        code: null,
      })
    case 'mistral':
      return {
        status: 422,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          object: 'error',
          message: { detail: [{ type: 'extra_forbidden', loc: ['body', parameter], msg: 'Extra inputs are not permitted' }] },
          type: 'invalid_request_error',
          param: null,
          code: null,
        }),
      }
  }
}

const vllmWords: Record<RefusedParameter, string> = {
  tools: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
  tool_choice: '"required" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
  parallel_tool_calls:
    "[{'type': 'extra_forbidden', 'loc': ('body', 'parallel_tool_calls'), 'msg': 'Extra inputs are not permitted'}]",
  stream_options: 'Stream options can only be defined when `stream=True`.',
}

const someText = say('The answer begins well and would have gone on for a while.')

/** The socket is destroyed after that many parts. */
export const dropMidStream = (after = 3, reply: StreamReply = someText): StreamReply => cut(reply, after, { type: 'drop' })

/** The model falls silent after that many parts; the connection stays open. */
export const stallAfter = (after: number, reply: StreamReply = someText): StreamReply => cut(reply, after, { type: 'stall' })

/** The stream is open, and nothing comes. */
export const stallBeforeFirstToken = (): StreamReply => stream([{ type: 'stall' }])

/** Only comments, as a busy router sends them: they hold the connection, and are not progress. */
export const keepAlivesOnly = (everyMs = 20): StreamReply =>
  stream([
    {
      type: 'forever',
      parts: [
        { type: 'raw', text: ': PROCESSING\n\n' },
        { type: 'pause', ms: everyMs },
      ],
    },
  ])

/** `parts` now and then for a while, as a queue or a router sends comments or empty deltas. */
export const keptAlive = (forMs: number, parts: Part[], everyMs = 50): StreamReply =>
  stream(Array.from({ length: forMs / everyMs }, () => [...parts, { type: 'pause', ms: everyMs } as const]).flat())

/** Up, and its model is not: as llama.cpp says it, or a gateway in front of one. */
export const loadingModel = (message = 'Loading model'): StatusReply =>
  status(503, { message, type: 'unavailable_error', code: 503 }, { 'retry-after-ms': '50' })

/** A frame that is not JSON, after that many parts. */
export const malformedChunk = (after = 2, reply: StreamReply = someText): StreamReply =>
  cut(reply, after, { type: 'raw', text: 'data: {"choices":[{"index":0,"delta":{"content":"half a fra\n\n' })

/** The status said 200, and then an error came down the stream. */
export const errorInsideStream = (
  error: ErrorBody = { message: 'The engine is overloaded. Try again later.', type: 'server_error', code: 'engine_overloaded' },
  after = 2,
  reply: StreamReply = someText,
): StreamReply => ({ ...cut(reply, after, { type: 'raw', text: `data: ${JSON.stringify({ error })}\n\n` }), done: false })

/** Ends in good order and says no reason; `done` says whether the `[DONE]` still comes. */
export const endWithoutFinishReason = (reply: StreamReply = someText, done = false): StreamReply => ({
  ...reply,
  finish: null,
  done,
})

/** Ends for another reason: `length`, `content_filter`. */
export const finishReason = (reason: string, reply: StreamReply = someText) => ({
  ...reply,
  finish: reason,
})

/** Ends well, and said nothing. */
export const emptyAnswer = (): StreamReply => stream([])

/** Never ends; `reply` over and over. */
export const endlessAnswer = (reply: StreamReply = say('and so on ')): StreamReply => ({
  ...reply,
  parts: [{ type: 'forever', parts: reply.parts }],
})

/** A call whose arguments stop in the middle, with or without a reason for it. */
export const cutArguments = (finish: 'length' | 'tool_calls' | null = null): StreamReply => ({
  ...callTools([{ name: 'add', args: '{"x": 10, "y": 1' }]),
  finish,
})

export const unknownTool = (name = 'open_the_pod_bay_doors'): StreamReply => callTools([{ name, args: { now: true } }])

/** What becomes of the connection after the finish reason, or after `[DONE]`: silence or a reset. */
export const afterTheEnd = (then: 'stall' | 'drop', reply: StreamReply, options: { done?: boolean } = {}): StreamReply => ({
  ...reply,
  parts: [
    ...reply.parts,
    { type: 'finish', reason: reply.finish ?? 'stop' },
    ...(options.done ? [{ type: 'raw', text: 'data: [DONE]\n\n' } as const] : []),
    { type: then },
  ],
  finish: null,
})

/** The model refuses, in the field that OpenAI has for it. */
export const modelRefuses = (text: string): StreamReply =>
  stream(text.split(/(?<= )/).map((refusal) => ({ type: 'delta', delta: { refusal } })))

/** A body in one piece with status 200, whatever was asked for. */
export const inOnePiece = (body: unknown, contentType = 'application/json'): StatusReply => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

/** A whole answer from a server that does not stream. */
export const wholeCompletion = (message: object, finish_reason = 'stop'): StatusReply =>
  inOnePiece({
    id: 'chatcmpl-whole',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'test-model',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  })

export const isStream = (reply: Reply): reply is StreamReply => 'parts' in reply

/** The first parts of `reply`, then `fault`; nothing after it, not even a finish reason. */
const cut = (reply: StreamReply, after: number, fault: Part): StreamReply => ({
  ...reply,
  parts: [...reply.parts.slice(0, after), fault],
  finish: null,
})
