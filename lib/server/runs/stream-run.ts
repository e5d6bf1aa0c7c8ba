import type { NumberedEvent, RunId, Seq } from '@/lib/protocol/event'
import { sseHeaders } from '@/lib/protocol/sse'
import type { Dialect } from '@/lib/protocol/wire'
import { FollowedLog } from '@/lib/run-log/followed-log'
import type { LogReader } from '@/lib/run-log/log-reader'
import { toSnapshot } from '@/lib/run-log/to-snapshot'
import { toStream } from '@/lib/run-log/to-stream'
import { withoutSent } from '@/lib/run-view/redact'
import { toJsonLines, withParents } from '@/lib/run-view/saved-run'
import { bodyLengthHeader } from '@/lib/server/http/body-length'
import type { Services } from '@/lib/server/service-types'
import type { FoundRun } from './find-run'

export type ReadOptions = { after: Seq /** What the reader knows of the protocol. */; dialect?: Dialect }

/** A run's events after `after` as a streaming response; the reader is counted while it stays. */
export function streamRun({ key, log }: FoundRun, options: ReadOptions, { runs, followed }: Services): Response {
  const onOpen = () => {
    const unsubscribe = runs.join(key)
    if (!(log instanceof FollowedLog)) return unsubscribe
    followed.add(log)
    log.readers += 1
    return () => {
      log.readers -= 1
      if (log.readers === 0) followed.delete(log)
      unsubscribe()
    }
  }
  return new Response(toStream(log, { ...options, onOpen }), { headers: sseHeaders })
}

/** A run's events after `after` that are there by now. */
export const snapshotRun = ({ log }: FoundRun, { after, dialect }: ReadOptions): Response =>
  new Response(toSnapshot(log, after, dialect), { headers: sseHeaders })

/**
 * A run's events so far as a file, one a line, after those of the runs whose steps it goes on from; without what is for the model's
 * server alone.
 */
export const downloadRun = async (
  { log }: FoundRun,
  read: (runId: RunId) => Promise<FoundRun | undefined>,
): Promise<Response> => {
  const events = await withParents(eventsOf(log), async (runId) => {
    const run = await read(runId)
    return run && eventsOf(run.log)
  })
  const lines = Buffer.from(toJsonLines(withoutSent(events)))
  return new Response(lines, {
    headers: {
      [bodyLengthHeader]: String(lines.length),
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="run-${log.runId.replace(/[^\w.-]/g, '_')}.jsonl"`,
      'cache-control': 'no-store',
    },
  })
}

const eventsOf = (log: LogReader): NumberedEvent[] => [...log.entriesAfter(0)].map(({ event }) => event)
