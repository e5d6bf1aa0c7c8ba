import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { nanoid } from 'nanoid'
import { defaultRunLimits, executeRun } from '@/lib/agent/execute-run'
import type { PastTurn } from '@/lib/agent/history'
import { createAgentModel } from '@/lib/agent/models'
import { AppError } from '@/lib/protocol/error'
import type { MessageId } from '@/lib/protocol/event'
import type { RunInput } from '@/lib/protocol/run-input'
import { type LiveRun, storedLog } from '@/lib/run/registry'
import type { RunLog } from '@/lib/run/run-log'
import { isEnded, type ThreadRecord, type TurnRecord } from '@/lib/store/threads'
import { emptyRun, reduceRun } from '@/lib/view/reduce-run'
import { toTitle } from '@/lib/view/thread-view'
import { logRun } from './request-log'
import type { Services } from './services'

export type StartedRun = { log: RunLog; finished: Promise<void> }

/**
 * Starts the run that a request asks for, or finds it: the same `runId` sent twice is one run. Throws `AppError`:
 * `busy-thread` while another run of the thread goes, `rate-limited`, `bad-request`, `not-found`.
 */
export async function startRun(input: RunInput, address: string, services: Services): Promise<StartedRun> {
  const existing = findRun(input.runId, services)
  if (existing) {
    const sameThread = services.threads.run(input.runId)?.threadId === input.threadId
    if (!sameThread) throw new AppError('bad-request', { field: 'runId', message: 'This runId belongs to another thread.' })
    return existing
  }
  const choice = chooseModel(input.modelId, services)
  const thread = services.threads.thread(input.threadId)
  if (thread?.turns.some((turn) => turn.runs.some((run) => !isEnded(run)))) throw new AppError('busy-thread')
  const again = input.action === 'regenerate' ? turnOfRun(input, thread) : undefined

  const release = await services.limits.takeRun(address)
  // Waiting let other requests in: whoever came first with this run or this thread has it.
  const raced = findRun(input.runId, services)
  if (raced) {
    release()
    return raced
  }
  const home =
    services.threads.thread(input.threadId) ?? services.threads.createThread(input.threadId, toTitle(input.question.content))
  if (home.turns.some((turn) => turn.runs.some((run) => !isEnded(run)))) {
    release()
    throw new AppError('busy-thread')
  }
  const turn =
    again ??
    services.threads.addTurn(home, {
      messageId: freeId(input.question.id, home),
      question: input.question.content,
      askedAt: Date.now(),
    })
  const history = pastTurns(home, turn)
  const model = { id: choice.id, label: choice.label }
  services.threads.addRun(turn, { runId: input.runId, threadId: input.threadId, model })

  const { env } = services
  const deadlineMs = env.runDeadlineMs
  return services.runs.start({
    runId: input.runId,
    threadId: input.threadId,
    detach: input.detach,
    deadlineMs,
    deadlineError: () =>
      new AppError('deadline', {
        message: `This run reached its time limit of ${inMinutes(deadlineMs)}. Finished steps are kept.`,
      }),
    execute: async (log, signal) => {
      try {
        await executeRun({
          log,
          signal,
          threadId: input.threadId,
          runId: input.runId,
          question: { id: turn.messageId, content: turn.question },
          history,
          model: createAgentModel(choice, env),
          tools: services.tools,
          metadata: { deadlineMs, outlivesConnection: !env.onServerless, ...(input.from && { from: input.from }) },
          limits: { ...defaultRunLimits, maxOutputTokens: env.maxOutputTokens },
          now: Date.now,
          createId: () => nanoid(12),
          onFailure: (error, reference) => logRun(input.runId, error, reference),
        })
      } finally {
        release()
        // On a serverless host the process may freeze once the response is over; traces must have left by then.
        if (env.tracing) await awaitAllCallbacks()
      }
    },
  })
}

/** A run of this process, alive or ended, as a log to read from. */
export function findRun(runId: RunInput['runId'], services: Services): StartedRun | undefined {
  const live: LiveRun | undefined = services.runs.get(runId)
  if (live) return live
  const record = services.threads.run(runId)
  return record && isEnded(record) ? { log: storedLog(runId, record.events), finished: Promise.resolve() } : undefined
}

function chooseModel(modelId: string | undefined, { env }: Services) {
  const wanted = modelId ?? env.defaultModelId
  const choice = env.models.find((model) => model.id === wanted)
  if (!choice) {
    throw new AppError('bad-request', {
      field: 'forwardedProps.unfold.model',
      message: `This server does not offer the model "${wanted}".`,
    })
  }
  return choice
}

function turnOfRun(input: RunInput, thread: ThreadRecord | undefined): TurnRecord {
  const turn = thread?.turns.find(({ runs }) => runs.some((run) => run.runId === input.from?.runId))
  if (!turn) throw new AppError('not-found', { message: 'The answer to make anew does not exist, or was deleted.' })
  return turn
}

/** What was asked and answered before this turn, each question with its newest answer. */
function pastTurns(thread: ThreadRecord, turn: TurnRecord): PastTurn[] {
  return thread.turns.slice(0, thread.turns.indexOf(turn)).map(({ question, runs }) => {
    const answers = runs.map((run) => run.events.reduce(reduceRun, emptyRun(run.runId, run.threadId, 0)).answer?.text ?? '')
    return { question, answer: answers.findLast((answer) => answer !== '') ?? '' }
  })
}

/** An id names one question of a thread; a client that repeats one gets another for its new question. */
const freeId = (id: MessageId, thread: ThreadRecord): MessageId =>
  thread.turns.some((turn) => turn.messageId === id) ? (nanoid() as MessageId) : id

const inMinutes = (ms: number): string => {
  const minutes = Math.round(ms / 6000) / 10
  return minutes < 1 ? `${Math.round(ms / 1000)} seconds` : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
}
