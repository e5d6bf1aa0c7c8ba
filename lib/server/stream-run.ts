import type { Seq } from '@/lib/protocol/event'
import { SSE_HEADERS } from '@/lib/protocol/sse'
import type { RunLog } from '@/lib/run/run-log'
import { toStream } from '@/lib/run/to-stream'
import type { Services } from './services'

/** A run's events after `after` as a streaming response; the reader is counted while it stays. */
export function streamRun(log: RunLog, after: Seq, { runs }: Services): Response {
  return new Response(toStream(log, { after, onOpen: () => runs.join(log.runId) }), { headers: SSE_HEADERS })
}
