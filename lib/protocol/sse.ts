import type { Seq } from './event'
import { type SseFrame, SseParser } from './sse-parser'

/**
 * The headers of an event stream. `no-transform` keeps servers on the way (Next's own gzip among them) from
 * collecting bytes before they pass them on; `x-accel-buffering` says the same to nginx.
 */
export const sseHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const

/**
 * One event as one SSE frame, `id:` then `data:`, ended by a blank line. JSON has no raw newlines, so one `data:` line
 * always suffices.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export const toSseFrame = (seq: Seq, json: string): string => `id: ${seq}\ndata: ${json}\n\n`

/** What is said to a reader outside of the log: whether events are being kept. */
export type SseStatus = { recording: Recording }

/** Whether what is shown is being kept. `degraded`: the database is away; all is written when it is back. */
export type Recording = 'ok' | 'degraded'

/** A comment, since AG-UI has events in its frames and nothing else: other clients pass over it. */
export const toSseStatus = (status: SseStatus): string => toSseComment(`${statusMark}${JSON.stringify(status)}`)

const statusMark = 'status '

/** Bytes that say only "still here". Readers skip them. */
export const toSseComment = (text = ''): string => `: ${text}\n\n`

/** The frames of an event stream, one by one. Leaving the loop cancels the stream. */
export async function* decodeSse(stream: ReadableStream<Uint8Array>): AsyncGenerator<SseFrame, void> {
  for await (const frames of decodeSseChunks(stream)) yield* frames
}

/**
 * The frames of an event stream, as one list per chunk of bytes, so that what came together is handled together.
 * A chunk that completes no frame gives an empty list: the line is alive.
 */
export async function* decodeSseChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<SseFrame[], void> {
  const parser = new SseParser((text) =>
    text.startsWith(statusMark) ? { event: 'status', data: text.slice(statusMark.length) } : undefined,
  )
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield parser.feed(decoder.decode(value, { stream: true }))
    }
  } finally {
    // A stream that already failed refuses to be cancelled; its error has been thrown by `read` above.
    await reader.cancel().catch(() => undefined)
  }
}
