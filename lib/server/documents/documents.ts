import { customAlphabet } from 'nanoid'
import type { DocumentShelf } from '@/lib/agent/tools/documents'
import {
  addDocument,
  findDocument,
  listDocuments,
  type NotAdded,
  partBytes,
  readPart,
  readPassages,
  removeDocument,
} from '@/lib/db/document-queries'
import { countUp } from '@/lib/db/rate-limits'
import type { Owner } from '@/lib/db/run-queries'
import { parseDocument } from '@/lib/documents/parse-document'
import {
  type DocumentId,
  type DocumentInfo,
  type DocumentLimits,
  type DocumentList,
  documentLimits,
  type StoredDocument,
} from '@/lib/protocol/document'
import { AppError } from '@/lib/protocol/error'
import type { ThreadId } from '@/lib/protocol/event'
import { noDocument } from '@/lib/protocol/ids'
import type { ByteRange } from '@/lib/server/http/byte-range'
import type { Services } from '@/lib/server/service-types'
import type { Upload } from './read-upload'

/** 124 random bits, in characters that every index takes for one word. */
const createId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 24)

const hourMs = 3_600_000

/** What files a visitor may add; `undefined` where none are kept. */
export const findDocumentLimits = ({ env, keepsHistory }: Services): DocumentLimits | undefined =>
  env.documents.isOn && keepsHistory ? documentLimits : undefined

/**
 * To be called before any of a file is read. Throws `bad-request` where no files are kept, or the chat has as many as it may, and `rate-limited` where
 * an address has added as many as it may.
 */
export async function checkUpload(
  { owner, threadId, address }: { owner: Owner; threadId: ThreadId; address: string },
  services: Services,
): Promise<void> {
  if (!findDocumentLimits(services))
    throw new AppError('bad-request', { message: 'This server keeps no files. Paste the text into your question.' })
  // Two windows may add at the same moment: what is true then is told when the file is kept.
  const documents = await services.store.use((db) => listDocuments(db, owner, threadId))
  if (documents.length >= documentLimits.maxPerThread) throw toError('too many', services.env.documents.maxBytesPerVisitor)
  const { uploadsPerHour } = services.env.documents
  if (uploadsPerHour === 0) return
  const now = Date.now()
  const { points, resetsAt } = await services.store.use((db) => countUp(db, { key: `uploads ${address}`, now, windowMs: hourMs }))
  if (points <= uploadsPerHour) return
  const minutes = Math.ceil((resetsAt - now) / 60_000)
  throw new AppError('rate-limited', {
    retryAfterMs: resetsAt - now,
    message: `You have added ${uploadsPerHour} files within an hour, which is the most. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  })
}

/** Reads a file and keeps it with a chat, which need not have begun. Throws what `parseDocument` throws, and why it cannot be kept. */
export async function addFile(
  { owner, threadId, upload, signal }: { owner: Owner; threadId: ThreadId; upload: Upload; signal: AbortSignal },
  { store, env, fileSearch }: Services,
): Promise<DocumentInfo> {
  const { name, bytes } = upload
  const { passages, ...read } = await parseDocument(upload, { signal })
  const document: DocumentInfo = {
    id: createId() as DocumentId,
    name,
    size: bytes.length,
    addedAt: Date.now(),
    state: 'ready',
    ...read,
  }
  const limits = { maxPerThread: documentLimits.maxPerThread, maxBytesPerOwner: env.documents.maxBytesPerVisitor }
  const refused = await store.use((db) => addDocument(db, { ...document, owner, threadId, bytes, passages }, limits))
  if (refused) throw toError(refused, env.documents.maxBytesPerVisitor)
  fileSearch.prepare(document.id)
  return document
}

function toError(refused: NotAdded, maxBytes: number): AppError {
  switch (refused) {
    case 'too many':
      return new AppError('bad-request', {
        field: 'file',
        message: `This chat has ${documentLimits.maxPerThread} files, which is the most. Remove one, then add this one.`,
      })
    case 'no room':
      return new AppError('bad-request', {
        field: 'file',
        message: `Your files take up all of the ${Math.round(maxBytes / 1024 / 1024)} MB that you have here. Delete chats with files that you no longer need.`,
      })
    case 'no thread':
      return new AppError('not-found')
  }
}

export const listFiles = async (owner: Owner, threadId: ThreadId, { store }: Services): Promise<DocumentList> => ({
  documents: await store.use((db) => listDocuments(db, owner, threadId)),
})

/** Who is nobody has no files, and is told so in the same words as who asks for another's. */
type Asker = Owner | undefined

/** A document with all of its text. Throws `not-found`, as do those below. */
export const readStoredDocument = (owner: Asker, id: DocumentId, { store }: Services): Promise<StoredDocument> =>
  store.use(async (db) => {
    const found = owner && (await findDocument(db, owner, id))
    if (!found) throw notFound()
    return { ...found, passages: await readPassages(db, id) }
  })

export async function removeFile(owner: Asker, threadId: ThreadId, id: DocumentId, { store }: Services): Promise<void> {
  if (!owner || !(await store.use((db) => removeDocument(db, owner, threadId, id)))) throw notFound()
}

/** A file as it was given. `read` gives its bytes part by part: all, or those from `first` to `last`. Throws `not-found`. */
export async function openFile(
  owner: Asker,
  id: DocumentId,
  { store }: Services,
): Promise<{ document: DocumentInfo; read: (range?: ByteRange) => ReadableStream<Uint8Array> }> {
  const found = owner && (await store.use((db) => findDocument(db, owner, id)))
  if (!found) throw notFound()
  const { document } = found
  const read = ({ first, last }: ByteRange = { first: 0, last: document.size - 1 }) => {
    let at = first
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (at > last) return controller.close()
        const part = await store.use((db) => readPart(db, id, Math.floor(at / partBytes)))
        const begin = at % partBytes
        const bytes = part?.subarray(begin, begin + last + 1 - at)
        // Its length was promised: who waits for the rest is told that it does not come, by the end of the connection.
        if (!bytes || bytes.length === 0) return controller.error(new Error('The file was removed while it was sent.'))
        at += bytes.length
        controller.enqueue(bytes)
      },
    })
  }
  return { document, read }
}

/** Files of a chat as a run looks into them. */
export function openShelf(documents: readonly DocumentInfo[], { store, fileSearch }: Services): DocumentShelf {
  const ids = documents.map(({ id }) => id)
  return {
    documents,
    search: (text, limit) => fileSearch.search(ids, text, limit),
    read: (id, from, limit) => store.use((db) => readPassages(db, id, { from, ...(limit !== undefined && { limit }) })),
  }
}

const notFound = (): AppError => new AppError('not-found', { message: noDocument })
