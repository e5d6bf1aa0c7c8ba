import { randomBytes } from 'node:crypto'
import { lastSeqs, readStoredEventsOf } from '@/lib/db/run-events'
import type { Owner, RunRecord } from '@/lib/db/run-queries'
import {
  addShare,
  findShare,
  listShares,
  type ShareContent,
  type SharedRun,
  type ShareRecord,
  stopShare,
} from '@/lib/db/share-queries'
import type { Db } from '@/lib/db/store'
import { findThread } from '@/lib/db/thread-queries'
import { readTurns, type TurnRecord } from '@/lib/db/turn-queries'
import { keepsSteps } from '@/lib/protocol/branch-point'
import { AppError } from '@/lib/protocol/error'
import type { Ms, NumberedEvent, RunId, ShareId, ThreadId } from '@/lib/protocol/event'
import { type ShareList, type ShareRequest, type ShareSummary, shareNotFound, toShareUrl } from '@/lib/protocol/share'
import { compactRuns } from '@/lib/run-view/compact'
import { redactBranchPoint, redactRun, withoutAnswer } from '@/lib/run-view/redact'
import { type StoredThread, type StoredTurn, toTitle } from '@/lib/run-view/thread-view'
import type { Services } from './service-types'

type Stored = Pick<Services, 'store'>

/** Each link of a long conversation is many rows; nobody needs more than a few. */
const maxSharesOfThread = 20

/**
 * Makes a link to what has been answered so far: the version of each answer that is on screen, or one answer alone.
 * Throws `not-found` where the visitor has no such conversation or run, `bad-request` where nothing has ended yet.
 */
export async function share(request: ShareRequest & { owner: Owner }, { store }: Stored): Promise<ShareSummary> {
  const { owner, threadId, runId } = request
  return store.use(async (db) => {
    const thread = await findThread(db, owner, threadId)
    if (!thread) throw new AppError('not-found')
    const shared = await toShared(db, thread.key, request)
    const [only] = shared
    if (!only) throw new AppError(runId === undefined ? 'bad-request' : 'not-found', { message: nothingYet })
    if ((await listShares(db, owner, thread.key)).length >= maxSharesOfThread)
      throw new AppError('bad-request', { message: tooMany })
    const shareId = randomBytes(16).toString('base64url') as ShareId
    const title = runId === undefined ? thread.title : toTitle(only.run.question)
    const now = Date.now()
    const runs = await withParents(db, shared)
    await addShare(db, { shareId, owner, threadKey: thread.key, runId, title, now, runs })
    return toSummary({ shareId, title, createdAt: now, turns: shared.length, ...(runId !== undefined && { runId }) })
  })
}

/** The links of a conversation that can be opened. Throws `not-found`. */
export const sharesOf = (owner: Owner, threadId: ThreadId, { store }: Stored): Promise<ShareList> =>
  store.use(async (db) => {
    const thread = await findThread(db, owner, threadId)
    if (!thread) throw new AppError('not-found')
    return { shares: (await listShares(db, owner, thread.key)).map(toSummary) }
  })

/** Withdraws a link, which opens nothing from then on. Throws `not-found`. */
export async function stopSharing(owner: Owner, shareId: ShareId, { store }: Stored): Promise<void> {
  if (!(await store.use((db) => stopShare(db, { owner, shareId })))) throw shareNotFound()
}

/** A page of what a link shows. */
export type SharedCopy = { shareId: ShareId; createdAt: Ms; thread: StoredThread; page: number; pages: number }

/** How many turns are drawn at once for somebody who only came to read. */
const turnsOfPage = 30

/**
 * What a link shows to anyone, without what private tools were given and gave back; from its first question on, in pages
 * that count from 1. Of each turn it has the run that is shown, and before that those it starts from, their events compacted.
 * `undefined` where there is nothing, or nothing any more.
 */
export async function readShare(shareId: ShareId, page: number, { store }: Stored): Promise<SharedCopy | undefined> {
  return store.use(async (db) => {
    const found = await findShare(db, shareId)
    if (!found) return undefined
    const all = toTurns(found.runs)
    const pages = Math.ceil(all.length / turnsOfPage)
    const asked = all.slice((page - 1) * turnsOfPage, page * turnsOfPage)
    if (asked.length === 0) return undefined
    const events = await readStoredEventsOf(
      db,
      asked.flat().map(({ run }) => run.key),
    )
    const turns = asked.map((runs): StoredTurn => toStoredTurn(runs, events))
    const thread = { threadId: shareId as string as ThreadId, title: found.title, earlier: 0, turns }
    return { shareId, createdAt: found.createdAt, thread, page, pages }
  })
}

type SharedRuns = ShareContent['runs']

/** Each turn's runs: the one that is shown is the last. */
function toTurns(runs: SharedRuns): SharedRuns[] {
  const turns: SharedRuns[] = [[]]
  for (const run of runs) {
    turns.at(-1)?.push(run)
    if (run.isShown) turns.push([])
  }
  return turns.filter((turn) => turn.at(-1)?.isShown)
}

function toStoredTurn(runs: SharedRuns, events: StoredEvents): StoredTurn {
  const shown = runs.at(-1)
  if (!shown) throw new Error('A turn of a share has a run that is shown')
  return {
    messageId: shown.messageId,
    question: shown.run.question,
    askedAt: shown.askedAt,
    chosenRunId: shown.run.runId,
    runs: compactRuns(
      runs.map((shared) => {
        const { runId, model, from } = shared.run
        const point = from && { from: redactBranchPoint(from) }
        return { runId, model, ...point, ended: true, events: toSharedEvents(shared, events) }
      }),
    ),
  }
}

type StoredEvents = Awaited<ReturnType<typeof readStoredEventsOf>>

/** What anyone may see of a run that is shared, event by event as it was written. */
function toSharedEvents({ run, lastSeq, isShown }: SharedRuns[number], events: StoredEvents): NumberedEvent[] {
  const own = (events.get(run.key) ?? []).filter(({ seq }) => seq <= lastSeq).map(({ json }): NumberedEvent => JSON.parse(json))
  return redactRun(isShown ? own : withoutAnswer(own))
}

/**
 * Every event of a run that a link shows, for those who look at them one by one. Throws `not-found` where there is no such
 * link, or none any more, and where it does not show that run.
 */
export async function readSharedEvents(
  { shareId, runId }: { shareId: ShareId; runId: RunId },
  { store }: Stored,
): Promise<NumberedEvent[]> {
  return store.use(async (db) => {
    const shared = (await findShare(db, shareId))?.runs.find(({ run }) => run.runId === runId)
    if (!shared) throw shareNotFound()
    return toSharedEvents(shared, await readStoredEventsOf(db, [shared.run.key]))
  })
}

const nothingYet = 'Nothing in this chat has been answered yet.'
const tooMany = `This chat has ${maxSharesOfThread} links already. Stop one of them first.`
/** More turns than a conversation has. */
const allTurns = 1_000_000

type Shared = { run: RunRecord; versions: RunRecord[] }

/** The versions that are shown of the turns, as far as these have ended. */
async function toShared(db: Db, threadKey: string, { runId, shown }: ShareRequest): Promise<Shared[]> {
  const { turns } = await readTurns(db, { threadKey, limit: allTurns })
  return turns.flatMap((turn): Shared[] => {
    const run = runId === undefined ? shownOf(turn, shown) : turn.runs.find((version) => version.runId === runId)
    return run?.status === 'ended' ? [{ run, versions: turn.runs }] : []
  })
}

function shownOf({ runs, chosenRunId }: TurnRecord, shown: ReadonlySet<RunId>): RunRecord | undefined {
  const ended = runs.filter(({ status }) => status === 'ended')
  return ended.find(({ runId }) => shown.has(runId)) ?? ended.find(({ runId }) => runId === chosenRunId) ?? ended.at(-1)
}

/** Puts before each run those whose steps it goes on from, up to where it does; nothing else of them is shared. */
async function withParents(db: Db, shared: Shared[]): Promise<SharedRun[]> {
  const last = await lastSeqs(
    db,
    shared.map(({ run }) => run.key),
  )
  return shared.flatMap(({ run, versions }) => {
    const runs: SharedRun[] = [{ key: run.key, lastSeq: last.get(run.key) ?? 0, isShown: true }]
    for (let { from } = run; from && keepsSteps(from); ) {
      const { runId, seq } = from
      const parent = versions.find((version) => version.runId === runId)
      if (!parent) break
      runs.unshift({ key: parent.key, lastSeq: seq, isShown: false })
      from = parent.from
    }
    return runs
  })
}

const toSummary = (record: ShareRecord): ShareSummary => ({ ...record, url: toShareUrl(record.shareId) })
