import type { Seq } from '@/lib/protocol/event'
import { type Recording, toSseComment, toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import { type Dialect, toWire } from '@/lib/protocol/wire'
import type { LogReader } from './log-reader'

/** How one reader wants a log, and when it is given up. */
export type ToStreamOptions = {
  /** The last `seq` the reader has; 0 for all. */
  after: Seq
  /** What the reader knows of the protocol; all of it where it does not say. */
  dialect?: Dialect
  /** A comment is sent when nothing else was for about this long, so that no proxy takes the line for dead. */
  keepAliveMs?: number
  /** A reader that takes nothing while this much waits for it is closed, and may resume. Characters of JSON. */
  maxBehindChars?: number
  /** So is one that takes nothing for this long, however little waits for it. */
  maxStalledMs?: number
  /** The reader has begun to read. What it returns is called when that reader is gone, however that comes. */
  onOpen?: () => () => void
}

const maxChunkChars = 64 * 1024

/**
 * A log as a pull-driven byte stream of SSE frames. The log is the buffer: nothing is queued for a reader that does not
 * read, and a stream that is never read costs nothing. All that is ready leaves in one chunk.
 */
export function toStream(log: LogReader, options: ToStreamOptions): ReadableStream<Uint8Array> {
  const { keepAliveMs = 15_000, maxBehindChars = 1024 * 1024, maxStalledMs = 60_000 } = options
  const encoder = new TextEncoder()
  const left = new AbortController()
  let seq = options.after
  let sentRecording: Recording = 'ok'
  /** The reader waits for us, and not we for it. */
  let pulling = false
  let sentAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  let onClose: (() => void) | undefined

  const finish = () => {
    if (left.signal.aborted) return
    clearInterval(timer)
    left.abort()
    onClose?.()
  }

  const open = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    onClose = options.onOpen?.()
    timer = setInterval(() => {
      // While the reader waits for us this is silence on the line; otherwise it is how long the reader has taken nothing.
      const silentMs = performance.now() - sentAt
      if (!pulling && (silentMs > maxStalledMs || (silentMs > keepAliveMs && isBehind(log, seq, maxBehindChars)))) {
        controller.close()
        finish()
      } else if (pulling && silentMs >= (keepAliveMs * 2) / 3) {
        sentAt = performance.now()
        controller.enqueue(encoder.encode(toSseComment('still here')))
      }
    }, keepAliveMs / 3)
    timer.unref()
  }

  /** False where there was nothing to send. */
  const send = (controller: ReadableStreamDefaultController<Uint8Array>): boolean => {
    let frames = ''
    if (log.recording !== sentRecording) {
      sentRecording = log.recording
      frames += toSseStatus({ recording: sentRecording })
    }
    for (const entry of log.entriesAfter(seq)) {
      seq = entry.seq
      frames += toSseFrame(entry.seq, toWire(entry.json, options.dialect))
      if (frames.length > maxChunkChars) break
    }
    sentAt = performance.now()
    if (frames !== '') controller.enqueue(encoder.encode(frames))
    if (log.ended && seq >= log.lastSafeSeq) {
      controller.close()
      finish()
      return true
    }
    return frames !== ''
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (timer === undefined) {
          // Headers leave with the first chunk; a comment sends them at once, before the model has said anything.
          open(controller)
          controller.enqueue(encoder.encode(toSseComment('unfold')))
          return
        }
        pulling = true
        do await log.waitFor(seq, left.signal)
        while (!left.signal.aborted && !send(controller))
        pulling = false
      },
      cancel: finish,
    },
    // No chunk is made before the reader asks for it.
    { highWaterMark: 0 },
  )
}

function isBehind(log: LogReader, seq: Seq, maxChars: number): boolean {
  let chars = 0
  for (const entry of log.entriesAfter(seq)) {
    chars += entry.json.length
    if (chars > maxChars) return true
  }
  return false
}
