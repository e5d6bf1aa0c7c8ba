import { type Migration, sql } from 'kysely'
import type { DialectName } from '@/lib/db/dialect'

/** Where a run starts from is one column, in the shape that it has everywhere else, in place of five. */
export const branchPoint = (dialect: DialectName): Migration => ({
  async up(db) {
    await db.schema.alterTable('runs').addColumn('branch_point', 'text').execute()
    const members = sql`'runId', base_run_id, 'seq', coalesce(base_seq, 0), 'action', action, 'toolCallId', base_call_id, 'args', base_call_args`
    // Either way members that are null are left out.
    const point =
      dialect === 'sqlite'
        ? sql`json_patch('{}', json_object(${members}))`
        : sql`json_strip_nulls(json_build_object(${members}))::text`
    await sql`update runs set branch_point = ${point} where base_run_id is not null and action <> 'send'`.execute(db)
    for (const column of ['action', 'base_run_id', 'base_seq', 'base_call_id', 'base_call_args'])
      await db.schema.alterTable('runs').dropColumn(column).execute()
  },
})
