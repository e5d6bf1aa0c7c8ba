import { sql } from 'kysely'
import type { Db } from './store'

/** Clocks of hosts that share a database may differ by this much. */
const skewMs = 60_000

/**
 * Counts one more for `key` in its window and gives the count with it; a window begins with the first and lasts
 * `windowMs`. One that would last longer was begun before the clock was set back, and is over too. One statement, so
 * requests of the same moment, of any process, count each other.
 */
export async function countUp(
  db: Db,
  { key, now, windowMs }: { key: string; now: number; windowMs: number },
): Promise<{ points: number; resetsAt: number }> {
  const isOver = sql<boolean>`(rate_limits.resets_at <= ${now} or rate_limits.resets_at > ${now + windowMs + skewMs})`
  const { points, resets_at } = await db
    .insertInto('rate_limits')
    .values({ key, points: 1, resets_at: now + windowMs })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        points: sql`case when ${isOver} then 1 else rate_limits.points + 1 end`,
        resets_at: sql`case when ${isOver} then excluded.resets_at else rate_limits.resets_at end`,
      }),
    )
    .returning(['points', 'resets_at'])
    .executeTakeFirstOrThrow()
  return { points, resetsAt: Math.min(resets_at, now + windowMs) }
}

/** Windows that are over are as good as none. */
export const forgetCounts = async (db: Db, now: number): Promise<void> => {
  await db.deleteFrom('rate_limits').where('resets_at', '<=', now).execute()
}
