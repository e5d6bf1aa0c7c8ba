import pLimit from 'p-limit'
import type { WantedText } from './choose-passages'
import { ReadFailure, readInWorker, type WorkerLimits } from './read-in-worker'
import type { PageText } from './read-page'

/** A large page takes half a second; a machine that has much to do takes longer. */
const limits: WorkerLimits = { timeoutMs: 10_000, maxHeapMb: 192, maxGrowthMb: 400 }
const atOnce = pLimit(2)
const maxWaiting = 100

/**
 * Reads a page of the web: what is wanted of it, or the `problem` why nothing can be read, in words that follow the name of its site. Two are
 * read at once, the others wait. Rejects only when it is stopped.
 */
export async function parsePage(
  { url, bytes, contentType }: { url: string; bytes: Uint8Array; contentType: string },
  wanted: WantedText,
  signal: AbortSignal,
): Promise<PageText | { problem: string }> {
  if (atOnce.pendingCount >= maxWaiting) return { problem: problems.busy }
  const file = { bytes, name: new URL(url).pathname.split('/').at(-1) ?? '', declaredType: contentType }
  try {
    return await atOnce(() => readInWorker({ name: 'page', file, wanted }, limits, signal))
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    return { problem: typeof error.reason === 'string' ? problems[error.reason] : error.reason.refused.ofPage }
  }
}

const problems = {
  'too slow': 'is too intricate to be read',
  'too large': 'is too intricate to be read',
  busy: 'could not be read, since other pages are being read just now',
  damaged: 'could not be made sense of',
}
