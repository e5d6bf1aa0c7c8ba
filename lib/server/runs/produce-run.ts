import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { nanoid } from 'nanoid'
import { executeRun } from '@/lib/agent/execute-run'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { seesImages } from '@/lib/agent/models/sees-images'
import { defaultRunLimits, type ExecuteRunOptions, type RunLimits } from '@/lib/agent/run-options'
import { readStoredEventsOf } from '@/lib/db/run-events'
import { type RunRecord, runsOfTurn } from '@/lib/db/run-queries'
import { readAnswers } from '@/lib/db/turn-queries'
import { keepsSteps } from '@/lib/protocol/branch-point'
import { AppError } from '@/lib/protocol/error'
import type { NumberedEvent, ThreadId } from '@/lib/protocol/event'
import type { RunMode } from '@/lib/protocol/run-mode'
import type { LiveRun } from '@/lib/run-log/registry'
import { createSteadyClock } from '@/lib/run-log/steady-clock'
import { findInheritedSteps } from '@/lib/run-view/fold-runs'
import { noInheritedSteps } from '@/lib/run-view/inherited-steps'
import type { InheritedSteps, RunView } from '@/lib/run-view/state'
import type { StoredRun } from '@/lib/run-view/thread-view'
import { isPrivateAddress } from '@/lib/server/addresses'
import { openShelf } from '@/lib/server/documents/documents'
import type { Env, Times } from '@/lib/server/env'
import { logRun } from '@/lib/server/http/request-log'
import { createAgentModel } from '@/lib/server/models/agent-model'
import type { Services } from '@/lib/server/service-types'
import { findSeenFiles, readSeenImages } from './asked-files'
import { chooseMode, chooseTools } from './choose-tools'
import { foldLog, logEndedRun, toEnding } from './run-ending'

/** Far more turns than fit what a model reads; what does not fit is left out by the agent, which says so. */
const historyTurns = 400

/** A run that has begun in the store, and what its request said beside the question. */
export type ProduceOptions = {
  run: RunRecord
  threadId: ThreadId
  position: number
  choice: ModelChoice
  detach: boolean
  /** What the request carries beside the question, which is not stored. */
  unstored?: Unstored
}

type Unstored = Pick<ExecuteRunOptions, 'conversation' | 'app' | 'answers' | 'instructions'> & { images?: string[] }

/** Runs the agent for a run that has begun in the store, its log written here. */
export async function produceRun(options: ProduceOptions, services: Services): Promise<LiveRun> {
  // It is ours from the beginning, however long it takes to read what it goes on from.
  const release = services.runs.hold(options.run.key)
  try {
    return await produce(options, services)
  } finally {
    release()
  }
}

async function produce(
  { run, threadId, position, choice, detach, unstored = {} }: ProduceOptions,
  services: Services,
): Promise<LiveRun> {
  const { env, store, runs } = services
  const { key, epoch, runId, attempts } = run
  const model = createAgentModel(choice, env)
  const history = await store.use((db) => readAnswers(db, { threadKey: run.threadKey, before: position, limit: historyTurns }))
  const inheritedSteps = await readInheritedSteps(run, services)
  const sourcesBefore = inheritedSteps?.sources.at(-1)?.n ?? 0
  // One that is known to see nothing would refuse what was only asked before.
  const isBlind = seesImages(choice, env.modelImages) === false
  const { files = [], mode: askedMode } = run.asked
  const seenFiles = await findSeenFiles(files, { ...run, threadId, position }, services)
  const { seen, refusedImages } = isBlind ? { seen: [], refusedImages: [] } : await readSeenImages(seenFiles, services)
  const mode = chooseMode(choice, askedMode ?? inheritedSteps?.mode)
  const { deadlineMs, limits } = budgetOf(mode, choice, env)
  const shelf = openShelf(seenFiles.documents, services)
  const now = createSteadyClock()
  let ended: RunView | undefined
  const live = runs.start({
    key,
    epoch,
    runId,
    now,
    thread: { owner: run.owner, threadId },
    detach,
    deadlineMs,
    deadlineError: () => new AppError('deadline', { message: deadlineWords(deadlineMs) }),
    endingOf: (log) => {
      ended = foldLog(log, threadId)
      return toEnding(ended, { attempts, sourcesBefore })
    },
    execute: async (log, signal) => {
      try {
        await executeRun({
          log,
          signal,
          threadId,
          runId,
          messageId: run.messageId,
          question: run.question,
          ...(unstored.images && { images: unstored.images }),
          seen,
          refusedImages,
          history,
          conversation: unstored.conversation,
          instructions: unstored.instructions,
          app: unstored.app,
          answers: unstored.answers,
          model,
          mode,
          documents: shelf.documents,
          tools: chooseTools(choice, services, { mode, shelf }),
          from: run.from,
          inheritedSteps,
          metadata: { deadlineMs, outlivesConnection: !env.onServerless, ...(files.length > 0 && { files }) },
          limits,
          now,
          createId: () => nanoid(12),
          onFailure: (error, reference) => logRun(runId, error, reference),
        })
      } finally {
        // On a serverless host the process may freeze once the response is over; traces must have left by then.
        if (env.tracing) await awaitAllCallbacks()
      }
    },
  })
  void live.finished.then(() => ended && logEndedRun(ended))
  return live
}

/** What a run begins with that starts from a point in another. `undefined` where it answers a new question. */
async function readInheritedSteps(run: RunRecord, { store }: Services): Promise<InheritedSteps | undefined> {
  const { from } = run
  if (!from || !keepsSteps(from)) return from && noInheritedSteps
  const { versions, events } = await store.use(async (db) => {
    const versions = (await runsOfTurn(db, run)).filter(({ key }) => key !== run.key)
    return {
      versions,
      events: await readStoredEventsOf(
        db,
        versions.map(({ key }) => key),
      ),
    }
  })
  const stored = versions.map(
    ({ key, runId, model, from }): StoredRun => ({
      runId,
      model,
      ...(from && { from }),
      events: (events.get(key) ?? []).map(({ json }): NumberedEvent => JSON.parse(json)),
      ended: true,
    }),
  )
  return findInheritedSteps(stored, from) ?? noInheritedSteps
}

/** A model that was found on this machine, or that a visitor has on theirs, is as slow as one that was set. */
const timesFor = ({ reach }: ModelChoice, env: Env): Times =>
  reach?.openaiBaseUrl !== undefined && isPrivateAddress(reach.openaiBaseUrl) ? env.nearTimes : env

/** How long a run may take, and how much of all else. */
function budgetOf(mode: RunMode | undefined, choice: ModelChoice, env: Env): { deadlineMs: number; limits: RunLimits } {
  const { maxHistoryChars, maxOutputTokens, thorough } = env
  const { firstTokenMs, betweenTokensMs, runDeadlineMs } = timesFor(choice, env)
  const limits = { ...defaultRunLimits, maxTurns: env.maxTurns, firstTokenMs, betweenTokensMs, maxHistoryChars, maxOutputTokens }
  if (mode !== 'thorough') return { deadlineMs: runDeadlineMs, limits }
  const { maxTurns, maxScratchpadChars } = thorough
  const deadlineMs = env.onServerless ? thorough.deadlineMs : Math.max(thorough.deadlineMs, runDeadlineMs)
  return {
    deadlineMs,
    limits: {
      ...limits,
      maxTurns,
      maxScratchpadChars,
      maxOutputTokens: maxOutputTokens * moreOutput,
      answerAfterMs: deadlineMs * shareBeforeAnswer,
    },
  }
}

/** A thorough run writes plans, many calls and a long answer. */
const moreOutput = 4
/** The rest of the time is for the last turn, which writes the answer. */
const shareBeforeAnswer = 0.75

function deadlineWords(deadlineMs: number): string {
  const minutes = Math.round(deadlineMs / 6000) / 10
  const limit = minutes < 1 ? `${Math.round(deadlineMs / 1000)} seconds` : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  return `This run reached its time limit of ${limit}. Finished steps are kept.`
}
