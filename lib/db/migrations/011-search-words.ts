import { type Kysely, type Migration, sql } from 'kysely'
import { toSearchText } from '@/lib/db/search-words'

const rowsAtOnce = 200

/**
 * What conversations are found by is cut into words as passages of files are: without accents, and in scripts without spaces by two
 * characters. The indexes follow the text by themselves.
 */
export const searchWords: Migration = {
  async up(db: Kysely<unknown>) {
    for (let after = 0; ; ) {
      const { rows } = await sql<{ id: number; text: string }>`select id, text from search_texts
        where id > ${after} order by id limit ${rowsAtOnce}`.execute(db)
      for (const { id, text } of rows)
        await sql`update search_texts set text = ${toSearchText(text)} where id = ${id}`.execute(db)
      if (rows.length < rowsAtOnce) return
      after = Number(rows.at(-1)?.id)
    }
  },
}
