import { type Selectable, sql } from 'kysely'
import type { DocumentId, DocumentPassage } from '@/lib/protocol/document'
import { isPostgres } from './dialect'
import { toSearchWords } from './search-words'
import type { Db } from './store'
import type { DocumentPassageRow } from './tables'

export type FoundPassage = DocumentPassage & { documentId: DocumentId; position: number }

/** Makes passages of a document findable by their words. */
export async function indexPassages(db: Db, documentId: DocumentId, passages: { id: number; text: string }[]): Promise<void> {
  const rows = passages.map(({ id, text }) => ({ id, words: toSearchWords(text).join(' ') }))
  if (rows.length === 0) return
  if (isPostgres(db)) {
    const values = sql.join(rows.map(({ id, words }) => sql`(${id}::bigint, ${words})`))
    await sql`update document_passages set words = to_tsvector('simple', given.words)
      from (values ${values}) as given (id, words) where document_passages.id = given.id`.execute(db)
  } else {
    const values = sql.join(rows.map(({ id, words }) => sql`(${id}, ${documentId}, ${words})`))
    await sql`insert into search_index_passages (rowid, document, words) values ${values}`.execute(db)
  }
}

/** The passages of some documents in which words of a question stand, best first: rare words count more, also in other endings. */
export async function searchPassages(
  db: Db,
  { ids, text, limit }: { ids: readonly DocumentId[]; text: string; limit: number },
): Promise<FoundPassage[]> {
  const words = [...new Set(toSearchWords(text.slice(0, 1000)))].slice(0, maxWords)
  if (ids.length === 0 || words.length === 0) return []
  const { rows } = await (isPostgres(db) ? inPostgres(db, ids, words, limit) : inSqlite(db, ids, words, limit))
  return rows.map((row) => ({ documentId: row.document_id as DocumentId, position: row.position, ...toPassage(row) }))
}

const maxWords = 16

type Row = Omit<Selectable<DocumentPassageRow>, 'id'>

export const toPassage = ({ text, place, page, from_line, to_line }: Row): DocumentPassage => ({
  text,
  ...(place !== null && { place }),
  ...(page !== null && { page }),
  ...(from_line !== null && { fromLine: from_line }),
  ...(to_line !== null && { toLine: to_line }),
})

const columns = sql`p.document_id, p.position, p.text, p.place, p.page, p.from_line, p.to_line`

function inSqlite(db: Db, ids: readonly DocumentId[], words: string[], limit: number) {
  const any = words.flatMap((word) => [`"${word}"`, ...(stemOf(word) ? [`"${stemOf(word)}"*`] : [])]).join(' OR ')
  const query = `(document : (${ids.map((id) => `"${id}"`).join(' OR ')})) AND (words : (${any}))`
  return sql<Row>`select ${columns} from search_index_passages as i join document_passages as p on p.id = i.rowid
    where i.search_index_passages match ${query} and p.document_id in (${sql.join(ids)})
    order by bm25(search_index_passages, 0, 1), p.id limit ${limit}`.execute(db)
}

/** Postgres ranks by how often words stand in a passage; how rare each is among these passages is counted first. */
async function inPostgres(db: Db, ids: readonly DocumentId[], words: string[], limit: number) {
  const queries = words.map((word) => (stemOf(word) ? `'${word}' | '${stemOf(word)}':*` : `'${word}'`))
  const hasWords = (query: string) => sql`p.words @@ to_tsquery('simple', ${query})`
  const counts = sql.join(queries.map((query) => sql`count(*) filter (where ${hasWords(query)})`))
  const { rows } = await sql<{ total: string; found: string[] }>`select count(*) as total, array[${counts}] as found
    from document_passages as p where p.document_id in (${sql.join(ids)})`.execute(db)
  const total = Number(rows[0]?.total ?? 0)
  const scores = queries.map((query, index) => {
    const found = Number(rows[0]?.found[index] ?? 0)
    const weight = Math.log(1 + (total - found + 0.5) / (found + 0.5))
    return sql`${weight}::float8 * ts_rank(p.words, to_tsquery('simple', ${query}), 1)`
  })
  return sql<Row>`select ${columns} from document_passages as p
    where p.document_id in (${sql.join(ids)}) and ${hasWords(queries.join(' | '))}
    order by ${sql.join(scores, sql` + `)} desc, p.id limit ${limit}`.execute(db)
}

/** What a long word begins with, whatever its ending is: "documents" is found by "documented" too. */
const stemOf = (word: string): string | undefined =>
  word.length >= 6 && /^\p{L}+$/u.test(word) ? word.slice(0, Math.max(5, word.length - 3)) : undefined
