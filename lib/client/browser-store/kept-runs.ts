import { readProblem } from '@/lib/client/api/problem'
import type { RunRequest } from '@/lib/client/api/run-request'
import { isBrowserOnline } from '@/lib/client/timing/browser-wake'
import { AppError } from '@/lib/protocol/error'
import type { RunId, Seq, ThreadId } from '@/lib/protocol/event'
import type { FollowUps } from '@/lib/protocol/follow-ups'
import { toTitle } from '@/lib/run-view/thread-view'
import { beginBrowserRun, neverStarted } from './begin-browser-run'
import {
  type BrowserDatabase,
  type BrowserRun,
  type BrowserThread,
  changeBrowserThread,
  findBrowserRun,
  findBrowserThread,
  keepBrowserFollowUps,
  readBrowserRuns,
} from './database'
import { toKeptThread } from './kept-thread'
import { interruptedEnding, type ReadableRun, TabRun } from './live-run'
import { RunSaver } from './run-saver'
import { elsewhere } from './tabs'

/** The runs that this browser keeps: those that this tab makes, those of other tabs, and those that have ended. */
export class KeptRuns {
  readonly #fetch: typeof fetch
  readonly #database: () => Promise<BrowserDatabase>
  /** What this tab makes. */
  readonly #live = new Map<RunId, TabRun>()

  constructor({ fetch, database }: { fetch: typeof globalThis.fetch; database: () => Promise<BrowserDatabase> }) {
    this.#fetch = fetch
    this.#database = database
    elsewhere.onStop((runId) => {
      if (this.#live.has(runId)) void this.stop(runId).catch(() => undefined) // There is no reader to show a failure to.
    })
  }

  /**
   * Asks the server, with the conversation that the question belongs to, and keeps what comes. The same run asked for
   * twice is one run. Throws an `AppError`: `busy-thread`, or what the server refused.
   */
  async begin(request: RunRequest): Promise<TabRun> {
    const db = await this.#database()
    const { threadId, runId, forwardedProps } = request
    const known = this.#live.get(runId)
    if (known) return known
    const thread = await findBrowserThread(db, threadId)
    const runs = thread ? await this.of(threadId) : new Map<RunId, BrowserRun>()
    if ([...runs.values()].some(({ ended }) => !ended)) throw new AppError('busy-thread')
    const { from } = forwardedProps.unfold
    const unfold = {
      ...forwardedProps.unfold,
      // The server keeps nothing for later, so a run ends with its connection: that is how it is stopped, too.
      detach: false,
      ...(thread && { thread: toKeptThread(thread, runs, from) }),
    }
    const connection = new AbortController()
    const response = await this.#fetch('/api/runs', {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ ...request, forwardedProps: { ...forwardedProps, unfold } }),
      signal: connection.signal,
    })
    if (!response.ok || !response.body)
      throw (await readProblem(response)) ?? new TypeError(`The server answered ${response.status}.`)
    const kept = await beginBrowserRun(db, request).catch((cause: unknown) => {
      connection.abort() // Nobody would read it, and it is paid for.
      throw new AppError('not-saved', { cause, message: noRoom })
    })
    const saver = new RunSaver(db, kept)
    const run = new TabRun({
      runId,
      threadId,
      started: neverStarted(kept),
      response,
      connection,
      rejoin: (after) => this.#rejoin(runId, after, connection.signal),
      onChange: (changed) => saver.save(changed),
    })
    this.#live.set(runId, run)
    // Other tabs take a run that nobody holds for one whose page was closed, so it is held until its end is written.
    const saved = run.finished.then(() => saver.settled())
    void elsewhere.hold(runId, saved)
    void saved.then(() => this.#live.delete(runId))
    return run
  }

  #rejoin(runId: RunId, after: Seq, signal: AbortSignal): Promise<Response> {
    return this.#fetch(`/api/runs/${encodeURIComponent(runId)}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(after) },
      cache: 'no-store',
      signal,
    })
  }

  /** A run to be read, wherever it is made. Throws `not-found`. */
  async find(runId: RunId): Promise<ReadableRun> {
    const live = this.#live.get(runId)
    if (live) return live
    const db = await this.#database()
    const kept = await findBrowserRun(db, runId)
    if (!kept) throw new AppError('not-found', { message: 'This run does not exist or was deleted.' })
    return this.#follow(db, await this.#endIfDead(db, kept))
  }

  /** A run of another tab is read as that tab saves it. */
  #follow(db: BrowserDatabase, { runId, events, ended }: BrowserRun): ReadableRun {
    const run = {
      events,
      ended,
      waitFor: async (after: Seq, signal: AbortSignal): Promise<void> => {
        while (run.events.length <= after && !run.ended && !signal.aborted) {
          await elsewhere.nextChange(runId, signal)
          const kept = await findBrowserRun(db, runId)
          const now = kept && (await this.#endIfDead(db, kept))
          run.events = now?.events ?? run.events
          run.ended = now?.ended ?? true
        }
      },
    }
    return run
  }

  /** All runs of a conversation, by id. One that was under way when its page was closed ends here. */
  async of(threadId: ThreadId): Promise<Map<RunId, BrowserRun>> {
    const db = await this.#database()
    const runs = await readBrowserRuns(db, threadId)
    const known = await Promise.all(runs.map((run) => this.#endIfDead(db, run)))
    return new Map(known.map((run) => [run.runId, run]))
  }

  async #endIfDead(db: BrowserDatabase, run: BrowserRun): Promise<BrowserRun> {
    const live = this.#live.get(run.runId)
    if (live) return { ...run, events: [...live.events], ended: live.ended }
    if (run.ended || (await this.isLive(run.runId))) return run
    // Read again with the right to write: its end may have been written since it was read.
    const { store, done } = db.transaction('runs', 'readwrite')
    const kept = await store.get(run.runId)
    const ended =
      kept?.ended === false
        ? { ...kept, events: [...kept.events, ...interruptedEnding(kept.events, neverStarted(run))], ended: true }
        : kept
    if (ended && ended !== kept) await store.put(ended)
    await done
    return ended ? { ...run, ...ended } : { ...run, ended: true }
  }

  /**
   * Questions to go on with after a run. They are asked of the server, which has the run for as long as the instance lives that made it;
   * a title that it gives the conversation stays out of the way of one that the person gave.
   */
  async followUps(runId: RunId): Promise<FollowUps> {
    const db = await this.#database()
    const run = await findBrowserRun(db, runId)
    if (!run) throw new AppError('not-found', { message: 'This run does not exist or was deleted.' })
    if (run.followUps) return { followUps: run.followUps }
    const response = await this.#fetch(`/api/runs/${encodeURIComponent(runId)}/follow-ups`, { method: 'POST' })
    if (!response.ok) return { followUps: [] }
    const { title, followUps } = (await response.json()) as FollowUps
    await keepBrowserFollowUps(db, runId, followUps)
    const isFirst = (thread: BrowserThread) => thread.title === toTitle(thread.turns[0]?.question ?? '')
    const thread = await changeBrowserThread(db, run.threadId, (thread) =>
      title !== undefined && isFirst(thread) ? { ...thread, title } : thread,
    )
    return { followUps, ...(title !== undefined && thread?.title === title && { title }) }
  }

  /** True while this tab or another one makes the run. */
  async isLive(runId: RunId): Promise<boolean> {
    return this.#live.has(runId) || (await elsewhere.has(runId))
  }

  /**
   * The server is asked first, which ends the run in good order; where it does not know the run, or says nothing, the
   * connection is closed. Throws `not-found` while no tab makes the run, and what `fetch` throws where there is no network
   * by which a server could find out.
   */
  async stop(runId: RunId): Promise<void> {
    const run = this.#live.get(runId)
    if (!run) {
      if (!(await elsewhere.has(runId))) throw new AppError('not-found', { message: 'This run is not running in this browser.' })
      return elsewhere.stop(runId)
    }
    run.isStopWanted = true
    const signal = AbortSignal.timeout(stopPatienceMs)
    const answer = await this.#fetch(`/api/runs/${encodeURIComponent(runId)}/stop`, { method: 'POST', signal }).catch(
      (error: unknown) => {
        if (!isBrowserOnline()) throw error
      },
    )
    if (!answer?.ok) run.stop()
  }
}

const stopPatienceMs = 2000

const noRoom =
  'This browser could not save your question, so it was not sent. Its storage may be full: delete some chats and try again.'
