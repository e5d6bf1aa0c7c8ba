import { type OnWake, pause, type Schedule } from '@/lib/client/timing/schedule'
import type { RunId } from '@/lib/protocol/event'

type StopOptions = {
  runId: RunId
  baseUrl: string
  fetch: typeof fetch
  schedule: Schedule
  onWake?: OnWake
  /** Aborted when the run has ended, by this or anything else. */
  signal: AbortSignal
  /** Called once, when it has taken so long that a person wants to know. It is asked on. */
  onUndelivered?: () => void
  /** True where no request that starts the run is on its way, so that a 404 says that there is no run. */
  isUnsent?: () => boolean
}

/**
 * `accepted`: the run ends soon, and its events say how. `no-run`: there is none. `undelivered`: the server could not be reached. `refused`: the
 * server does not let this browser stop it.
 */
export type StopAnswer = 'accepted' | 'no-run' | 'undelivered' | 'refused'

const firstRetryMs = 250
const lastRetryMs = 5_000
const maxTries = 20
/** How often it is tried before a person is told; by then about two seconds have gone by. */
const triesInSilence = 4

/**
 * Asks the server to stop a run until it has answered. A 404 is asked again too: the request that starts the run may
 * still be on its way.
 */
export const sendStop = async (options: StopOptions): Promise<StopAnswer> => {
  const { runId, baseUrl, fetch, schedule, onWake, signal, onUndelivered, isUnsent } = options
  for (let tries = 1; tries <= maxTries && !signal.aborted; tries += 1) {
    try {
      const response = await fetch(`${baseUrl}/api/runs/${encodeURIComponent(runId)}/stop`, { method: 'POST', signal })
      if (response.ok) return 'accepted'
      if (response.status === 404 && isUnsent?.()) return 'no-run'
      if (!isPassing(response.status)) return 'refused'
    } catch {
      // The connection is down, or the run has ended meanwhile: `signal` says which.
    }
    if (tries === triesInSilence && !signal.aborted) onUndelivered?.()
    await pause(Math.min(lastRetryMs, firstRetryMs * 2 ** (tries - 1)), { schedule, onWake, signal })
  }
  return 'undelivered'
}

const isPassing = (status: number): boolean => status === 404 || status === 429 || status >= 500
