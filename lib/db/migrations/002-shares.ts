import type { Migration } from 'kysely'

/** Copies of conversations that anyone with the link may read, and which runs each of them shows, up to which event. */
export const shares: Migration = {
  async up(db) {
    await db.schema
      .createTable('shares')
      .addColumn('share_id', 'text', (column) => column.primaryKey())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('thread_key', 'text', (column) => column.notNull().references('threads.key').onDelete('cascade'))
      .addColumn('run_id', 'text')
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('stopped_at', 'bigint')
      .execute()
    await db.schema.createIndex('shares_by_thread').on('shares').columns(['thread_key', 'created_at']).execute()
    await db.schema
      .createTable('share_runs')
      .addColumn('share_id', 'text', (column) => column.notNull().references('shares.share_id').onDelete('cascade'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('run_key', 'text', (column) => column.notNull().references('runs.key').onDelete('cascade'))
      .addColumn('last_seq', 'integer', (column) => column.notNull())
      .addColumn('is_shown', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('share_runs_in_order', ['share_id', 'position'])
      .execute()
    // What a deleted run takes with it is found by this.
    await db.schema.createIndex('share_runs_by_run').on('share_runs').column('run_key').execute()
  },
}
