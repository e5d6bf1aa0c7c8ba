import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import { watchMemory } from '@/lib/documents/watch-memory'
import type { PageQuestion, PageText } from './read-page'

/** A large page takes half a second; a machine that has much to do takes longer. */
const timeoutMs = 10_000
const startMs = 15_000
const maxHeapMb = 192
/** Of all memory: what a page unpacks to is not in the heap. */
const maxGrowthMb = 400
const atOnce = pLimit(2)

/**
 * Reads a page in a thread of its own, which is ended when it takes longer than ten seconds or more memory than it may: whatever the page
 * is, requests are answered meanwhile. Rejects only when it is stopped.
 */
export const readInWorker = (question: PageQuestion, signal: AbortSignal): Promise<PageText> =>
  atOnce(async () => {
    signal.throwIfAborted()
    const worker = new Worker(new URL('./page-worker.ts', import.meta.url), {
      workerData: question,
      // What reads a stranger's page needs no key of the server.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, stackSizeMb: 4 },
      stdout: true,
      stderr: true,
    })
    // What libraries complain of is nobody's to read, and would wait in memory.
    worker.stdout.resume()
    worker.stderr.resume()
    try {
      return await answerOf(worker, signal)
    } finally {
      await worker.terminate()
    }
  })

const answerOf = (worker: Worker, signal: AbortSignal): Promise<PageText> =>
  new Promise((resolve, reject) => {
    const giveUp = () => settle({ problem: 'is too intricate to be read' })
    let timer = setTimeout(giveUp, startMs)
    const endWatch = watchMemory(maxGrowthMb, (wasAlone) =>
      wasAlone ? giveUp() : settle({ problem: 'takes more memory than there is just now' }),
    )
    const stop = () => {
      clearTimeout(timer)
      endWatch()
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    const settle = (text: PageText) => {
      clearTimeout(timer)
      endWatch()
      signal.removeEventListener('abort', stop)
      resolve(text)
    }
    worker.on('message', (message: 'ready' | PageText) => {
      if (message !== 'ready') return settle(message)
      clearTimeout(timer)
      timer = setTimeout(giveUp, timeoutMs)
    })
    // Out of memory, or a page on which a parser gives up.
    worker.once('error', () => settle({ problem: 'could not be made sense of' }))
    worker.once('exit', () => settle({ problem: 'could not be made sense of' }))
  })
