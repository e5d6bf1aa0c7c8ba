import type { MessageId, ModelName, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'

export type ThreadRecord = { threadId: ThreadId; title: string; turns: TurnRecord[] }
export type TurnRecord = { messageId: MessageId; question: string; askedAt: Ms; runs: RunRecord[] }
export type RunRecord = { runId: RunId; threadId: ThreadId; model: ModelName; events: NumberedEvent[]; answer?: RunAnswer }
/** What an ended run answered, `''` where it did not: later questions are asked with it. */
export type RunAnswer = { text: string; sources: number }

/**
 * Conversations, their questions and their runs, in the memory of this process: gone when it ends. The least recently
 * used conversations are forgotten when there are more than `maxEvents` events in all (about 300 bytes each).
 */
export class ThreadStore {
  readonly #threads = new Map<ThreadId, ThreadRecord>()
  readonly #runs = new Map<RunId, RunRecord>()
  readonly #maxEvents: number
  #events = 0

  constructor({ maxEvents = 1_000_000 } = {}) {
    this.#maxEvents = maxEvents
  }

  thread(threadId: ThreadId): ThreadRecord | undefined {
    const thread = this.#threads.get(threadId)
    if (thread) {
      this.#threads.delete(threadId)
      this.#threads.set(threadId, thread)
    }
    return thread
  }

  run(runId: RunId): RunRecord | undefined {
    return this.#runs.get(runId)
  }

  createThread(threadId: ThreadId, title: string): ThreadRecord {
    const thread: ThreadRecord = { threadId, title, turns: [] }
    this.#threads.set(threadId, thread)
    return thread
  }

  addTurn(thread: ThreadRecord, turn: Omit<TurnRecord, 'runs'>): TurnRecord {
    const added: TurnRecord = { ...turn, runs: [] }
    thread.turns.push(added)
    return added
  }

  addRun(turn: TurnRecord, run: Omit<RunRecord, 'events'>): RunRecord {
    const added: RunRecord = { ...run, events: [] }
    turn.runs.push(added)
    this.#runs.set(run.runId, added)
    return added
  }

  addEvent(runId: RunId, event: NumberedEvent): void {
    const run = this.#runs.get(runId)
    if (!run) return
    run.events.push(event)
    this.#events += 1
    if (this.#events > this.#maxEvents) this.#forgetOldest(run.threadId)
  }

  #forgetOldest(inUse: ThreadId): void {
    for (const [threadId, thread] of this.#threads) {
      const runs = thread.turns.flatMap((turn) => turn.runs)
      if (threadId === inUse || !runs.every(isEnded)) continue
      this.#threads.delete(threadId)
      for (const run of runs) {
        this.#runs.delete(run.runId)
        this.#events -= run.events.length
      }
      return
    }
  }
}

/** A run's last event tells that it ended (rule L1). */
export const isEnded = (run: RunRecord): boolean => {
  const last = run.events.at(-1)?.type
  return last === 'RUN_FINISHED' || last === 'RUN_ERROR'
}
