import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { nanoid } from 'nanoid'
import { defaultRunLimits, executeRun } from '@/lib/agent/execute-run'
import { createAgentModel } from '@/lib/agent/models'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { AppError } from '@/lib/protocol/error'
import type { MessageId } from '@/lib/protocol/event'
import type { RunInput } from '@/lib/protocol/run-input'
import { isEnded, type ThreadRecord, type TurnRecord } from '@/lib/store/threads'
import { toTitle } from '@/lib/view/thread-view'
import { type FoundRun, findRun } from './find-run'
import { answerOf, pastTurns } from './past-turns'
import { logRun } from './request-log'
import type { Services } from './services'

/**
 * Starts the run that a request asks for, or finds it: the same `runId` sent twice is one run. Throws `AppError`:
 * `busy-thread` while another run of the thread goes, `rate-limited`, `bad-request`, `not-found`.
 */
export async function startRun(input: RunInput, address: string, services: Services): Promise<FoundRun> {
  const choice = chooseModel(input.modelId, services)
  const existing = findOrRefuse(input, services)
  if (existing) return existing
  const release = await services.limits.takeRun(address)
  try {
    // Waiting let other requests in: whoever came first with this run or this thread has it.
    const raced = findOrRefuse(input, services)
    if (!raced) return begin(input, choice, release, services)
    release()
    return raced
  } catch (error) {
    release()
    throw error
  }
}

/** The run, if it is there already. Throws where it could not be started now. */
function findOrRefuse(input: RunInput, services: Services): FoundRun | undefined {
  const existing = findRun(input.runId, services)
  if (existing) {
    if (services.threads.run(input.runId)?.threadId === input.threadId) return existing
    throw new AppError('bad-request', { field: 'runId', message: 'This runId belongs to another thread.' })
  }
  const thread = services.threads.thread(input.threadId)
  if (thread?.turns.some((turn) => turn.runs.some((run) => !isEnded(run)))) throw new AppError('busy-thread')
  return undefined
}

function begin(input: RunInput, choice: ModelChoice, release: () => void, { env, threads, runs, tools }: Services): FoundRun {
  const { runId, threadId } = input
  const agentModel = createAgentModel(choice, env)
  const known = threads.thread(threadId)
  // A thread that went with a restart is begun anew with its question: that is what “Run again” asks for.
  const base = input.action === 'regenerate' && known ? findBase(input, known) : undefined
  const thread = known ?? threads.createThread(threadId, toTitle(input.question.content))
  const turn = base?.turn ?? threads.addTurn(thread, newTurn(input, thread))
  const history = pastTurns(thread, turn)
  const record = threads.addRun(turn, { runId, threadId, model: agentModel.name })
  const deadlineMs = env.runDeadlineMs
  return runs.start({
    runId,
    threadId,
    detach: input.detach,
    deadlineMs,
    deadlineError: () => new AppError('deadline', { message: deadlineWords(deadlineMs) }),
    execute: async (log, signal) => {
      try {
        await executeRun({
          log,
          signal,
          threadId,
          runId,
          question: { id: turn.messageId, content: turn.question },
          history,
          model: agentModel,
          tools,
          metadata: { deadlineMs, outlivesConnection: !env.onServerless, ...(base && { from: base.from }) },
          limits: { ...defaultRunLimits, maxOutputTokens: env.maxOutputTokens },
          now: Date.now,
          createId: () => nanoid(12),
          onFailure: (error, reference) => logRun(runId, error, reference),
        })
        record.answer = answerOf(record)
      } finally {
        release()
        // On a serverless host the process may freeze once the response is over; traces must have left by then.
        if (env.tracing) await awaitAllCallbacks()
      }
    },
  })
}

function chooseModel(modelId: string | undefined, { env }: Services): ModelChoice {
  const wanted = modelId ?? env.defaultModelId
  const choice = env.models.find((model) => model.id === wanted)
  if (choice) return choice
  const message = `This server does not offer the model "${wanted}".`
  throw new AppError('bad-request', { field: 'forwardedProps.unfold.model', message })
}

/** The run to make a new version of: its turn, and where in it the new one begins. */
function findBase(
  { from }: RunInput,
  thread: ThreadRecord,
): { turn: TurnRecord; from: { runId: RunInput['runId']; seq: number } } {
  for (const turn of thread.turns) {
    const run = turn.runs.find(({ runId }) => runId === from?.runId)
    if (run) return { turn, from: { runId: run.runId, seq: Math.min(from?.seq ?? 0, run.events.length) } }
  }
  throw new AppError('not-found', { message: 'The answer to make anew does not exist, or was deleted.' })
}

/** An id names one question of a thread; a client that repeats one gets another for its new question. */
function newTurn({ question }: RunInput, thread: ThreadRecord): Omit<TurnRecord, 'runs'> {
  const taken = thread.turns.some((turn) => turn.messageId === question.id)
  return { messageId: taken ? (nanoid() as MessageId) : question.id, question: question.content, askedAt: Date.now() }
}

function deadlineWords(deadlineMs: number): string {
  const minutes = Math.round(deadlineMs / 6000) / 10
  const limit = minutes < 1 ? `${Math.round(deadlineMs / 1000)} seconds` : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  return `This run reached its time limit of ${limit}. Finished steps are kept.`
}
