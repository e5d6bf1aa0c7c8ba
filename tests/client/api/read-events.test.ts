import { afterEach, expect, test, vi } from 'vitest'
import { fetchEvents, fetchSharedEvents } from '@/lib/client/api/read-events'
import type { RunId, ShareId } from '@/lib/protocol/event'

afterEach(() => vi.unstubAllGlobals())

const read = (signal = new AbortController().signal) => {
  const request = { runId: 'run-1' as RunId, after: 0, signal }
  return [fetchEvents(request), fetchSharedEvents('share-1' as ShareId, request)]
}

test('a server that is not reached is called that, and not a fault of ours', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch')
  })
  for (const reading of read()) await expect(reading).rejects.toThrow('The server could not be reached. Try again in a moment.')
  vi.stubGlobal(
    'fetch',
    async () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
  )
  for (const reading of read()) await expect(reading).rejects.toThrow('The server could not be reached. Try again in a moment.')
})

test('an abort is passed on as it is', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new DOMException('Aborted', 'AbortError')
  })
  for (const reading of read(AbortSignal.abort())) await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
})
