import { type Answered, askForFollowUps } from '@/lib/agent/follow-ups'
import { takesEffort } from '@/lib/agent/models/openai-models'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { claimFollowUps, keepFollowUps, readThreadStart, retitleThread } from '@/lib/db/follow-ups'
import { readStoredEventsOf } from '@/lib/db/run-events'
import { findRun, type Owner, type RunKey, type RunRecord, runsOfTurn, threadOfRun } from '@/lib/db/run-queries'
import { findByRules } from '@/lib/demo-model/follow-ups'
import { AppError } from '@/lib/protocol/error'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import type { FollowUps } from '@/lib/protocol/follow-ups'
import { citedNumbers } from '@/lib/run-view/citation-marks'
import { foldRuns } from '@/lib/run-view/fold-runs'
import { formatCall } from '@/lib/run-view/format-call'
import { findQuery, isSearch } from '@/lib/run-view/is-search'
import { callsOf, type RunView } from '@/lib/run-view/state'
import { toTitle } from '@/lib/run-view/thread-view'
import { logFollowUps } from '@/lib/server/http/request-log'
import { createAgentModel } from '@/lib/server/models/agent-model'
import { chooseModel, type OwnModels } from '@/lib/server/models/offered-models'
import type { Services } from '@/lib/server/service-types'

/** An answer that ended longer ago is not gone on with unasked. */
const patienceMs = 3_600_000
/** Whoever waits for more has read the answer and asked the next question by then. */
const timeoutMs = 10_000
/** Those of OpenAI's models that think do so within what they may write. */
const maxOutputTokens = 2000
/** The turns in which a chat may still get its title. */
const turnsWithTitle = 3

type Asker = { owner: Owner | undefined; own: OwnModels | undefined }

/** What is being found now, so that two windows of one chat ask once. */
const underWay = new Map<RunKey, Promise<FollowUps>>()

/**
 * Questions to go on with after an answer, and a title for a chat that has none but its first question. They are found once for each
 * run, by one small request to the model that answered, and kept; where that fails there are none. Throws `not-found`.
 */
export async function findFollowUps(runId: RunId, asker: Asker, services: Services): Promise<FollowUps> {
  const { store, runs, env } = services
  const { owner } = asker
  const found = owner && (await store.use((db) => findRun(db, owner, runId)))
  const thread = found && (await store.use((db) => threadOfRun(db, found.key)))
  // One that a browser keeps is known to the instance that made it and no other.
  if (!found && !services.keepsHistory) return none
  if (!owner || !found || !thread) throw new AppError('not-found', { message: 'This run does not exist or was deleted.' })
  const { key } = found
  const going = underWay.get(key)
  if (going) return going
  // Its end has been read by now, and is written in a moment.
  const live = runs.get(key)
  if (live?.log.ended) await live.finished
  const run = (await store.use((db) => findRun(db, owner, runId))) ?? found
  if (run.followUps) return { followUps: run.followUps }
  if (!env.followUps || services.isDraining || !isFresh(run)) return none
  // Another request may have been as far as this one meanwhile.
  const finding = underWay.get(key) ?? find(run, { ...asker, ...thread }, services).finally(() => underWay.delete(key))
  underWay.set(key, finding)
  return finding
}

const none: FollowUps = { followUps: [] }

const isFresh = ({ status, outcome, endedAt = 0 }: RunRecord): boolean =>
  status === 'ended' && outcome === 'success' && Date.now() - endedAt < patienceMs

async function find(run: RunRecord, { own, threadId }: Asker & { threadId: ThreadId }, services: Services): Promise<FollowUps> {
  const { store } = services
  const startedAt = performance.now()
  const choice = await chooseModel(run.model.id, services, own).catch(() => undefined)
  if (!choice || !(await store.use((db) => claimFollowUps(db, run.key)))) return none
  try {
    const answered = toAnswered(await readView(run, threadId, services))
    if (!answered) return none
    const { title, followUps, tokens } = await ask(choice, answered, services)
    if (followUps.length > 0) await store.use((db) => keepFollowUps(db, run.key, followUps))
    logFollowUps({ run: run.runId, ms: Math.round(performance.now() - startedAt), found: followUps.length, tokens })
    const isRetitled = title !== undefined && (await retitle(run.threadKey, title, services))
    return { followUps, ...(isRetitled && { title }) }
  } catch (error) {
    logFollowUps({ run: run.runId, ms: Math.round(performance.now() - startedAt), found: 0, error })
    return none
  }
}

async function ask(choice: ModelChoice, answered: Answered, { env }: Services): Promise<FollowUps & { tokens?: number }> {
  if (choice.provider === 'demo') return findByRules(answered)
  const model = createAgentModel({ ...choice, ...(takesEffort(choice) && { effort: 'low' }) }, { ...env, maxOutputTokens })
  return askForFollowUps(model, answered, AbortSignal.timeout(timeoutMs))
}

/** The run as a person sees it, with what it has of the runs that it goes on from. */
async function readView(run: RunRecord, threadId: ThreadId, { store }: Services): Promise<RunView | undefined> {
  const { versions, events } = await store.use(async (db) => {
    const versions = run.from ? await runsOfTurn(db, run) : [run]
    const keys = versions.map(({ key }) => key)
    return { versions, events: await readStoredEventsOf(db, keys) }
  })
  const stored = versions.map(({ key, runId, model, from }) => ({
    runId,
    model,
    ...(from && { from }),
    events: (events.get(key) ?? []).map(({ json }): NumberedEvent => JSON.parse(json)),
    ended: true,
  }))
  return foldRuns(stored, threadId, 0).find(({ runId }) => runId === run.runId)
}

/** At most so many titles of pages, and so many calls that came to nothing. */
const maxListed = 12

function toAnswered(run: RunView | undefined): Answered | undefined {
  if (!run?.answer?.text.trim()) return undefined
  const cited = citedNumbers(run.answer.text)
  const titles = (isCited: boolean) =>
    [...new Set(run.sources.filter(({ n }) => cited.has(n) === isCited).map(({ title }) => title))].slice(0, maxListed)
  const missing = callsOf(run).flatMap((call) => {
    const hasFound = call.state === 'done' && (!isSearch(call) || (call.result.sources ?? []).length > 0)
    return hasFound ? [] : [findQuery(call.argsText)?.text ?? formatCall(call.name, call.argsText, true)]
  })
  return {
    question: run.question ?? '',
    answer: run.answer.text,
    cited: titles(true),
    unused: titles(false),
    missing: missing.slice(0, maxListed),
  }
}

/** Gives the chat its title while it is young and called after its first question, so that one that a person gave it stays. */
async function retitle(threadKey: string, title: string, { store }: Services): Promise<boolean> {
  return store.use(async (db) => {
    const start = await readThreadStart(db, threadKey)
    if (!start || start.turns > turnsWithTitle || start.title !== toTitle(start.firstQuestion)) return false
    return title !== start.title && retitleThread(db, threadKey, { from: start.title, to: title })
  })
}
