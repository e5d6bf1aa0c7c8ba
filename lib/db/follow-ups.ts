import type { RunKey } from './run-queries'
import { putSearchText } from './search'
import type { Db } from './store'

/** Takes it upon one process to find the follow-up questions of a run. False where another has, at this moment or before. */
export async function claimFollowUps(db: Db, key: RunKey): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ follow_ups: '[]' })
    .where('key', '=', key)
    .where('status', '=', 'ended')
    .where('follow_ups', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Stores the questions that were found for a run, as JSON in its row. An empty list says that there are none. */
export const keepFollowUps = async (db: Db, key: RunKey, questions: string[]): Promise<void> => {
  await db
    .updateTable('runs')
    .set({ follow_ups: JSON.stringify(questions) })
    .where('key', '=', key)
    .execute()
}

export type ThreadStart = { title: string; firstQuestion: string; turns: number }

/** What a thread is called, and what it began with. */
export async function readThreadStart(db: Db, threadKey: string): Promise<ThreadStart | undefined> {
  const row = await db
    .selectFrom('threads')
    .innerJoin('turns', 'turns.thread_key', 'threads.key')
    .select(['threads.title', 'turns.question'])
    .select(({ selectFrom }) =>
      selectFrom('turns as all_turns')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('all_turns.thread_key', '=', 'threads.key')
        .as('count'),
    )
    .where('threads.key', '=', threadKey)
    .orderBy('turns.position')
    .limit(1)
    .executeTakeFirst()
  return row && { title: row.title, firstQuestion: row.question, turns: Number(row.count) }
}

/** Gives a thread another title, unless it has not the one any more that is to be replaced: a person may have renamed it. */
export async function retitleThread(db: Db, threadKey: string, { from, to }: { from: string; to: string }): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('threads')
    .set({ title: to })
    .where('key', '=', threadKey)
    .where('title', '=', from)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await putSearchText(db, threadKey, 'title', to)
  return true
}
