import type { Seq } from '@/lib/protocol/event'
import { toSseComment, toSseFrame } from '@/lib/protocol/sse'
import type { RunLog } from './run-log'

export type ToStreamOptions = {
  /** The last `seq` the reader has; 0 for all. */
  after: Seq
  /** A comment is sent when nothing else was for this long, so that no proxy takes the line for dead. */
  keepAliveMs?: number
  /** A reader that takes nothing while this much is waiting for it is closed; it may resume. Bytes of JSON. */
  maxBehindChars?: number
  onClose?: () => void
}

const maxEntriesPerChunk = 512

/**
 * A log as a pull-driven byte stream of SSE frames. The log is the buffer: nothing is queued for a reader that does
 * not read, beyond the one chunk it has not taken yet. All that is ready leaves in one chunk.
 */
export function toStream(log: RunLog, options: ToStreamOptions): ReadableStream<Uint8Array> {
  const { keepAliveMs = 15_000, maxBehindChars = 1024 * 1024, onClose } = options
  const encoder = new TextEncoder()
  const left = new AbortController()
  let seq = options.after
  let sentAt = Date.now()
  let timer: NodeJS.Timeout | undefined

  const finish = () => {
    if (left.signal.aborted) return
    clearInterval(timer)
    left.abort()
    onClose?.()
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Headers leave with the first chunk; a comment sends them at once, before the model has said anything.
      controller.enqueue(encoder.encode(toSseComment('unfold')))
      timer = setInterval(() => {
        if (charsBehind(log, seq, maxBehindChars) > maxBehindChars && (controller.desiredSize ?? 0) <= 0) {
          controller.close()
          finish()
        } else if (Date.now() - sentAt >= keepAliveMs && (controller.desiredSize ?? 0) > 0) {
          sentAt = Date.now()
          controller.enqueue(encoder.encode(toSseComment('still here')))
        }
      }, keepAliveMs / 3)
      timer.unref()
    },
    async pull(controller) {
      await log.waitFor(seq, left.signal)
      if (left.signal.aborted) return
      const entries = log.slice(seq, maxEntriesPerChunk)
      const last = entries.at(-1)
      if (last) {
        // Before `enqueue`, which may call `pull` again at once.
        seq = last.seq
        sentAt = Date.now()
        let frames = ''
        for (const entry of entries) frames += toSseFrame(entry.seq, entry.json)
        controller.enqueue(encoder.encode(frames))
      }
      if (log.ended && seq >= log.lastSafeSeq) {
        controller.close()
        finish()
      }
    },
    cancel: finish,
  })
}

function charsBehind(log: RunLog, seq: Seq, enough: number): number {
  let chars = 0
  for (const entry of log.slice(seq)) {
    chars += entry.json.length
    if (chars > enough) break
  }
  return chars
}
