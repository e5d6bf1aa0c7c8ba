import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import { AppError } from '@/lib/protocol/error'
import type { WorkerReply } from './parse-worker'
import type { GivenFile, ReadDocument } from './read-document'
import { watchMemory } from './watch-memory'

type Limits = {
  signal?: AbortSignal
  timeoutMs?: number
  /** Of the heap of the thread: a text of two million characters needs a tenth of what is usual. */
  maxHeapMb?: number
  /** Of all memory, together with what is not in a heap. */
  maxGrowthMb?: number
}

const atOnce = pLimit(2)
const maxWaiting = 20

/**
 * Reads a file in a thread of its own, which is ended when it takes too long or too much memory: whatever is in a file, the
 * server goes on. Two are read at once, the others wait. Throws `bad-request` with a sentence that says why a file cannot be
 * read, and `rate-limited` where too many wait, or where files that are read at once take too much memory together.
 */
export async function parseDocument(file: GivenFile, limits: Limits = {}): Promise<ReadDocument> {
  if (atOnce.pendingCount >= maxWaiting) throw tooBusy()
  return atOnce(() => readInWorker(file, limits))
}

async function readInWorker(
  file: GivenFile,
  { signal, timeoutMs = 30_000, maxHeapMb = 512, maxGrowthMb = 700 }: Limits,
): Promise<ReadDocument> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
    workerData: file,
    // Nothing that reads a stranger's file needs to know the keys of the server.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    stdout: true,
    stderr: true,
  })
  // What libraries complain of is nobody's to read, and would wait in memory.
  worker.stdout.resume()
  worker.stderr.resume()
  let stop: (error: unknown) => void = () => undefined
  const tooSlow = setTimeout(() => stop(refusal(`This file takes longer than ${timeoutMs / 1000} seconds to read.`)), timeoutMs)
  const endWatch = watchMemory(maxGrowthMb, (wasAlone) => stop(wasAlone ? refusal(tooLarge) : tooBusy()))
  const onAbort = () => stop(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  try {
    const reply = await new Promise<WorkerReply>((resolve, reject) => {
      stop = reject
      worker.once('message', resolve)
      worker.once('error', (error) => reject(refusal(isOutOfMemory(error) ? tooLarge : damaged, error)))
      worker.once('exit', () => reject(refusal(damaged)))
    })
    if ('refused' in reply) throw refusal(reply.refused)
    return reply.document
  } finally {
    clearTimeout(tooSlow)
    endWatch()
    signal?.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

const refusal = (message: string, cause?: unknown): AppError => new AppError('bad-request', { field: 'file', message, cause })

const tooBusy = (): AppError =>
  new AppError('rate-limited', { retryAfterMs: 5000, message: 'The server is reading other files. Try again in a moment.' })

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

const damaged = 'This file is damaged, or is made in a way that cannot be read here.'
const tooLarge = 'This file needs more memory than there is to read it. Add the part that you need.'
