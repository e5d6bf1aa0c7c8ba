import type { Seq } from '@/lib/protocol/event'
import { toSseComment, toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import { type Dialect, toWire } from '@/lib/protocol/wire'
import type { LogReader } from './log-reader'

/**
 * What a log holds after `after` by now, as SSE frames: for a reader that comes back for more instead of waiting for it.
 * As in a stream, `degraded` is said before the events, and who hears nothing of it may take it that all is kept.
 */
export function toSnapshot(log: LogReader, after: Seq, dialect?: Dialect): string {
  let frames = toSseComment('unfold')
  if (log.recording === 'degraded') frames += toSseStatus({ recording: 'degraded' })
  for (const { seq, json } of log.entriesAfter(after)) frames += toSseFrame(seq, toWire(json, dialect))
  return frames
}
