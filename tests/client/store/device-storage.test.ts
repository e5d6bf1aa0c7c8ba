import { afterEach, expect, test, vi } from 'vitest'
import { readQueue } from '@/lib/client/chat/local-draft'
import { readDraftFiles } from '@/lib/client/files/draft-files'
import { readStored, writeStored } from '@/lib/client/store/device-storage'
import type { ThreadId } from '@/lib/protocol/event'

afterEach(() => vi.unstubAllGlobals())

const threadId = 'chat-1' as ThreadId

test('what is stored is read again, and forgotten when it is undefined', () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  })
  expect(readStored('effort')).toBeUndefined()
  writeStored('effort', 'high')
  expect(readStored('effort')).toBe('high')
  writeStored('effort', undefined)
  expect(readStored('effort')).toBeUndefined()
})

test('storage that is blocked, or not there, remembers nothing and throws nothing', () => {
  const refuse = () => {
    throw new DOMException('Blocked', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  writeStored('effort', 'high')
  expect(readStored('effort')).toBeUndefined()
  vi.stubGlobal('localStorage', undefined)
  writeStored('effort', 'high')
  expect(readStored('effort')).toBeUndefined()
})

// Every app that somebody runs at localhost:3000 writes into the same storage.
test.each(['{"half', 'null', '7', '"text"', '{}', '[1, null, {"name": 1}]', '{"threadId": "chat-1", "messages": [{"id": "m"}]}'])(
  'what another app has stored under a name of ours counts as nothing: %s',
  (stored) => {
    vi.stubGlobal('localStorage', { getItem: () => stored })
    expect(readDraftFiles(threadId)).toEqual([])
    expect(readQueue('new')).toBeUndefined()
  },
)
