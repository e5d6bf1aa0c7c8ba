import type { Migration } from 'kysely'

/** Keeps the arguments with which a run makes a call of another run again. */
export const changedCalls: Migration = {
  async up(db) {
    await db.schema.alterTable('runs').addColumn('base_call_args', 'text').execute()
  },
}
