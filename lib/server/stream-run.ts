import type { Seq } from '@/lib/protocol/event'
import { SSE_HEADERS } from '@/lib/protocol/sse'
import { toStream } from '@/lib/run/to-stream'
import type { FoundRun } from './find-run'
import type { Services } from './services'

/** A run's events after `after` as a streaming response; the reader is counted while it stays. */
export function streamRun({ key, log }: FoundRun, after: Seq, { runs }: Services): Response {
  return new Response(toStream(log, { after, onOpen: () => runs.join(key) }), { headers: SSE_HEADERS })
}
