import { documentLimits, toDocumentName } from '@/lib/protocol/document'
import { AppError } from '@/lib/protocol/error'
import { readBytes } from '@/lib/server/http/read-body'

/** A file as it came with a request. */
export type Upload = { name: string; declaredType: string; bytes: Uint8Array }

/** A slow phone needs minutes for a long file; a connection over which nothing moves is ended long before. */
const timeoutMs = 600_000
/** What a form has beside the file. */
const formBytes = 64 * 1024

/**
 * The one file of a request: its body, with its name as `?name=`, or a form (`multipart/form-data`) with a file in it. No more is read
 * than a file may be long, and nothing is written to a disk. Throws `too-large`, and `bad-request` with what is missing.
 */
export async function readUpload(request: Request): Promise<Upload> {
  const type = request.headers.get('content-type') ?? ''
  const upload = /^multipart\/form-data\b/i.test(type) ? await readForm(request, type) : await readWhole(request, type)
  if (upload.bytes.length > documentLimits.maxBytes) throw tooLarge()
  return { ...upload, name: toDocumentName(upload.name) }
}

async function readWhole(request: Request, declaredType: string): Promise<Upload> {
  const name = new URL(request.url).searchParams.get('name')
  if (!name) throw new AppError('bad-request', { field: 'name', message: 'The name of the file is missing: send it as ?name=.' })
  return { name, declaredType, bytes: await read(request, documentLimits.maxBytes) }
}

async function readForm(request: Request, type: string): Promise<Upload> {
  const body = await read(request, documentLimits.maxBytes + formBytes)
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch((cause: unknown) => {
    throw new AppError('bad-request', { field: 'body', message: 'The form could not be read.', cause })
  })
  const files = [...form.values()].filter((value) => typeof value !== 'string')
  const [file] = files
  if (!file || files.length > 1)
    throw new AppError('bad-request', { field: 'file', message: 'The form must have one file in it, and no more.' })
  return { name: file.name, declaredType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
}

async function read(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > maxBytes) throw tooLarge()
  try {
    return await readBytes(request, maxBytes, timeoutMs)
  } catch (error) {
    throw error instanceof AppError && error.code === 'too-large' ? tooLarge() : error
  }
}

const tooLarge = (): AppError =>
  new AppError('too-large', {
    field: 'file',
    message: `This file is larger than ${documentLimits.maxBytes / 1024 / 1024} MB. Add a smaller one, or the part that you need.`,
  })
