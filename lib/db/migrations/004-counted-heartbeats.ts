import { type Migration, sql } from 'kysely'

/**
 * A producer says that it is alive by counting on, not by a date: `lease_until` becomes the count, which goes on from
 * whatever it was.
 */
export const countedHeartbeats: Migration = {
  async up(db) {
    await db.schema.dropIndex('running_by_lease').execute()
    await db.schema.alterTable('runs').renameColumn('lease_until', 'heartbeats').execute()
    // Of a column that does not change with each heartbeat.
    await sql`create index running_by_instance on runs (instance) where status = 'running'`.execute(db)
  },
}
