import { type Selectable, type SqlBool, sql } from 'kysely'
import type { DocumentId, DocumentInfo, DocumentPassage, DocumentType } from '@/lib/protocol/document'
import type { Ms, ThreadId } from '@/lib/protocol/event'
import { isPostgres } from './dialect'
import { indexPassages, toPassage } from './document-search'
import type { Owner } from './run-queries'
import type { Db } from './store'
import type { DocumentRow } from './tables'

export type NewDocument = Omit<DocumentInfo, 'state'> & {
  owner: Owner
  threadId: ThreadId
  bytes: Uint8Array
  passages: readonly DocumentPassage[]
}

export type StoreLimits = { maxPerThread: number; maxBytesPerOwner: number }

/** Why a file is not kept: its chat has too many, its owner's take too much room, or its chat was deleted. */
export type NotAdded = 'too many' | 'no room' | 'no thread'

/** A file is kept in parts of this length; its last one may be shorter. */
export const partBytes = 1024 * 1024
/** Rows of one statement; a database takes only so many parameters, and others wait for their turn meanwhile. */
const rowsAtOnce = 100

/**
 * Keeps a file with its text. It is written in many small steps, so that nobody waits long for theirs, and is there for its owner
 * when the last one is done. What a step that fails leaves behind is removed.
 */
export async function addDocument(db: Db, document: NewDocument, limits: StoreLimits): Promise<NotAdded | undefined> {
  const { id, bytes, passages } = document
  // Before the transaction, in which nobody else can write: there may be many.
  const vectorBytes = await countVectorBytes(db, document.owner)
  const refused = await db.transaction().execute((transaction) => reserve(transaction, document, limits, vectorBytes))
  if (refused) return refused
  try {
    for (let position = 0; position * partBytes < bytes.length; position += 1) {
      const part = Buffer.from(bytes.subarray(position * partBytes, (position + 1) * partBytes))
      await db.insertInto('document_parts').values({ document_id: id, position, bytes: part }).execute()
    }
    for (let at = 0; at < passages.length; at += rowsAtOnce) {
      const some = passages.slice(at, at + rowsAtOnce)
      await db.transaction().execute((transaction) => addPassages(transaction, id, some, at))
    }
    await db.updateTable('documents').set({ is_whole: 1 }).where('id', '=', id).execute()
    return undefined
  } catch (error) {
    // The cause is what is told, not that this fails too; `forgetUnusedDocuments` looks again.
    await db
      .deleteFrom('documents')
      .where('id', '=', id)
      .execute()
      .catch(() => undefined)
    throw error
  }
}

/** Takes the place of a file, if there is one: what is added at the same moment is counted too. */
async function reserve(db: Db, document: NewDocument, limits: StoreLimits, vectorBytes: number): Promise<NotAdded | undefined> {
  const { id, owner, threadId, name, type, size, pages, chars, addedAt } = document
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(hashtext(${`documents ${owner}`}))`.execute(db)
  const thread = db.selectFrom('threads').select('deleted_at').where('owner', '=', owner).where('thread_id', '=', threadId)
  if (((await thread.executeTakeFirst())?.deleted_at ?? null) !== null) return 'no thread'
  const { count } = await db
    .selectFrom('documents')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner', '=', owner)
    .where('thread_id', '=', threadId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= limits.maxPerThread) return 'too many'
  const { bytes } = await db
    .selectFrom('documents')
    .select(({ fn }) => fn.sum<number | null>('size').as('bytes'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow()
  if (Number(bytes ?? 0) + vectorBytes + size > limits.maxBytesPerOwner) return 'no room'
  const row = { id, owner, thread_id: threadId, name, type, size, pages: pages ?? null, chars, created_at: addedAt, is_whole: 0 }
  await db.insertInto('documents').values(row).execute()
  return undefined
}

/** A file of short headings is far smaller than the vectors that are made of it, so these count too. */
async function countVectorBytes(db: Db, owner: Owner): Promise<number> {
  const { bytes } = await db
    .selectFrom('passage_vectors as v')
    .innerJoin('document_passages as p', 'p.id', 'v.passage_id')
    .innerJoin('documents as d', 'd.id', 'p.document_id')
    .select(sql<number | null>`sum(length(v.vector))`.as('bytes'))
    .where('d.owner', '=', owner)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

async function addPassages(db: Db, id: DocumentId, passages: readonly DocumentPassage[], first: number): Promise<void> {
  const rows = passages.map(({ text, place, page, fromLine, toLine }, index) => ({
    document_id: id,
    position: first + index,
    text,
    place: place ?? null,
    page: page ?? null,
    from_line: fromLine ?? null,
    to_line: toLine ?? null,
  }))
  const added = await db.insertInto('document_passages').values(rows).returning(['id', 'position']).execute()
  // A passage is found by its heading too, and by its page.
  const texts = new Map(rows.map(({ position, place, text }) => [position, `${place ?? ''} ${text}`]))
  await indexPassages(
    db,
    id,
    added.map((row) => ({ id: Number(row.id), text: texts.get(row.position) ?? '' })),
  )
}

/** The files of a chat, in the order in which they were added. */
export async function listDocuments(db: Db, owner: Owner, threadId: ThreadId): Promise<DocumentInfo[]> {
  const rows = await ofOwner(db, owner).where('thread_id', '=', threadId).orderBy('created_at').orderBy('id').execute()
  return rows.map(toInfo)
}

export async function findDocument(
  db: Db,
  owner: Owner,
  id: DocumentId,
): Promise<{ document: DocumentInfo; threadId: ThreadId } | undefined> {
  const row = await ofOwner(db, owner).where('id', '=', id).executeTakeFirst()
  return row && { document: toInfo(row), threadId: row.thread_id as ThreadId }
}

/** The passages of a file, in order: all, or some from one on. Whose file it is has been looked at. */
export async function readPassages(
  db: Db,
  id: DocumentId,
  { from = 0, limit }: { from?: number; limit?: number } = {},
): Promise<DocumentPassage[]> {
  const query = db
    .selectFrom('document_passages')
    .selectAll()
    .where('document_id', '=', id)
    .where('position', '>=', from)
    .orderBy('position')
  return (await (limit === undefined ? query : query.limit(limit)).execute()).map(toPassage)
}

/** Some of the bytes of a file; `undefined` after the last. Whose file it is has been looked at. */
export async function readPart(db: Db, id: DocumentId, position: number): Promise<Uint8Array | undefined> {
  const part = db.selectFrom('document_parts').select('bytes').where('document_id', '=', id).where('position', '=', position)
  const bytes = (await part.executeTakeFirst())?.bytes
  // One driver gives the memory itself, the other a view of it.
  return bytes && new Uint8Array(bytes)
}

/** Removes a file for good. False where there is none. */
export async function removeDocument(db: Db, owner: Owner, threadId: ThreadId, id: DocumentId): Promise<boolean> {
  if (!(await ofOwner(db, owner).where('thread_id', '=', threadId).where('id', '=', id).executeTakeFirst())) return false
  await db.deleteFrom('documents').where('id', '=', id).execute()
  return true
}

/**
 * Removes what belongs to no chat: files of chats that were never begun, or were purged, and files that were never written to their
 * end. Those that were added since `unusedSince` may still be waiting for their first question.
 */
export async function forgetUnusedDocuments(
  db: Db,
  { unusedSince, unfinishedSince }: { unusedSince: Ms; unfinishedSince: Ms },
): Promise<void> {
  await db
    .deleteFrom('documents')
    .where(({ eb, and, or, not }) =>
      or([
        and([eb('is_whole', '=', 0), eb('created_at', '<', unfinishedSince)]),
        and([eb('created_at', '<', unusedSince), not(hasThread())]),
      ]),
    )
    .execute()
}

/** Removes the files of chats that were deleted before a moment; called before the chats themselves go. */
export async function purgeDocuments(db: Db, deletedBefore: Ms): Promise<void> {
  await db
    .deleteFrom('documents')
    .where(hasThread(sql`and threads.deleted_at < ${deletedBefore}`))
    .execute()
}

/** Removes an owner's files that wait for the first question of a chat. */
export async function removeWaitingDocuments(db: Db, owner: Owner): Promise<void> {
  await db
    .deleteFrom('documents')
    .where('owner', '=', owner)
    .where(({ not }) => not(hasThread()))
    .execute()
}

/** Whether there is a chat that a file belongs to, of which more may be said. */
const hasThread = (more = sql``) =>
  sql<SqlBool>`exists (select 1 from threads where threads.owner = documents.owner and threads.thread_id = documents.thread_id ${more})`

/** What is there for an owner: whole, and not of a chat that was deleted. */
const ofOwner = (db: Db, owner: Owner) =>
  db
    .selectFrom('documents')
    .selectAll()
    .where('documents.owner', '=', owner)
    .where('is_whole', '=', 1)
    .where(({ not }) => not(hasThread(sql`and threads.deleted_at is not null`)))

const toInfo = (row: Selectable<DocumentRow>): DocumentInfo => ({
  id: row.id as DocumentId,
  name: row.name,
  type: row.type as DocumentType,
  size: Number(row.size),
  ...(row.pages !== null && { pages: row.pages }),
  chars: row.chars,
  addedAt: Number(row.created_at),
  state: 'ready',
})
