import type { DocumentInfo, DocumentList, StoredDocument } from '@/lib/protocol/document'
import { toAppError } from '@/lib/protocol/error'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'
import { readProblem, unreached } from './problem'

type Upload = {
  threadId: ThreadId
  file: File
  /** How much of the file has left this device, from 0 to 1. With 1 the server reads it. */
  onProgress(share: number): void
  signal: AbortSignal
}

/**
 * Sends a file to a chat, which keeps it. `fetch` tells nothing of how far a body has come, so this is an `XMLHttpRequest`. Throws an
 * `AppError` with what the server says against it, or that it could not be reached; aborted, it rejects with the reason of `signal`.
 */
export const uploadDocument = async ({ threadId, file, onProgress, signal }: Upload): Promise<AskedFile> => {
  const body = new FormData()
  body.append('file', file, file.name)
  const response = await post(`/api/threads/${encodeURIComponent(threadId)}/documents`, { body, onProgress, signal })
  if (!response.ok) throw (await readProblem(response)) ?? unreached(response.status)
  const { document } = (await response.json()) as { document: DocumentInfo }
  const { id, name, type, size, pages } = document
  return { id, name, type, size, ...(pages !== undefined && { pages }) }
}

type Post = Pick<Upload, 'onProgress' | 'signal'> & { body: FormData }

const post = (url: string, { body, onProgress, signal }: Post): Promise<Response> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.upload.onload = () => onProgress(1)
    request.onload = () => {
      const headers = new Headers()
      for (const name of ['content-type', 'retry-after']) {
        const value = request.getResponseHeader(name)
        if (value !== null) headers.set(name, value)
      }
      resolve(new Response(request.responseText, { status: request.status, headers }))
    }
    request.onerror = () => reject(unreached(undefined))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.open('POST', url)
    request.setRequestHeader('accept', 'application/json')
    request.send(body)
  })

/** A file with its text, as passages in order. Throws an `AppError`. */
export const fetchDocument = async (id: string): Promise<StoredDocument> =>
  (await ask(`/api/documents/${encodeURIComponent(id)}`)).json()

/** The bytes of a file. Throws an `AppError`. */
export const fetchBytes = async (id: string): Promise<Uint8Array> =>
  new Uint8Array(await (await ask(toDocumentFile(id))).arrayBuffer())

/** The files of a chat, oldest first. Throws an `AppError`. */
export const fetchDocuments = async (threadId: ThreadId): Promise<DocumentInfo[]> => {
  const response = await ask(`/api/threads/${encodeURIComponent(threadId)}/documents`)
  return ((await response.json()) as DocumentList).documents
}

/** Removes a file from its chat, for good. Throws an `AppError`. */
export const deleteDocument = async (threadId: ThreadId, id: string): Promise<void> => {
  const path = `/api/threads/${encodeURIComponent(threadId)}/documents/${encodeURIComponent(id)}`
  // The page may be left right after.
  await ask(path, { method: 'DELETE', keepalive: true }).catch((error: unknown) => {
    if (toAppError(error).code !== 'not-found') throw error
  })
}

const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(path, { cache: 'no-store', ...init }).catch((cause: unknown) => {
    throw unreached(cause)
  })
  if (!response.ok) throw (await readProblem(response)) ?? unreached(response.status)
  return response
}

/** Where the bytes of a file are, to be saved or, of an image, shown. */
export const toDocumentFile = (id: string): string => `/api/documents/${encodeURIComponent(id)}/file`
