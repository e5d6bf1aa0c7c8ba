import type { Ms } from '@/lib/protocol/event'

/**
 * The time, as a run tells it: it begins with what the clock on the wall says, and goes on at the pace of time, so that
 * durations are right when that clock is set meanwhile. In whole milliseconds.
 */
export function createSteadyClock(): () => Ms {
  const offset = Date.now() - performance.now()
  return () => Math.round(offset + performance.now())
}
