import { setTimeout as delay } from 'node:timers/promises'
import type { RunKey } from '@/lib/store/runs'

/**
 * "Run X moved", across processes. The log of record is the database; a bell only says when it is worth a look.
 * `waitFor` resolves when the run may have moved, or when `signal` aborts; never rejects.
 */
export type Bell = { waitFor(key: RunKey, signal: AbortSignal): Promise<void> }

/** Without a way to be told, one looks again after a while. */
export const pollingBell = (everyMs: number): Bell => ({
  waitFor: async (_key, signal) => {
    await delay(everyMs, undefined, { signal }).catch(() => undefined)
  },
})
