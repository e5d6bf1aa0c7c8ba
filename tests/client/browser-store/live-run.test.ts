import { expect, test, vi } from 'vitest'
import { streamOf } from '@/lib/client/browser-store/live-run'

test('a stream whose run cannot be read any more ends with that, and sends nothing after it', async () => {
  vi.useFakeTimers()
  const waitFor = async () => {
    throw new Error('The database is closed.')
  }
  const reader = streamOf({ events: [], ended: false, waitFor }, 0, true).body?.getReader()
  await expect(reader?.read().then(() => reader.read())).rejects.toThrow('The database is closed.')
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
