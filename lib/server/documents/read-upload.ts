import { documentLimits, toDocumentName } from '@/lib/protocol/document'
import { AppError } from '@/lib/protocol/error'
import { type BytesLimits, readBytes, refuseCompressed } from '@/lib/server/http/read-body'

/** A file as it came with a request. */
export type Upload = { name: string; declaredType: string; bytes: Uint8Array }

/** A slow phone needs minutes for a long file, and little of it while it is in a tunnel. */
const patience = { timeoutMs: 600_000, maxIdleMs: 30_000 }
type Patience = typeof patience
/** What a form has beside the file. */
const formBytes = 64 * 1024

/**
 * The one file of a request: its body, with its name as `?name=`, or a form (`multipart/form-data`) with a file in it. No more is read
 * than a file may be long, and nothing is written to a disk. `onBytes` is told of each piece as it comes. Throws `too-large`,
 * `bad-request` with what is missing, and `rate-limited` where the file does not come.
 */
export async function readUpload(
  request: Request,
  onBytes: (count: number) => void = () => undefined,
  times: Patience = patience,
): Promise<Upload> {
  refuseCompressed(request)
  const type = request.headers.get('content-type') ?? ''
  const read = (maxBytes: number) => readBounded(request, { maxBytes, onBytes, ...times })
  const upload = /^multipart\/form-data\b/i.test(type) ? await readForm(read, type) : await readWhole(read, request, type)
  if (upload.bytes.length > documentLimits.maxBytes) throw tooLarge()
  return { ...upload, name: toDocumentName(upload.name) }
}

type Read = (maxBytes: number) => Promise<Uint8Array<ArrayBuffer>>

async function readWhole(read: Read, request: Request, declaredType: string): Promise<Upload> {
  const name = new URL(request.url).searchParams.get('name')
  if (!name) throw new AppError('bad-request', { field: 'name', message: 'The name of the file is missing: send it as ?name=.' })
  return { name, declaredType, bytes: await read(documentLimits.maxBytes) }
}

async function readForm(read: Read, type: string): Promise<Upload> {
  const body = await read(documentLimits.maxBytes + formBytes)
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch((cause: unknown) => {
    throw new AppError('bad-request', { field: 'body', message: 'The form could not be read.', cause })
  })
  const files = [...form.values()].filter((value) => typeof value !== 'string')
  const [file] = files
  if (!file || files.length > 1)
    throw new AppError('bad-request', { field: 'file', message: 'The form must have one file in it, and no more.' })
  return { name: file.name, declaredType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
}

async function readBounded(request: Request, limits: BytesLimits): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > limits.maxBytes) throw tooLarge()
  try {
    return await readBytes(request, limits)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'too-large') throw tooLarge()
    // The same file may well come over the same connection a moment later.
    throw request.body && error.code === 'bad-request' ? didNotCome(error) : error
  }
}

const didNotCome = (cause: AppError): AppError =>
  new AppError('rate-limited', {
    cause,
    retryAfterMs: 1000,
    message: 'This file did not arrive: the connection was too slow, or broke off. Try again.',
  })

const tooLarge = (): AppError =>
  new AppError('too-large', {
    field: 'file',
    message: `This file is larger than ${documentLimits.maxBytes / 1024 / 1024} MB. Add a smaller one, or the part that you need.`,
  })
