import { type BrowserDatabase, type BrowserRun, changeBrowserThread } from './database'
import type { TabRun } from './live-run'
import { elsewhere } from './tabs'

/** Between two writes of a run that goes on; a write holds all of its events, so a slow one is followed by a longer gap. */
const shortestGapMs = 30
const gapPerWriteMs = 10

/** Writes a run to the database as it grows: at most one write at a time, the newest state with the last. */
export class RunSaver {
  readonly #db: BrowserDatabase
  readonly #record: BrowserRun
  #waiting: TabRun | undefined
  #writing: Promise<void> | undefined

  constructor(db: BrowserDatabase, record: BrowserRun) {
    this.#db = db
    this.#record = record
  }

  save(run: TabRun): void {
    this.#waiting = run
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
  }

  /** Resolves when all that was given has been written, or could not be. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #writeAll(): Promise<void> {
    for (let run = this.#waiting; run; run = this.#waiting) {
      this.#waiting = undefined
      const begun = performance.now()
      const count = run.written.length
      // The page shows the run all the same, and says so; what could not be written is written with the next events.
      const isKept = await this.#write(run).then(
        () => true,
        () => false,
      )
      run.setRecording(isKept ? 'ok' : 'degraded')
      run.markKept(count)
      if (run.isOver && !this.#waiting) return
      const gapMs = Math.max(shortestGapMs, gapPerWriteMs * (performance.now() - begun))
      await Promise.race([run.finished, new Promise((resolve) => setTimeout(resolve, gapMs))])
    }
  }

  async #write(run: TabRun): Promise<void> {
    const started = run.written.find((event) => event.type === 'RUN_STARTED')
    const { model } = started?.metadata ?? this.#record
    await this.#db.put('runs', { ...this.#record, model, events: [...run.written], ended: run.isOver })
    if (run.isOver) {
      const now = Date.now()
      await changeBrowserThread(this.#db, run.threadId, (thread) => ({ ...thread, updatedAt: now, endedAt: now }))
    }
    elsewhere.changed(run.runId)
  }
}
