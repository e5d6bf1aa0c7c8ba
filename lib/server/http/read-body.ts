import { AppError } from '@/lib/protocol/error'

/** How large a body of JSON may be, how deep it may nest, and how long it may take to come. */
export type BodyLimits = { maxBytes: number; maxDepth: number; timeoutMs: number }

/** AG-UI clients send the whole conversation each time, so a body may be long although little of it is read. */
const defaults: BodyLimits = { maxBytes: 2 * 1024 * 1024, maxDepth: 64, timeoutMs: 10_000 }

/**
 * The JSON of a request, bounded in bytes, depth and time: a bare `request.json()` takes 60 MB and a million brackets.
 * Throws `too-large`, or `bad-request` that says what was wrong and where.
 */
export async function readJsonBody(request: Request, limits: Partial<BodyLimits> = {}): Promise<unknown> {
  const { maxBytes, maxDepth, timeoutMs } = { ...defaults, ...limits }
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw new AppError('bad-request', { field: 'content-type', message: 'The content type must be application/json.' })
  }
  refuseCompressed(request)
  // Only a hint: what it promises is counted below all the same.
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const text = decodeBody(await readBytes(request, { maxBytes, timeoutMs }))
  checkDepth(text, maxDepth)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw notJson(text, error)
  }
}

/** Throws `bad-request` for a body that is compressed: else it is kept as if it were what it says, and what it unpacks to has no bounds. */
export function refuseCompressed({ headers }: Request): void {
  if ((headers.get('content-encoding') || 'identity').toLowerCase() === 'identity') return
  throw new AppError('bad-request', { field: 'content-encoding', message: 'The body must be sent as it is, not compressed.' })
}

/** How large a body of bytes may be, and how long it may take to come. */
export type BytesLimits = {
  maxBytes: number
  timeoutMs: number
  /** How long nothing may come. */
  maxIdleMs?: number
  /** Called with the length of each piece before it is kept; what it throws ends the reading. */
  onBytes?: (count: number) => void
}

/** The bytes of a request, counted as they come. Throws `too-large`, and `bad-request` where they end early or take too long. */
export async function readBytes(
  request: Request,
  { maxBytes, timeoutMs, maxIdleMs, onBytes }: BytesLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!request.body) throw inBody('The request has no body.')
  const reader = request.body.getReader()
  let timer: NodeJS.Timeout | undefined
  let idleTimer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(inBody(`The request body did not arrive within ${timeoutMs / 1000} seconds.`)), timeoutMs)
    if (maxIdleMs !== undefined)
      idleTimer = setTimeout(
        () => reject(inBody(`Nothing of the request body arrived for ${maxIdleMs / 1000} seconds.`)),
        maxIdleMs,
      )
  })
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), tooSlow])
      if (done) return Buffer.concat(chunks, bytes)
      bytes += value.byteLength
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      onBytes?.(value.byteLength)
      chunks.push(value)
      idleTimer?.refresh()
    }
  } catch (error) {
    // The rest is not wanted; that it cannot be cancelled when the connection broke changes nothing.
    reader.cancel().catch(() => undefined)
    throw error instanceof AppError ? error : new AppError('bad-request', { cause: error, message: 'The request ended early.' })
  } finally {
    clearTimeout(timer)
    clearTimeout(idleTimer)
  }
}

function decodeBody(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw inBody('The body is not valid UTF-8.') // The decoder's own words say no more.
  }
}

/** Checks how deep JSON is, on the text and in one pass: `JSON.parse` itself would run out of stack only after it has built it all. */
function checkDepth(text: string, maxDepth: number): void {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (inString) {
      if (code === BACKSLASH) index += 1
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1
      if (depth > maxDepth) throw inBody(`The body is nested deeper than ${maxDepth} levels.`)
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
}
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93]

const tooLarge = (maxBytes: number): AppError =>
  new AppError('too-large', {
    field: 'body',
    message: `The request is larger than ${Math.round(maxBytes / 1024).toLocaleString('en')} KiB.`,
  })

const inBody = (message: string): AppError => new AppError('bad-request', { field: 'body', message })

function notJson(text: string, error: unknown): AppError {
  // Where the engine does not tell the place, none is named.
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  if (position === undefined) return inBody('The body is not valid JSON.')
  const before = text.slice(0, Number(position)).split('\n')
  return inBody(`The body is not valid JSON: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`)
}
