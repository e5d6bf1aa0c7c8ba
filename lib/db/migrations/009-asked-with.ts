import type { Migration } from 'kysely'

/** Keeps what a run was asked with beside its question, so that it is known also where its process ends before the first event. */
export const askedWith: Migration = {
  async up(db) {
    await db.schema.alterTable('runs').addColumn('asked_with', 'text').execute()
  },
}
