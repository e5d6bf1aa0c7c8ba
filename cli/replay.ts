import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@/lib/protocol/error'
import type { NumberedEvent, ThreadId } from '@/lib/protocol/event'
import { maxRunFileBytes, parseRunFile, runFileTooLarge } from '@/lib/protocol/run-file'
import { foldRuns } from '@/lib/run-view/fold-runs'
import { asInterrupted } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { toStart } from '@/lib/run-view/run-tape'
import { splitRuns } from '@/lib/run-view/saved-run'
import { isEnded, type RunView } from '@/lib/run-view/state'

/** A run to be shown as it went: how it was before its first event, and its events. */
type SavedRun = { start: RunView; events: readonly NumberedEvent[] }

/** A saved run from a file. Throws an `AppError` with a sentence: it cannot be read, is too large, or which line is broken. */
export async function readRunFile(path: string): Promise<SavedRun> {
  const runs = splitRuns(parseRunFile(await readText(path)))
  const events = runs.at(-1)?.events ?? []
  const view = foldRuns(runs, '' as ThreadId, events[0]?.timestamp ?? 0).at(-1)
  if (!view) throw new Error('A file that was parsed has a run.')
  return { start: toStart(view), events }
}

/**
 * The views of a saved run, each when it was there: the same pauses, `speed` times as fast. Events that came together are
 * shown together. A run that was saved before it ended ends as interrupted.
 */
export async function* replay({ start, events }: SavedRun, speed: number): AsyncGenerator<RunView, void> {
  const [first] = events
  if (!first) return
  let run = start
  const startedAt = performance.now()
  for (const event of events) {
    const waitMs = (event.timestamp - first.timestamp) / speed - (performance.now() - startedAt)
    if (waitMs >= 1) await pause(waitMs)
    run = reduceRun(run, event)
    yield run
  }
  if (!isEnded(run)) yield asInterrupted(run, run.lastEventAt, 'The file ends before its run does.')
}

/** "4" or "0.5". Throws an `AppError`. */
export function parseSpeed(text: string): number {
  const speed = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (speed > 0) return speed
  throw new AppError('bad-request', { message: '--speed must be a number above 0, such as 4 or 0.5.' })
}

async function readText(path: string): Promise<string> {
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError('bad-request', { cause, message: `The file ${path} cannot be opened.` })
  })
  try {
    if ((await file.stat()).size > maxRunFileBytes) throw runFileTooLarge()
    return await file.readFile('utf8')
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('bad-request', { cause, message: `The file ${path} cannot be read.` })
  } finally {
    await file.close()
  }
}
