import type { MessageId, Ms, RunId, Seq, ShareId } from '@/lib/protocol/event'
import { type Owner, type RunKey, type RunRecord, toRunRecord } from './run-queries'
import type { Db } from './store'

export type ShareRecord = { shareId: ShareId; title: string; createdAt: Ms; runId?: RunId; turns: number }
/** A run of a share, up to an event; one that is not shown is there because a shown one starts from it. */
export type SharedRun = { key: RunKey; lastSeq: Seq; isShown: boolean }
export type NewShare = {
  shareId: ShareId
  owner: Owner
  threadKey: string
  runId?: RunId | undefined
  title: string
  now: Ms
  /** The runs in the order in which they are read. */
  runs: SharedRun[]
}

/** Rows of one statement; a database takes only so many parameters. */
const rowsAtOnce = 500

/** Stores a link and the runs that it shows, in one transaction. */
export async function addShare(db: Db, { shareId, owner, threadKey, runId, title, now, runs }: NewShare): Promise<void> {
  const rows = runs.map(({ key, lastSeq, isShown }, position) => ({
    share_id: shareId,
    position,
    run_key: key,
    last_seq: lastSeq,
    is_shown: isShown ? 1 : 0,
  }))
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('shares')
      .values({
        share_id: shareId,
        owner,
        thread_key: threadKey,
        run_id: runId ?? null,
        title,
        created_at: now,
        stopped_at: null,
      })
      .execute()
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      await transaction
        .insertInto('share_runs')
        .values(rows.slice(from, from + rowsAtOnce))
        .execute()
    }
  })
}

/** What of a thread can be read by a link, newest first. */
export async function listShares(db: Db, owner: Owner, threadKey: string): Promise<ShareRecord[]> {
  const rows = await db
    .selectFrom('shares')
    .leftJoin('share_runs', (join) => join.onRef('share_runs.share_id', '=', 'shares.share_id').on('is_shown', '=', 1))
    .select(['shares.share_id', 'title', 'created_at', 'run_id'])
    .select(({ fn }) => fn.count('share_runs.position').as('turns'))
    .where('owner', '=', owner)
    .where('thread_key', '=', threadKey)
    .where('stopped_at', 'is', null)
    .groupBy(['shares.share_id', 'title', 'created_at', 'run_id'])
    .orderBy('created_at', 'desc')
    .orderBy('shares.share_id')
    .execute()
  return rows.map(({ share_id, title, created_at, run_id, turns }) => ({
    shareId: share_id as ShareId,
    title,
    createdAt: created_at,
    ...(run_id !== null && { runId: run_id as RunId }),
    turns: Number(turns),
  }))
}

/**
 * Removes a link of an owner's, with all that is kept for it: it is never opened again, and who makes and stops links one after the other
 * fills no disk. Those that earlier versions stopped are still there as `stopped_at`. False where there is none.
 */
export async function stopShare(db: Db, { owner, shareId }: { owner: Owner; shareId: ShareId }): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('shares')
    .where('share_id', '=', shareId)
    .where('owner', '=', owner)
    .where('stopped_at', 'is', null)
    // What belongs to a deleted conversation has stopped with it.
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('threads')
          .select('key')
          .whereRef('threads.key', '=', 'shares.thread_key')
          .where('threads.deleted_at', 'is', null),
      ),
    )
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export type ShareContent = {
  title: string
  createdAt: Ms
  runs: { run: RunRecord; messageId: MessageId; askedAt: Ms; lastSeq: Seq; isShown: boolean }[]
}

/** What anyone may read who has the id. `undefined` when it is not known, was stopped, or its conversation was deleted. */
export async function findShare(db: Db, shareId: ShareId): Promise<ShareContent | undefined> {
  const share = await db
    .selectFrom('shares')
    .innerJoin('threads', 'threads.key', 'shares.thread_key')
    .select(['shares.title', 'shares.created_at'])
    .where('share_id', '=', shareId)
    .where('stopped_at', 'is', null)
    .where('threads.deleted_at', 'is', null)
    .executeTakeFirst()
  if (!share) return undefined
  const rows = await db
    .selectFrom('share_runs')
    .innerJoin('runs', 'runs.key', 'share_runs.run_key')
    .selectAll('runs')
    .select(['share_runs.last_seq', 'share_runs.is_shown'])
    .where('share_runs.share_id', '=', shareId)
    .orderBy('share_runs.position')
    .execute()
  return {
    title: share.title,
    createdAt: share.created_at,
    runs: rows.map((row) => ({
      run: toRunRecord(row),
      messageId: row.message_id as MessageId,
      askedAt: row.created_at,
      lastSeq: row.last_seq,
      isShown: row.is_shown === 1,
    })),
  }
}
