// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TurnSizes } from '@/components/scroll/scroll-anchor'

/** What the browser measures: each turn below the one before it. */
let heights: Record<string, number>
let onResize: ResizeObserverCallback

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: ResizeObserverCallback) {
        onResize = callback
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

const show = (ids: string[], scrollTop: number): HTMLElement => {
  const box = document.createElement('section')
  box.innerHTML = ids.map((id) => `<article id="${id}"></article>`).join('')
  box.scrollTop = scrollTop
  box.getBoundingClientRect = () => new DOMRect(0, 0, 680, 600)
  for (const turn of box.querySelectorAll('article')) {
    turn.getBoundingClientRect = () => {
      const above = ids.slice(0, ids.indexOf(turn.id)).reduce((sum, id) => sum + (heights[id] ?? 0), 0)
      return new DOMRect(0, above - box.scrollTop, 680, heights[turn.id])
    }
  }
  return box
}

const measured = (box: HTMLElement): void =>
  onResize(
    [...box.querySelectorAll('article')].map((target) => ({ target }) as unknown as ResizeObserverEntry),
    {} as never,
  )

test('turns that come in above and grow before they are first painted move nothing that is read', () => {
  heights = { older: 500, read: 400 }
  const box = show(['older', 'read'], 500)
  const sizes = new TurnSizes(box)
  sizes.observe()
  // Its question is long: it gets a button in the same frame.
  heights['older'] = 528
  measured(box)
  expect(box.scrollTop).toBe(528)
  expect(box.querySelector('#read')?.getBoundingClientRect().top).toBe(0)
  sizes.close()
})

test('what grows while it is read pushes what is below it', () => {
  heights = { read: 400, next: 300 }
  const box = show(['read', 'next'], 100)
  const sizes = new TurnSizes(box)
  sizes.observe()
  heights['read'] = 450
  measured(box)
  expect(box.scrollTop).toBe(100)
  sizes.close()
})
