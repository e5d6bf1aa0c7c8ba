import { type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import type { Ms } from '@/lib/protocol/event'

export type SpeechQueue = { add(lines: string[]): void; close(): void }

/** A screen reader needs time for a line; what comes in the meantime is joined. */
const gapMs: Ms = 1500

/** Says the first line at once and then at most one every 1.5 s, joined when several came. */
export const createSpeechQueue = (say: (line: string) => void, schedule: Schedule = scheduleTimeout): SpeechQueue => {
  let waiting: string[] = []
  let cancel: (() => void) | undefined

  const next = (): void => {
    cancel = undefined
    if (waiting.length === 0) return
    const line = waiting.join(' ')
    waiting = []
    cancel = schedule(gapMs, next)
    say(line)
  }
  return {
    add: (lines) => {
      waiting.push(...lines)
      if (!cancel) next()
    },
    close: () => {
      cancel?.()
      cancel = undefined
    },
  }
}
