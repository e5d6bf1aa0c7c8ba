import { takesEffort } from '@/lib/agent/models/openai-models'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { seesImages } from '@/lib/agent/models/sees-images'
import type { Begun } from '@/lib/db/begin-run'
import { writeKeptThread } from '@/lib/db/restore-thread'
import { type AskedWith, findRun, type Owner, type RunRecord, threadOfRun } from '@/lib/db/run-queries'
import { findThread } from '@/lib/db/thread-queries'
import { keepsSteps } from '@/lib/protocol/branch-point'
import { AppError } from '@/lib/protocol/error'
import type { BranchPoint } from '@/lib/protocol/event'
import { parseKeptThread } from '@/lib/protocol/kept-thread'
import type { RunInput } from '@/lib/protocol/run-input'
import { isImage } from '@/lib/run-view/format-file'
import { toNobody } from '@/lib/server/http/visitor'
import { chooseModel, type OwnModels } from '@/lib/server/models/offered-models'
import type { Services } from '@/lib/server/service-types'
import { findAskedFiles } from './asked-files'
import { createRun } from './create-run'
import { type FoundRun, openRunLog } from './find-run'
import { type AnsweredRun, findAnsweredRun } from './pending-calls'
import { removeThread } from './threads'

/** Who asks, from which address, and the models of a provider of their own. A guest is somebody new in each request. */
export type Asker = { owner: Owner; isGuest?: boolean; address: string; own?: OwnModels | undefined }

/**
 * Starts the run that a request asks for, or finds it: the same `runId` sent twice is one run. Throws `AppError`:
 * `busy-thread` while another run of the thread goes, `rate-limited`, `bad-request`, `not-found`, `restarting`, and what
 * `Store.use` throws.
 */
export async function startRun(input: RunInput, asker: Asker, services: Services): Promise<FoundRun> {
  const { runId, threadId, messageId, question, images, detach, conversation } = input
  const { own, address } = asker
  const isAside = await wantsOneCall(input, asker.owner, services)
  const visitor = { owner: isAside ? nobodyOf(input, asker) : asker.owner, address }
  const answered = await findAnswered(input, visitor.owner, services)
  const from = answered?.from ?? input.from
  const model = await chooseModel(input.modelId, services, own)
  const choice = { ...model, ...(input.effort && takesEffort(model) && { effort: input.effort }) }
  const asked = await findAskedWith({ ...input, from }, visitor.owner, services)
  const { files = [] } = asked
  if (!from && input.files?.some((each) => !files.some(({ id }) => id === each)))
    await refuseWithoutFile(input, visitor.owner, services)
  if ((images || files.some(isImage)) && seesImages(model, services.env.modelImages) === false) throw cannotSee(model)
  const limits = services.env
  if (input.thread !== undefined && !services.keepsHistory) await restoreKept(input, visitor.owner, services)
  await refuseWithoutPast(input, visitor.owner, services)
  // The agent is loaded with the first run, and before that run begins: what cannot be loaded leaves none behind without a producer.
  const { produceRun } = await import('./produce-run')
  const begin = () => createRun({ ...visitor, threadId, runId, messageId, question, from, asked, choice, limits }, services)
  let begun = services.isDraining ? await findOnly(input, visitor.owner, services) : await begin()
  // What stands against it may have no producer any more.
  const isRefused = begun.kind === 'busy' || begun.kind === 'too-many-at-once'
  if (isRefused && (await services.leases.sweepIfDue())) begun = await begin()
  // Another client can only hang up, and its next question may be here before that has been seen.
  if (begun.kind === 'busy' && !detach && (await hasEndedSoon(begun.run, services))) begun = await begin()
  // Where nothing outlives the process, an answer that is to be made anew may have gone with it: its question is asked again.
  if (begun.kind === 'missing' && from && !services.keepsHistory) {
    begun = await createRun({ ...visitor, threadId, runId, messageId, question, asked, choice, limits }, services)
  }
  switch (begun.kind) {
    case 'begun': {
      const { log, finished } = await produceRun(
        {
          ...begun,
          threadId,
          choice,
          detach,
          // A thread that is stored is the truth; another one is as the client tells it.
          unstored: {
            ...(images && { images }),
            ...(begun.position === 0 && !from && conversation && { conversation }),
            ...(conversation && { instructions: conversation.instructions }),
            ...(input.app && { app: input.app }),
            ...(answered && { answers: answered.answers }),
          },
        },
        services,
      )
      // A function sleeps when it has finished, so that is when nothing of it is left.
      return {
        key: begun.run.key,
        log,
        finished: isAside ? finished.then(() => forget(visitor.owner, input, services)) : finished,
      }
    }
    case 'known': {
      // Nobody else is the owner of this one, and its thread may have gone already.
      if (isAside) return openRunLog(begun.run, services)
      const { key } = begun.run
      const thread = await services.store.use((db) => threadOfRun(db, key))
      if (thread?.threadId === threadId) return openRunLog(begun.run, services)
      throw new AppError('bad-request', { field: 'runId', message: 'This runId belongs to another thread.' })
    }
    case 'busy':
      // It is not the run that is waited for where that has ended, and only its end is not written.
      if (services.runs.get(begun.run.key)?.log.ended) throw services.store.failure ?? new AppError('not-saved')
      throw new AppError('busy-thread')
    case 'missing':
      throw unknownChat()
    case 'too-many-an-hour':
      throw tooMany(limits.runsPerHour, begun.retryAfterMs, Date.now())
    case 'too-many-at-once':
      throw tooManyAtOnce(begun.running)
  }
}

/**
 * What a run is asked with beside its question. Another answer is to a question that came with its files, unless they are said anew, and one
 * that goes on from steps goes about it as those did.
 */
async function findAskedWith(
  {
    threadId,
    from,
    mode,
    effort,
    files,
  }: Pick<RunInput, 'threadId' | 'mode' | 'effort' | 'files'> & { from: BranchPoint | undefined },
  owner: Owner,
  services: Services,
): Promise<AskedWith> {
  const parent = from && (await services.store.use((db) => findRun(db, owner, from.runId)))?.asked
  const ofParent = from?.action === 'edit' ? undefined : parent?.files?.flatMap(({ id }) => id ?? [])
  const found = await findAskedFiles(files ?? ofParent, { owner, threadId }, services)
  const goesAbout = mode ?? (from && keepsSteps(from) ? parent?.mode : undefined)
  return { ...(goesAbout && { mode: goesAbout }), ...(effort && { effort }), ...(found.length > 0 && { files: found }) }
}

/**
 * An app that has chosen a tool in a thread of its own wants the arguments of that call and no chat: suggestions of what to ask
 * next, say. Such a run is nobody's, as what a guest asks is, and goes when it has ended.
 */
async function wantsOneCall({ app, threadId }: RunInput, owner: Owner, { store }: Services): Promise<boolean> {
  return app?.chosen !== undefined && !(await store.use((db) => findThread(db, owner, threadId)))
}

/** Who owns such a run: the same for a request that is sent again, and for no other. */
const nobodyOf = (input: RunInput, { owner, isGuest, address }: Asker): Owner =>
  toNobody(JSON.stringify([isGuest ? address : owner, input]))

/** Removes a thread that was begun for nothing. While the database is away it stays: nobody's, and in nobody's list. */
const forget = (owner: Owner, { threadId }: RunInput, services: Services): Promise<void> =>
  removeThread(owner, threadId, services).catch(() => undefined)

/** Where nothing outlives the process, its visitors bring their conversation with each question. */
async function restoreKept({ threadId, thread }: RunInput, owner: Owner, { store }: Services): Promise<void> {
  const kept = parseKeptThread(thread)
  await store.use((db) =>
    db.transaction().execute((transaction) => writeKeptThread(transaction, { owner, threadId, thread: kept, now: Date.now() })),
  )
}

/** What follows from turns that this asker has none of (their cookies are refused, say) is not answered without them. */
async function refuseWithoutPast({ isFollowUp, threadId }: RunInput, owner: Owner, { store }: Services): Promise<void> {
  if (isFollowUp && !(await store.use((db) => findThread(db, owner, threadId)))) throw unknownChat()
}

const unknownChat = (): AppError =>
  new AppError('not-found', { message: 'This chat, or the answer to start from, does not exist or was deleted.' })

/**
 * A new question is not asked without a file that it came with: whoever asks has to know. Another answer to a question is, since its
 * file may have been removed on purpose, and a request that is sent again has its run.
 */
async function refuseWithoutFile({ runId }: RunInput, owner: Owner, { store }: Services): Promise<void> {
  if (await store.use((db) => findRun(db, owner, runId))) return
  throw new AppError('bad-request', {
    field: 'forwardedProps.unfold.files',
    message: 'A file of this question is no longer here. Add it again, or remove it.',
  })
}

/** What results of the app's tools, at the end of a conversation, belong to. */
async function findAnswered(
  { threadId, runId, conversation }: RunInput,
  owner: Owner,
  services: Services,
): Promise<AnsweredRun | undefined> {
  if (!conversation || conversation.answers.length === 0) return undefined
  // A request that is sent again has been answered by now.
  if (await services.store.use((db) => findRun(db, owner, runId))) return undefined
  return findAnsweredRun({ threadId, conversation, owner }, services)
}

const hangUpMs = 2000

/** Waits for the end of a run that its reader may just be leaving. */
async function hasEndedSoon(run: RunRecord, services: Services): Promise<boolean> {
  const { log } = await openRunLog(run, services)
  const patience = AbortSignal.timeout(hangUpMs)
  while (!log.ended && !patience.aborted) await log.waitFor(log.lastSafeSeq, patience)
  return log.ended
}

/** A process that is about to end starts nothing, and still knows what it knows. */
async function findOnly({ runId }: RunInput, owner: Owner, { store }: Services): Promise<Begun> {
  const run = await store.use((db) => findRun(db, owner, runId))
  if (!run) throw new AppError('restarting')
  return { kind: 'known', run }
}

const cannotSee = ({ provider, label }: ModelChoice): AppError => {
  const message = provider === 'demo' ? 'The demo model cannot look at images.' : `${label} cannot look at images.`
  return new AppError('bad-request', { field: 'messages', message: `${message} Choose a model that can, or ask without them.` })
}

/** How much one address may ask: a key on a public address is an open wallet. Counted in the store, across processes. */
const tooMany = (runsPerHour: number, retryAfterMs: number, now: number): AppError => {
  const at = new Date(Math.ceil((now + retryAfterMs) / 60_000) * 60_000).toISOString().slice(11, 16)
  const limit = runsPerHour === 1 ? 'one question' : `${runsPerHour} questions`
  return new AppError('rate-limited', {
    retryAfterMs,
    message: `You have reached the limit of ${limit} per hour. You can ask again at ${at} UTC.`,
  })
}

const tooManyAtOnce = (running: number): AppError =>
  new AppError('rate-limited', {
    retryAfterMs: 5000,
    message: `You have ${running} ${running === 1 ? 'run' : 'runs'} in progress. Wait until one of them has finished, or stop one.`,
  })
