import { AppError } from '@/lib/protocol/error'

/**
 * The response with a body that fails when a line of it is longer than 1 MiB. A line is collected until it ends, by OpenAI's
 * client in the square of its length: one of 20 MB would hold this process, and every run in it, for half a minute.
 */
export function boundLines(response: Response): Response {
  if (!response.body) return response
  const { status, statusText, headers } = response
  return new Response(response.body.pipeThrough(boundedLines(maxLineBytes)), { status, statusText, headers: [...headers] })
}

/** Room for a whole answer of the usual length in one piece, each of its characters escaped. */
const maxLineBytes = 1024 * 1024

const lineFeed = 10

function boundedLines(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  /** The length of the line that is not over yet. */
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      const first = chunk.indexOf(lineFeed)
      // A line that begins and ends in one chunk is no longer than what a socket gives at once.
      if (bytes + (first < 0 ? chunk.byteLength : first) > maxBytes) {
        controller.error(new AppError('cut-off', { message: 'The model provider sent too much data at once.' }))
        return
      }
      bytes = first < 0 ? bytes + chunk.byteLength : chunk.byteLength - chunk.lastIndexOf(lineFeed) - 1
      controller.enqueue(chunk)
    },
  })
}
