import { type Expression, type SqlBool, sql } from 'kysely'
import type { DocumentId } from '@/lib/protocol/document'
import { isPostgres } from './dialect'
import { type FoundPassage, toPassage } from './document-search'
import type { Db } from './store'

/** A passage by its row, with what it is found by: its heading or page, and its text. */
export type PassageText = { id: number; position: number; text: string }

/** Some passages of a document after a position, in order, that have no vector of this model yet. */
export async function readWithoutVectors(
  db: Db,
  { documentId, model, after = -1, limit }: { documentId: DocumentId; model: string; after?: number; limit: number },
): Promise<PassageText[]> {
  const rows = await db
    .selectFrom('document_passages as p')
    .select(['p.id', 'p.position', 'p.place', 'p.text'])
    .where('p.document_id', '=', documentId)
    .where('p.position', '>', after)
    .where(hasNoVector(model))
    .orderBy('p.position')
    .limit(limit)
    .execute()
  return rows.map(({ id, position, place, text }) => ({
    id: Number(id),
    position,
    text: place === null ? text : `${place}\n${text}`,
  }))
}

/** Those of some documents that have a passage without a vector of this model. */
export async function findWithoutVectors(db: Db, ids: readonly DocumentId[], model: string): Promise<DocumentId[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('document_passages as p')
    .select('p.document_id')
    .distinct()
    .where('p.document_id', 'in', ids)
    .where(hasNoVector(model))
    .execute()
  return rows.map(({ document_id }) => document_id as DocumentId)
}

const hasNoVector = (model: string): Expression<SqlBool> =>
  sql<SqlBool>`not exists (select 1 from passage_vectors as v where v.passage_id = p.id and v.model = ${model})`

/** Keeps vectors beside their passages, in place of those of another model. A passage that was removed meanwhile gets none. */
export async function keepVectors(
  db: Db,
  model: string,
  vectors: readonly { id: number; vector: Float32Array }[],
): Promise<void> {
  const blob = sql.raw(isPostgres(db) ? 'bytea' : 'blob')
  await db.transaction().execute(async (transaction) => {
    for (const { id, vector } of vectors) {
      const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
      await sql`insert into passage_vectors (passage_id, model, vector)
        select id, cast(${model} as text), cast(${bytes} as ${blob}) from document_passages where id = ${id}
        on conflict (passage_id) do update set model = excluded.model, vector = excluded.vector`.execute(transaction)
    }
  })
}

/** Rows that are read at once: a few megabytes, between which others have their turn. */
const rowsAtOnce = 400

/** The vectors of some documents by this model, by passage, in the order in which an index has them. */
export async function* readVectors(
  use: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
  ids: readonly DocumentId[],
  model: string,
): AsyncGenerator<{ id: number; vector: Float32Array }, void> {
  for (const documentId of ids) {
    for (let after = -1; ; ) {
      const rows = await use((db) =>
        db
          .selectFrom('document_passages as p')
          .innerJoin('passage_vectors as v', 'v.passage_id', 'p.id')
          .select(['p.position', 'v.passage_id', 'v.vector'])
          .where('p.document_id', '=', documentId)
          .where('p.position', '>', after)
          .where('v.model', '=', model)
          .orderBy('p.position')
          .limit(rowsAtOnce)
          .execute(),
      )
      // A copy begins where four bytes may, which the drivers do not promise.
      for (const { passage_id, vector } of rows)
        yield { id: Number(passage_id), vector: new Float32Array(new Uint8Array(vector).buffer) }
      if (rows.length < rowsAtOnce) break
      after = rows.at(-1)?.position ?? after
    }
  }
}

/** Removes vectors of some documents that have another length: the model of this name is no longer the same. */
export async function removeOtherSizes(db: Db, ids: readonly DocumentId[], size: number): Promise<void> {
  await db
    .deleteFrom('passage_vectors')
    .where(sql<SqlBool>`length(vector) <> ${size * Float32Array.BYTES_PER_ELEMENT}`)
    .where('passage_id', 'in', ({ selectFrom }) => selectFrom('document_passages').select('id').where('document_id', 'in', ids))
    .execute()
}

/** Passages by their rows, in that order. */
export async function readPassagesById(db: Db, ids: readonly number[]): Promise<FoundPassage[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('document_passages').selectAll().where('id', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [Number(row.id), row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [{ documentId: row.document_id as DocumentId, position: row.position, ...toPassage(row) }] : []
  })
}
