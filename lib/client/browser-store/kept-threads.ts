import { AppError } from '@/lib/protocol/error'
import type { NumberedEvent, ThreadId } from '@/lib/protocol/event'
import { foldText } from '@/lib/protocol/fold-text'
import type { ThreadPage, ThreadPatch, ThreadSummary } from '@/lib/protocol/thread-summary'
import type { StoredThread } from '@/lib/run-view/thread-view'
import {
  type BrowserDatabase,
  type BrowserThread,
  changeBrowserThread,
  findBrowserRun,
  findBrowserThread,
  listBrowserThreads,
  purgeDeleted,
} from './database'
import type { KeptRuns } from './kept-runs'
import { toStoredThread } from './kept-thread'

/** How long a deleted conversation can be brought back. */
const undoMs = 60_000

/** The conversations that this browser keeps, with the answers that the server's routes would give. */
export class KeptThreads {
  readonly #database: () => Promise<BrowserDatabase>
  readonly #runs: KeptRuns

  constructor({ database, runs }: { database: () => Promise<BrowserDatabase>; runs: KeptRuns }) {
    this.#database = database
    this.#runs = runs
  }

  /** Newest first; `before` is the `next` of the page before. With a query those whose title, questions and answers have every word. */
  async list({
    query = '',
    before,
    limit = 50,
  }: {
    query?: string
    before?: string | undefined
    limit?: number
  }): Promise<ThreadPage> {
    const db = await this.#database()
    await purgeDeleted(db, Date.now() - undoMs)
    const words = foldText(query).split(/\s+/).filter(Boolean)
    const all = await listBrowserThreads(db)
    const found = words.length > 0 ? await this.#withWords(all, words) : all
    const from = before === undefined ? 0 : found.findIndex(({ threadId }) => threadId === before) + 1
    const page = found.slice(from, from + limit)
    const last = found.length > from + limit ? page.at(-1) : undefined
    const threads = await Promise.all(page.map((thread) => this.#toSummary(thread)))
    return { threads, ...(last && { next: last.threadId }) }
  }

  async #withWords(threads: BrowserThread[], words: string[]): Promise<BrowserThread[]> {
    const texts = await Promise.all(
      threads.map(async ({ threadId, title, turns }) => {
        const said = [...(await this.#runs.of(threadId)).values()].flatMap(({ question, events }) => [
          question,
          events.map((event) => (event.type === 'TEXT_MESSAGE_CONTENT' ? event.delta : '')).join(''),
        ])
        return foldText([title, ...turns.map(({ question }) => question), ...said].join('\n'))
      }),
    )
    return threads.filter((_thread, index) => words.every((word) => texts[index]?.includes(word)))
  }

  /** Throws `not-found`, as do the next four. */
  async read(threadId: ThreadId, page: { before: string | undefined; limit: number }): Promise<StoredThread> {
    const thread = found(await findBrowserThread(await this.#database(), threadId))
    return toStoredThread(thread, await this.#runs.of(threadId), page)
  }

  async change(threadId: ThreadId, { title, seen, chosen }: ThreadPatch): Promise<ThreadSummary> {
    const changed = await changeBrowserThread(await this.#database(), threadId, (thread) => ({
      ...thread,
      ...(title !== undefined && { title }),
      ...(seen && { seenAt: Date.now() }),
      ...(chosen && {
        turns: thread.turns.map((turn) =>
          turn.messageId === chosen.messageId && turn.runIds.includes(chosen.runId)
            ? { ...turn, chosenRunId: chosen.runId }
            : turn,
        ),
      }),
    }))
    return this.#toSummary(found(changed))
  }

  async remove(threadId: ThreadId): Promise<void> {
    const { turns } = found(
      await changeBrowserThread(await this.#database(), threadId, (thread) => ({ ...thread, deletedAt: Date.now() })),
    )
    for (const runId of turns.flatMap(({ runIds }) => runIds)) if (await this.#runs.isLive(runId)) await this.#runs.stop(runId)
  }

  async restore(threadId: ThreadId): Promise<ThreadSummary> {
    const restored = await changeBrowserThread(await this.#database(), threadId, (thread) => ({ ...thread, deletedAt: 0 }))
    return this.#toSummary(found(restored))
  }

  async removeAll(): Promise<void> {
    for (const { threadId } of await listBrowserThreads(await this.#database())) await this.remove(threadId)
  }

  /** `unseen`: a run ended since the person last saw the chat. */
  async #toSummary({ threadId, title, updatedAt, endedAt, seenAt, turns }: BrowserThread): Promise<ThreadSummary> {
    const newest = turns.at(-1)?.runIds.at(-1)
    const isRunning = newest !== undefined && (await this.#runs.isLive(newest))
    if (isRunning || endedAt <= seenAt) return { threadId, title, updatedAt, state: isRunning ? 'running' : 'seen' }
    const run = newest && (await findBrowserRun(await this.#database(), newest))
    return { threadId, title, updatedAt, state: 'unseen', ...toEnding(run?.events.at(-1)) }
  }
}

/** How a run ended, by its last event, where that was not with an answer. */
const toEnding = (last: NumberedEvent | undefined): Pick<ThreadSummary, 'ending'> => {
  if (last?.type === 'RUN_ERROR') return { ending: 'failed' }
  return last?.type === 'RUN_FINISHED' && last.outcome.type === 'cancelled' ? { ending: 'stopped' } : {}
}

const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new AppError('not-found')
  return value
}
