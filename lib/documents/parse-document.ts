import pLimit from 'p-limit'
import { AppError } from '@/lib/protocol/error'
import type { ReadDocument } from './read-document'
import { ReadFailure, readInWorker, type WorkerLimits } from './read-in-worker'
import type { GivenFile } from './types/file-type'

/** A text of two million characters needs a tenth of that. */
const limits: WorkerLimits = { timeoutMs: 30_000, maxHeapMb: 512, maxGrowthMb: 700 }
const atOnce = pLimit(2)
const maxWaiting = 20

/**
 * Reads a file that a person has added. Two are read at once, the others wait. Throws `bad-request` with a sentence that says why a file
 * cannot be read, and `rate-limited` where too many wait, or where files that are read at once take too much memory together.
 */
export async function parseDocument(
  file: GivenFile,
  { signal, ...less }: Partial<WorkerLimits> & { signal?: AbortSignal } = {},
): Promise<ReadDocument> {
  if (atOnce.pendingCount >= maxWaiting) throw tooBusy()
  const { timeoutMs, ...others } = { ...limits, ...less }
  try {
    return await atOnce(() => readInWorker({ name: 'document', file }, { timeoutMs, ...others }, signal))
  } catch (error) {
    throw error instanceof ReadFailure ? toAppError(error, timeoutMs) : error
  }
}

function toAppError(failure: ReadFailure, timeoutMs: number): AppError {
  const { reason } = failure
  if (reason === 'busy') return tooBusy()
  const words = {
    'too slow': `This file takes longer than ${timeoutMs / 1000} seconds to read. Add the part that you need.`,
    'too large': 'This file needs more memory than there is to read it. Add the part that you need.',
    damaged: 'This file is damaged, or is made in a way that cannot be read here.',
  }
  const message = typeof reason === 'string' ? words[reason] : reason.refused.message
  return new AppError('bad-request', { field: 'file', message, cause: failure })
}

const tooBusy = (): AppError =>
  new AppError('rate-limited', { retryAfterMs: 5000, message: 'The server is reading other files. Try again in a moment.' })
