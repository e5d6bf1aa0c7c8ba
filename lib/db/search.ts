import { type SqlBool, sql } from 'kysely'
import type { DialectName } from './dialect'
import type { Owner } from './run-queries'
import { toSearchText, toSearchWords } from './search-words'
import type { Db } from './store'

/** Makes a thread findable by a text; `ref` says what text it is, so that it can be put anew. */
export async function putSearchText(db: Db, threadKey: string, ref: string, text: string): Promise<void> {
  await db
    .insertInto('search_texts')
    .values({ thread_key: threadKey, ref, text: toSearchText(text) })
    .onConflict((conflict) => conflict.columns(['thread_key', 'ref']).doUpdateSet({ text: toSearchText(text) }))
    .execute()
}

/** The threads in which one title, or one question with its answer, has every word; the last word may be unfinished. */
export async function searchThreads(
  db: Db,
  dialect: DialectName,
  { owner, text, limit }: { owner: Owner; text: string; limit: number },
): Promise<string[]> {
  const words = toSearchWords(text.slice(0, 200)).slice(0, maxWords)
  if (words.length === 0) return []
  const rows = await db
    .selectFrom('search_texts')
    .innerJoin('threads', 'threads.key', 'search_texts.thread_key')
    .select('threads.key')
    .where('threads.owner', '=', owner)
    .where('threads.deleted_at', 'is', null)
    .where(dialect === 'sqlite' ? inSqlite(words) : inPostgres(words))
    .groupBy(['threads.key', 'threads.updated_at'])
    // Found by its title before found by what was said; then the newest.
    .orderBy(sql`max(case when search_texts.ref = 'title' then 1 else 0 end)`, 'desc')
    .orderBy('threads.updated_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ key }) => key)
}

/** They are letters and digits only, so nothing in them is a sign of either query language. */
const maxWords = 16

const inSqlite = (words: string[]) => {
  const query = words.map((word) => `"${word}"*`).join(' ')
  return sql<SqlBool>`search_texts.id in (select rowid from search_index where search_index match ${query})`
}

const inPostgres = (words: string[]) => {
  const query = words.map((word) => `'${word}':*`).join(' & ')
  return sql<SqlBool>`search_texts.words @@ to_tsquery('simple', ${query})`
}
