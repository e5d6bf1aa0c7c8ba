import { AppError } from '@/lib/protocol/error'
import { isRecord } from '@/lib/protocol/is-record'

/**
 * A `fetch` whose error responses all have the body `{ error: { message, … } }`, which is the only form that the OpenAI
 * client understands. Others send `{ detail }` (FastAPI, Mistral), `{ message }` (vLLM once), a list (Gemini) or a page of
 * HTML; of those the client would say "no body", and the reason, a refused parameter say, would be lost.
 * A web page is an error whatever its status: an address that is not the model's often answers so, with 200.
 */
export const withReadableErrors =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    const isPage = isWebPage(response)
    if ((response.ok && !isPage) || !response.body) return response
    const headers = new Headers(response.headers)
    for (const name of ['content-length', 'content-encoding']) headers.delete(name)
    headers.set('content-type', 'application/json')
    const error = { ...toErrorObject(await readStart(response.body)), ...(isPage && { code: webPage }) }
    const status = response.ok ? 404 : response.status
    return new Response(JSON.stringify({ error }), { status, statusText: response.statusText, headers })
  }

/** The code of an error whose body is a page for people. */
export const webPage = 'web_page'
/** The code of an answer that is well-formed and yet no chat completion. */
export const noCompletion = 'no_completion'

const isWebPage = (response: Response): boolean =>
  /^(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get('content-type') ?? '')

/** What a response with an error status says, as an `Error` with the fields that `readRefusal` reads. */
export async function refusalOf(response: Response): Promise<Error> {
  const { message, ...fields } = toErrorObject(response.body ? await readStart(response.body) : '')
  return Object.assign(new Error(message), {
    ...fields,
    status: response.status,
    headers: new Headers([...response.headers]),
    ...(isWebPage(response) && { code: webPage }),
  })
}

type ErrorObject = { message: string; status?: unknown; code?: unknown; type?: unknown; param?: unknown }

/** Exported for errors that are sent with status 200. */
export function toErrorObject(text: string): ErrorObject {
  const body = firstOf(parse(text))
  if (!isRecord(body)) return { message: withoutTags(text.slice(0, maxHtmlChars)) || '(no body)', status: undefined }
  const inner = isRecord(body['error']) ? body['error'] : body
  const said = inner['message'] ?? inner['detail'] ?? body['error'] ?? body['detail'] ?? inner
  const message = typeof said === 'string' ? said : JSON.stringify(said)
  const { code = inner['status'], type, param, status_code: status } = inner
  return { message, status, code, type, param }
}

const maxErrorBytes = 64 * 1024
/** How much of a body that is not JSON is searched: patterns over more of it could take seconds. */
const maxHtmlChars = 4096

/** The first 64 KiB of a body as text; the rest is not read. */
async function readStart(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  for (let bytes = 0; bytes < maxErrorBytes; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Not JSON, so the text itself is what was said.
  }
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value)

const withoutTags = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** What to throw where embeddings were asked for and something else came. */
export const notVectors = (cause?: unknown): AppError =>
  new AppError('model-unreachable', { cause, message: 'The embeddings model answered with something that is no embeddings.' })
