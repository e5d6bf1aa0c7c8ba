import { type Kysely, type Migration, sql } from 'kysely'
import type { DialectName } from '@/lib/db/dialect'

/**
 * Files that were added to chats: what they are, their bytes in parts, and their text as passages that are found by words. They
 * name their chat by its id and not by its key, since a file may be there before the first question is.
 */
export const documents = (dialect: DialectName): Migration => ({
  async up(db) {
    await db.schema
      .createTable('documents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('thread_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('pages', 'integer')
      .addColumn('chars', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('is_whole', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('documents_by_thread').on('documents').columns(['owner', 'thread_id']).execute()
    await db.schema
      .createTable('document_parts')
      .addColumn('document_id', 'text', (column) => column.notNull().references('documents.id').onDelete('cascade'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('bytes', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
      .addPrimaryKeyConstraint('document_parts_in_order', ['document_id', 'position'])
      .execute()
    await (dialect === 'sqlite' ? createSqlitePassages(db) : createPostgresPassages(db))
    await db.schema
      .createIndex('passages_in_order')
      .on('document_passages')
      .columns(['document_id', 'position'])
      .unique()
      .execute()
  },
})

/** The index holds words only, which are not kept beside it. @see https://www.sqlite.org/fts5.html#contentless_delete_tables */
async function createSqlitePassages(db: Kysely<unknown>): Promise<void> {
  await sql`create table document_passages (
    id integer primary key, document_id text not null references documents (id) on delete cascade, position integer not null,
    text text not null, place text, page integer, from_line integer, to_line integer)`.execute(db)
  await sql`create virtual table search_index_passages using fts5(
    document, words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')`.execute(db)
  await sql`create trigger passage_removed after delete on document_passages begin
    delete from search_index_passages where rowid = old.id; end`.execute(db)
}

async function createPostgresPassages(db: Kysely<unknown>): Promise<void> {
  await sql`create table document_passages (
    id bigint generated always as identity primary key,
    document_id text not null references documents (id) on delete cascade, position integer not null,
    text text not null, place text, page integer, from_line integer, to_line integer, words tsvector)`.execute(db)
}
