import { type Kysely, type Migration, sql } from 'kysely'
import type { DialectName } from '@/lib/db/dialect'

/** Conversations, their questions, their runs with their events; what they are found by; what the limits count. */
export const first = (dialect: DialectName): Migration => ({
  async up(db) {
    await createThreads(db)
    await createRuns(db)
    await db.schema
      .createTable('rate_limits')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('points', 'integer', (column) => column.notNull())
      .addColumn('resets_at', 'bigint', (column) => column.notNull())
      .execute()
    if (dialect === 'sqlite') await createSqliteSearch(db)
    else await createPostgresSearch(db)
  },
})

async function createThreads(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('threads')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('thread_id', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('seen_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('deleted_at', 'bigint')
    .addUniqueConstraint('threads_of_owner', ['owner', 'thread_id'])
    .execute()
  await db.schema.createIndex('threads_by_time').on('threads').columns(['owner', 'updated_at', 'key']).execute()
  await sql`create index threads_to_purge on threads (deleted_at) where deleted_at is not null`.execute(db)
  await db.schema
    .createTable('turns')
    .addColumn('thread_key', 'text', (column) => column.notNull().references('threads.key').onDelete('cascade'))
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('chosen_run_id', 'text')
    .addPrimaryKeyConstraint('turns_by_message', ['thread_key', 'message_id'])
    .addUniqueConstraint('turns_in_order', ['thread_key', 'position'])
    .execute()
}

async function createRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('runs')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('thread_key', 'text', (column) => column.notNull().references('threads.key').onDelete('cascade'))
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('model_id', 'text', (column) => column.notNull())
    .addColumn('model_label', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('base_run_id', 'text')
    .addColumn('base_seq', 'integer')
    .addColumn('base_call_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('ended_at', 'bigint')
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('stop_requested', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('continue_wanted', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('answer', 'text')
    .addColumn('answer_sources', 'integer', (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint('runs_of_owner', ['owner', 'run_id'])
    .execute()
  await db.schema.createIndex('runs_by_thread').on('runs').columns(['thread_key', 'created_at']).execute()
  // A thread answers one question at a time, whichever process is asked.
  await sql`create unique index one_run_a_thread on runs (thread_key) where status = 'running'`.execute(db)
  await sql`create index running_by_lease on runs (lease_until) where status = 'running'`.execute(db)
  await sql`create index runs_to_continue on runs (ended_at) where continue_wanted = 1`.execute(db)
  await db.schema
    .createTable('run_events')
    .addColumn('run_key', 'text', (column) => column.notNull().references('runs.key').onDelete('cascade'))
    .addColumn('first_seq', 'integer', (column) => column.notNull())
    .addColumn('last_seq', 'integer', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_events_in_order', ['run_key', 'first_seq'])
    .execute()
}

/** FTS5 over the rows of `search_texts`, which triggers keep in step. @see https://www.sqlite.org/fts5.html#external_content_tables */
async function createSqliteSearch(db: Kysely<unknown>): Promise<void> {
  await sql`create table search_texts (
    id integer primary key, thread_key text not null references threads (key) on delete cascade, ref text not null, text text not null)`.execute(
    db,
  )
  await createSearchIndex(db)
  await sql`create virtual table search_index using fts5(
    text, content='search_texts', content_rowid='id', tokenize='unicode61 remove_diacritics 2')`.execute(db)
  await sql`create trigger search_added after insert on search_texts begin
    insert into search_index (rowid, text) values (new.id, new.text); end`.execute(db)
  await sql`create trigger search_removed after delete on search_texts begin
    insert into search_index (search_index, rowid, text) values ('delete', old.id, old.text); end`.execute(db)
  await sql`create trigger search_changed after update on search_texts begin
    insert into search_index (search_index, rowid, text) values ('delete', old.id, old.text);
    insert into search_index (rowid, text) values (new.id, new.text); end`.execute(db)
}

/** Postgres' own full text; `simple` cuts words without knowing their language, as FTS5 does. */
async function createPostgresSearch(db: Kysely<unknown>): Promise<void> {
  await sql`create table search_texts (
    id bigint generated always as identity primary key,
    thread_key text not null references threads (key) on delete cascade, ref text not null, text text not null,
    words tsvector generated always as (to_tsvector('simple', left(text, 200000))) stored)`.execute(db)
  await createSearchIndex(db)
  await sql`create index search_index on search_texts using gin (words)`.execute(db)
}

const createSearchIndex = (db: Kysely<unknown>): Promise<void> =>
  db.schema.createIndex('search_by_ref').on('search_texts').columns(['thread_key', 'ref']).unique().execute()
