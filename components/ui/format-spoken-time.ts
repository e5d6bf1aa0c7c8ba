import type { Ms } from '@/lib/protocol/event'
import { formatCount } from '@/lib/run-view/format-run'

/** A span for a screen reader: "0.4 seconds", "12 seconds", "1 minute 4 seconds". */
export const formatSpokenTime = (span: Ms): string => {
  const ms = Math.max(0, span)
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} seconds`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.floor(seconds / 60)
  return `${formatCount(minutes, ['minute', 'minutes'])} ${formatCount(seconds % 60, ['second', 'seconds'])}`
}
