import type { MessageId, ModelName, Ms, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'

export type ThreadRecord = { threadId: ThreadId; title: string; turns: TurnRecord[] }
export type TurnRecord = { messageId: MessageId; question: string; askedAt: Ms; runs: RunRecord[] }
export type RunRecord = { runId: RunId; threadId: ThreadId; model: ModelName; events: NumberedEvent[] }

/**
 * Conversations, their questions and their runs, in the memory of this process: gone when it ends. The least recently
 * used conversations are forgotten past `maxThreads`.
 */
export class ThreadStore {
  readonly #threads = new Map<ThreadId, ThreadRecord>()
  readonly #runs = new Map<RunId, RunRecord>()
  readonly #maxThreads: number

  constructor({ maxThreads = 1000 } = {}) {
    this.#maxThreads = maxThreads
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
    for (const [oldId, old] of this.#threads) {
      if (this.#threads.size <= this.#maxThreads) break
      if (oldId !== threadId && old.turns.every((turn) => turn.runs.every(isEnded))) this.#forget(old)
    }
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
    this.#runs.get(runId)?.events.push(event)
  }

  #forget(thread: ThreadRecord): void {
    this.#threads.delete(thread.threadId)
    for (const turn of thread.turns) for (const run of turn.runs) this.#runs.delete(run.runId)
  }
}

/** A run's last event tells that it ended (rule L1). */
export const isEnded = (run: RunRecord): boolean => {
  const last = run.events.at(-1)?.type
  return last === 'RUN_FINISHED' || last === 'RUN_ERROR'
}
