import type { RunId } from '@/lib/protocol/event'
import { type OnWake, pause, type Schedule } from './schedule'

type StopOptions = {
  runId: RunId
  baseUrl: string
  fetch: typeof fetch
  schedule: Schedule
  onWake?: OnWake
  /** Aborted when the run has ended, by this or anything else. */
  signal: AbortSignal
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000
const MAX_TRIES = 20

/**
 * Asks the server to stop a run until it has heard. A 404 is asked again too: the request that starts the run may
 * still be on its way.
 */
export const stopRun = async ({ runId, baseUrl, fetch, schedule, onWake, signal }: StopOptions): Promise<void> => {
  for (let tries = 0; tries < MAX_TRIES && !signal.aborted; tries += 1) {
    try {
      const response = await fetch(`${baseUrl}/api/runs/${encodeURIComponent(runId)}/stop`, { method: 'POST', signal })
      if (response.ok || !isPassing(response.status)) return
    } catch {
      // The line is down, or the run has ended meanwhile; the loop tells which.
    }
    await pause(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries), { schedule, onWake, signal })
  }
}

const isPassing = (status: number): boolean => status === 404 || status === 429 || status >= 500
