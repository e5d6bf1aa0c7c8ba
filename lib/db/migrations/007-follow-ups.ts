import type { Migration } from 'kysely'

/** Keeps the questions that are suggested after the answer of a run. */
export const followUps: Migration = {
  async up(db) {
    await db.schema.alterTable('runs').addColumn('follow_ups', 'text').execute()
  },
}
