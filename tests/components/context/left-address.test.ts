// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { goTo } from '@/components/context/address'
import { keepLeftAddress, takeLeftAddress } from '@/components/context/left-address'

let stop: () => void
beforeEach(() => {
  sessionStorage.clear()
  history.replaceState(null, '', '/')
  stop = keepLeftAddress()
})
afterEach(() => {
  stop()
  vi.restoreAllMocks()
})

/** Leaves the page that is at `from`, and at `to` when it is really left, for the one at `next`. */
const leave = (from: string, to: string, next: string, { type = 'reload', tells = true, isLate = false } = {}) => {
  history.replaceState(null, '', from)
  if (tells) dispatchEvent(new Event('beforeunload'))
  if (!isLate) goTo(to)
  dispatchEvent(new Event('pagehide'))
  if (isLate) goTo(to)
  history.replaceState(null, '', next)
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ type }] as never)
}

test('a chat that got its address while its page was being reloaded is found again, once', () => {
  leave('/', '/chat/a', '/')
  expect([takeLeftAddress(), takeLeftAddress()]).toEqual(['/chat/a', undefined])
  // The page runs on for a moment after it was told that it is left.
  leave('/', '/chat/c', '/', { isLate: true })
  expect(takeLeftAddress()).toBe('/chat/c')
  // A browser that does not tell when leaving begins.
  stop()
  stop = keepLeftAddress()
  leave('/', '/chat/b', '/', { tells: false })
  expect(takeLeftAddress()).toBe('/chat/b')
})

test('and so is one whose page was left for another and is gone back to', () => {
  leave('/', '/chat/a', '/', { type: 'back_forward' })
  expect(takeLeftAddress()).toBe('/chat/a')
})

test.each([
  ['a chat that is reloaded', '/chat/a', '/chat/a', '/chat/a', 'reload'],
  ['a new chat that is reloaded', '/', '/', '/', 'reload'],
  ['a new chat that is opened from a chat', '/chat/a', '/chat/a', '/', 'navigate'],
  ['a new chat that is gone back to from a chat', '/chat/a', '/chat/a', '/', 'back_forward'],
  ['another chat', '/', '/chat/a', '/chat/b', 'back_forward'],
  ['a new chat that was begun while its chat was being left', '/chat/a', '/', '/', 'reload'],
])('%s stays as it is', (_what, from, to, next, type) => {
  leave(from, to, next, { type })
  expect(takeLeftAddress()).toBeUndefined()
})

test('only a new chat listens to being left, so that a browser can keep all other pages for Back', () => {
  const added = vi.spyOn(window, 'addEventListener')
  const removed = vi.spyOn(window, 'removeEventListener')
  const isOfLeaving = ([type]: [string, ...unknown[]]) => type === 'beforeunload'
  goTo('/chat/a')
  expect(removed.mock.calls.filter(isOfLeaving)).toHaveLength(1)
  expect(added.mock.calls.filter(isOfLeaving)).toHaveLength(0)
  goTo('/')
  expect(added.mock.calls.filter(isOfLeaving)).toHaveLength(1)
})

test('a page that was not left after all, or is shown again, keeps nothing of where it goes then', () => {
  dispatchEvent(new Event('beforeunload'))
  dispatchEvent(new Event('pagehide'))
  dispatchEvent(new Event('pageshow'))
  takeLeftAddress()
  goTo('/chat/a')
  expect(sessionStorage.getItem('left-address')).toBeNull()
})

test('what is kept there by something else counts as nothing', () => {
  sessionStorage.setItem('left-address', '{"to":')
  expect(takeLeftAddress()).toBeUndefined()
  sessionStorage.setItem('left-address', '{"to":7}')
  expect(takeLeftAddress()).toBeUndefined()
})
