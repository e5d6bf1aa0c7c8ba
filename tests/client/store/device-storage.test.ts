import { afterEach, expect, test, vi } from 'vitest'
import { readStored, writeStored } from '@/lib/client/store/device-storage'

afterEach(() => vi.unstubAllGlobals())

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
