import { Worker } from 'node:worker_threads'
import type { Read, ReadJob, WorkerReply } from './reader-worker'
import { watchMemory } from './watch-memory'

export type WorkerLimits = {
  /** The time limit, from when the worker has begun, which takes long where a machine has much to do. */
  timeoutMs: number
  /** The limit of the thread's heap. */
  maxHeapMb: number
  /** The limit by which all memory may grow, with what is not in a heap. */
  maxGrowthMb: number
}

/** Why nothing was read: the file says why (`refused`), it took too long, too much memory, or something in it broke its reader. */
export class ReadFailure extends Error {
  readonly reason: Reason

  constructor(reason: Reason, options?: ErrorOptions) {
    super(typeof reason === 'string' ? reason : reason.refused.message, options)
    this.reason = reason
  }
}
type Reason = Extract<WorkerReply, { refused: object }> | 'too slow' | 'too large' | 'busy' | 'damaged'

const startMs = 15_000

/**
 * Reads a file or a page in a thread of its own, which is ended when it takes too long or too much memory: whatever is in it, requests are
 * answered meanwhile. Throws a `ReadFailure`, or the reason of `signal`.
 */
export async function readInWorker<Name extends ReadJob['name']>(
  job: ReadJob & { name: Name },
  { timeoutMs, maxHeapMb, maxGrowthMb }: WorkerLimits,
  signal?: AbortSignal,
): Promise<Read[Name]> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), {
    workerData: job,
    // What reads a stranger's file needs no key of the server.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, stackSizeMb: 4 },
    stdout: true,
    stderr: true,
  })
  // What libraries complain of is nobody's to read, and would wait in memory.
  worker.stdout.resume()
  worker.stderr.resume()
  let leave = () => {}
  try {
    return await new Promise<Read[Name]>((resolve, reject) => {
      const fail = (...failure: ConstructorParameters<typeof ReadFailure>) => reject(new ReadFailure(...failure))
      let timer = setTimeout(() => fail('busy'), startMs)
      const endWatch = watchMemory(maxGrowthMb, (wasAlone) => fail(wasAlone ? 'too large' : 'busy'))
      const onAbort = () => reject(signal?.reason)
      signal?.addEventListener('abort', onAbort)
      leave = () => {
        clearTimeout(timer)
        endWatch()
        signal?.removeEventListener('abort', onAbort)
      }
      worker.on('message', (reply: WorkerReply) => {
        if (reply === 'ready') {
          clearTimeout(timer)
          timer = setTimeout(() => fail('too slow'), timeoutMs)
        } else if ('refused' in reply) fail(reply)
        else resolve(reply.read as Read[Name])
      })
      worker.once('error', (error) => fail(isOutOfMemory(error) ? 'too large' : 'damaged', { cause: error }))
      worker.once('exit', () => fail('damaged'))
    })
  } finally {
    leave()
    await worker.terminate()
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
