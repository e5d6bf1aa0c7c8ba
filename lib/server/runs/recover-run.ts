import { nanoid } from 'nanoid'
import { takesEffort } from '@/lib/agent/models/openai-models'
import { appendEvents, lastSeqs, readStoredEvents } from '@/lib/db/run-events'
import { claimInterrupted, type HeartbeatCount, type RunRecord, takeOver, threadOfRun } from '@/lib/db/run-queries'
import { errorTable } from '@/lib/protocol/error'
import type { NumberedEvent, RunEventOf, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { GroupCommit } from '@/lib/run-log/journal'
import { RunLog } from '@/lib/run-log/run-log'
import { logTakeOver } from '@/lib/server/http/request-log'
import type { Services } from '@/lib/server/service-types'
import { filesOfLog } from './asked-files'
import { createRun } from './create-run'
import { foldLog, toEnding } from './run-ending'

/** After this long nobody waits for an answer any more, so it is not gone on with unasked. */
const patienceMs = 3_600_000

/**
 * Ends a run whose producer is gone, as its producer would have: what is open is closed, unanswered calls get a result,
 * and the last event says that the server restarted (or that it was stopped, where someone had asked for that).
 */
export async function endDeadRun(run: HeartbeatCount, services: Services): Promise<void> {
  const release = services.runs.hold(run.key)
  try {
    const taken = await services.store.use((db) => takeOver(db, { ...run, instance: services.instance }))
    if (taken) await writeEnd(taken, services)
  } finally {
    release()
  }
}

async function writeEnd(taken: RunRecord, { store }: Services): Promise<void> {
  const { key, epoch, runId } = taken
  // A thread that was deleted meanwhile takes its runs along; until then they end like any other.
  const thread = (await store.use((db) => threadOfRun(db, key))) ?? { threadId: '' as ThreadId }
  // A journal of its own. While it cannot write, the run is held here.
  const journal = new GroupCommit({
    store: {
      append: (batches) => store.use((db) => appendEvents(db, batches)),
      lastSeqs: (keys) => store.use((db) => lastSeqs(db, keys)),
    },
    minGapMs: 0,
  })
  const ending = (log: RunLog) => toEnding(foldLog(log, thread.threadId), { attempts: taken.attempts, sourcesBefore: 0 })
  const log = new RunLog({
    runId,
    journal: journal.journalOf({ key, epoch, endingOf: ending, onLost: () => undefined }),
    now: Date.now,
  })
  log.restore(await store.use((db) => readStoredEvents(db, key)))
  if (log.lastSafeSeq === 0) log.append(neverStarted(taken, thread.threadId))
  if (taken.stopRequested) {
    log.close(
      {
        type: 'RUN_FINISHED',
        ...thread,
        runId,
        outcome: { type: 'cancelled' },
        usage: [],
        result: { toolsUsed: [] },
      },
      { status: 'cancelled', message: 'Stopped by you.' },
    )
  } else {
    const { message } = errorTable.interrupted
    log.close(
      { type: 'RUN_ERROR', code: 'interrupted', message, usage: [], metadata: { retryable: true, reference: '' } },
      { status: 'lost', message: 'The server restarted before this step was finished.' },
    )
  }
  await log.settled()
  logTakeOver(runId)
}

/** Goes on from runs that were interrupted while every unfinished step was free of effects: once, by itself. */
export async function continueInterrupted(services: Services): Promise<void> {
  // A function may freeze as soon as it has answered, so there a person has to ask.
  if (services.isDraining || services.env.onServerless) return
  const { store } = services
  // Before any is claimed, which happens once.
  const { produceRun } = await import('./produce-run')
  for (const run of await store.use((db) => claimInterrupted(db, Date.now() - patienceMs))) {
    const thread = await store.use((db) => threadOfRun(db, run.key))
    const events = await store.use((db) => readStoredEvents(db, run.key))
    if (!thread || !isFreeOfEffects(events)) continue
    const from = { runId: run.runId, seq: events.length, action: 'continue' } as const
    // A visitor's own model is known with their next request only: they go on by themselves.
    const model = (await services.models.read()).find(({ id }) => id === run.model.id)
    if (!model) continue
    const { effort } = run.asked
    const choice = { ...model, ...(effort && takesEffort(model) && { effort }) }
    // Of an earlier version they are known from its log alone.
    const files = run.asked.files ?? filesOfLog(events)
    const begun = await createRun(
      {
        ...thread,
        runId: nanoid() as RunId,
        owner: run.owner,
        address: run.address,
        messageId: run.messageId,
        question: run.question,
        from,
        asked: { ...run.asked, ...(files.length > 0 && { files }) },
        choice,
        attempts: run.attempts + 1,
        limits: { runsPerHour: 0, concurrentRuns: 0 },
      },
      services,
    )
    // Where it did not begin, the person has asked something else meanwhile.
    if (begun.kind !== 'begun') continue
    await produceRun({ ...begun, ...thread, choice, detach: true }, services)
  }
}

/** True where no call was lost of which nobody knows whether it had its effect. */
function isFreeOfEffects(events: { json: string }[]): boolean {
  const harmless = new Set<ToolCallId>()
  for (const { json } of events) {
    const event = JSON.parse(json) as NumberedEvent
    if (event.type === 'TOOL_CALL_START' && event.metadata.effects === 'none') harmless.add(event.toolCallId)
    if (event.type === 'TOOL_CALL_RESULT' && event.metadata.status === 'lost' && !harmless.has(event.toolCallId)) return false
  }
  return true
}

/** The producer died before it wrote anything; a log begins with this all the same (rule L1). */
function neverStarted(run: RunRecord, threadId: ThreadId): RunEventOf<'RUN_STARTED'> {
  const ids = { runId: run.runId, threadId }
  const { model, from, asked } = run
  const { mode, files } = asked
  return {
    type: 'RUN_STARTED',
    ...ids,
    protocolVersion: '1.0',
    input: { ...ids, messages: [{ id: run.messageId, role: 'user', content: run.question }], tools: [], context: [] },
    metadata: {
      model,
      deadlineMs: 0,
      outlivesConnection: true,
      ...(from && { from }),
      ...(mode && { mode }),
      ...(files && { files }),
    },
  }
}
