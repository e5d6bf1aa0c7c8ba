import type { RunId, Seq } from '@/lib/protocol/event'
import { type LogEntry, type LogReader, StoredEntry } from './log-reader'

/** The log of a run that has ended, from its stored events. */
export function storedLog(runId: RunId, stored: { seq: Seq; json: string }[]): LogReader {
  const entries: LogEntry[] = stored.map((entry) => new StoredEntry(entry))
  return {
    runId,
    ended: true,
    lastSafeSeq: entries.length,
    recording: 'ok',
    entriesAfter: (after) => entries.slice(after),
    waitFor: async () => undefined,
  }
}
