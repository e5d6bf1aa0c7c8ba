import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { BranchPoint, MessageId, ModelName, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'

/** A conversation as this browser keeps it. Moments are milliseconds since 1970, 0 where something never happened. */
export type BrowserThread = {
  threadId: ThreadId
  title: string
  createdAt: Ms
  updatedAt: Ms
  /** When a run of it last ended, and when the person last saw it. */
  endedAt: Ms
  seenAt: Ms
  /** When it was deleted; a minute later it is gone for good. */
  deletedAt: Ms
  /** Its questions, in the order in which they were asked. */
  turns: BrowserTurn[]
}

/** A question in the database of this browser. */
export type BrowserTurn = {
  messageId: MessageId
  question: string
  askedAt: Ms
  /** The versions of its answer, oldest first. */
  runIds: RunId[]
  chosenRunId?: RunId
}

/** A run in the database of this browser, with its events. */
export type BrowserRun = {
  runId: RunId
  threadId: ThreadId
  messageId: MessageId
  /** What this version answers: an edit has words of its own. */
  question: string
  model: ModelName
  from?: BranchPoint
  events: NumberedEvent[]
  ended: boolean
  /** Questions to go on with after it, once they were asked for. */
  followUps?: string[]
}

type Schema = DBSchema & {
  threads: { key: ThreadId; value: BrowserThread; indexes: { updatedAt: Ms } }
  runs: { key: RunId; value: BrowserRun; indexes: { threadId: ThreadId } }
}

/** The database of this browser, with its tables as types. */
export type BrowserDatabase = IDBPDatabase<Schema>

/**
 * Opens the database of this browser, and makes it when it is first opened. Rejects where the browser allows none.
 *
 * It is opened in whichever version it has: a higher one would close it under a tab of the version before, in the middle of a run,
 * and would keep that version out when it is deployed again. What earlier versions wrote is read as it is, see `readRun`.
 */
export const openDatabase = (): Promise<BrowserDatabase> =>
  openDB<Schema>('unfold', undefined, {
    upgrade(db) {
      db.createObjectStore('threads', { keyPath: 'threadId' }).createIndex('updatedAt', 'updatedAt')
      db.createObjectStore('runs', { keyPath: 'runId' }).createIndex('threadId', 'threadId')
    },
    // Another tab has a newer version of the app and needs the database to itself for a moment.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  })

/** Earlier versions called the branch point of a run `base`. */
const readRun = ({ base: from, ...run }: BrowserRun & { base?: BranchPoint }): BrowserRun => (from ? { ...run, from } : run)

/** The run with this id, or `undefined`. Rejects where the browser does not let the page use its storage. */
export const findBrowserRun = async (db: BrowserDatabase, runId: RunId): Promise<BrowserRun | undefined> => {
  const run = await db.get('runs', runId)
  return run && readRun(run)
}

/** All runs of a conversation. */
export const readBrowserRuns = async (db: BrowserDatabase, threadId: ThreadId): Promise<BrowserRun[]> =>
  (await db.getAllFromIndex('runs', 'threadId', threadId)).map(readRun)

/** A conversation that is not deleted. */
export const findBrowserThread = async (db: BrowserDatabase, threadId: ThreadId): Promise<BrowserThread | undefined> => {
  const thread = await db.get('threads', threadId)
  return thread?.deletedAt === 0 ? thread : undefined
}

/** Changes a conversation in one transaction. `undefined` where there is none, or none that is not deleted. */
export const changeBrowserThread = async (
  db: BrowserDatabase,
  threadId: ThreadId,
  change: (thread: BrowserThread) => BrowserThread,
): Promise<BrowserThread | undefined> => {
  const transaction = db.transaction('threads', 'readwrite')
  const thread = await transaction.store.get(threadId)
  const changed = thread && change(thread)
  if (changed) await transaction.store.put(changed)
  await transaction.done
  return changed
}

/** Keeps the follow-up questions of a run that is kept. */
export const keepBrowserFollowUps = async (db: BrowserDatabase, runId: RunId, followUps: string[]): Promise<void> => {
  const { store, done } = db.transaction('runs', 'readwrite')
  const run = await store.get(runId)
  if (run) await store.put({ ...run, followUps })
  await done
}

/** All conversations that are not deleted, the one with the newest change first. */
export const listBrowserThreads = async (db: BrowserDatabase): Promise<BrowserThread[]> =>
  (await db.getAllFromIndex('threads', 'updatedAt')).filter(({ deletedAt }) => deletedAt === 0).toReversed()

/** Removes those that were deleted before a moment, with their runs. */
export const purgeDeleted = async (db: BrowserDatabase, before: Ms): Promise<void> => {
  const transaction = db.transaction(['threads', 'runs'], 'readwrite')
  const runs = transaction.objectStore('runs')
  for (const thread of await transaction.objectStore('threads').getAll()) {
    if (thread.deletedAt === 0 || thread.deletedAt > before) continue
    await transaction.objectStore('threads').delete(thread.threadId)
    for (const runId of await runs.index('threadId').getAllKeys(thread.threadId)) await runs.delete(runId)
  }
  await transaction.done
}
