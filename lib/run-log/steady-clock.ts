import type { Ms } from '@/lib/protocol/event'

/**
 * The clock of a run's events, in whole milliseconds since 1970: it begins with the system's clock and goes on by the
 * monotonic one, so that durations are right when the system's clock is set meanwhile.
 */
export function createSteadyClock(): () => Ms {
  const offset = Date.now() - performance.now()
  return () => Math.round(offset + performance.now())
}
