import { expect, test } from 'vitest'
import { createLockSlots } from '@/lib/client/connection/stream-slots'

/** The part of a browser's lock manager that is used: `ifAvailable`, and locks that are held while a promise is pending. */
const createLocks = () => {
  const held = new Set<string>()
  const request = async (name: string, _options: unknown, callback: (lock: { name: string } | null) => unknown) => {
    await Promise.resolve()
    if (held.has(name)) return callback(null)
    held.add(name)
    try {
      return await callback({ name })
    } finally {
      held.delete(name)
    }
  }
  return { held, locks: { request } as unknown as LockManager }
}
const settled = () => new Promise(setImmediate)

test('three streams are held at most, by all tabs together, however they come', async () => {
  const { held, locks } = createLocks()
  const tabs = Array.from({ length: 10 }, () => createLockSlots(locks))
  const slots = await Promise.all(tabs.map((tab) => tab.take()))
  expect(slots.filter((slot) => slot !== undefined)).toHaveLength(3)
  expect(held.size).toBe(3)
})

test('a slot that is given back is there for the next; giving it back twice changes nothing', async () => {
  const { held, locks } = createLocks()
  const slots = createLockSlots(locks)
  const [first] = [await slots.take(), await slots.take(), await slots.take()]
  expect(await slots.take()).toBeUndefined()
  first?.release()
  first?.release()
  await settled()
  expect(held.size).toBe(2)
  expect(await slots.take()).toBeDefined()
  expect(await slots.take()).toBeUndefined()
})

test('where locks are refused, there is no limit', async () => {
  const locks = { request: () => Promise.reject(new DOMException('Not here', 'SecurityError')) } as unknown as LockManager
  const slots = createLockSlots(locks)
  for (let count = 0; count < 5; count += 1) expect(await slots.take()).toBeDefined()
})
