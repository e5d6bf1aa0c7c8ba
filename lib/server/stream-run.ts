import type { Seq } from '@/lib/protocol/event'
import { SSE_HEADERS } from '@/lib/protocol/sse'
import type { RunLog } from '@/lib/run/run-log'
import { toStream } from '@/lib/run/to-stream'
import type { Services } from './services'

/** A run's events after `after` as a streaming response; the reader is counted while it stays. */
export function streamRun(log: RunLog, after: Seq, { runs }: Services): Response {
  const onClose = runs.join(log.runId)
  return new Response(toStream(log, { after, onClose }), { headers: SSE_HEADERS })
}
