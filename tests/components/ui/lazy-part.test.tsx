// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { type LazyPart, lazyPart } from '@/components/ui/lazy-part'

afterEach(cleanup)

const Part = ({ word }: { word: string }) => <p>{word}</p>
const Reader = ({ late }: { late: LazyPart<{ word: string }> }) => {
  const state = late.usePart()
  return state.name === 'here' ? <state.Part word="here" /> : <p>{state.name}</p>
}
const failing = () => Promise.reject(Object.assign(new Error('Loading chunk 7 failed'), { name: 'ChunkLoadError' }))

test('a part is waited for, then drawn; where it was fetched before, it is there at once', async () => {
  const load = vi.fn(async () => Part)
  const late = lazyPart(load)
  const { container, unmount } = render(<Reader late={late} />)
  expect(container.textContent).toBe('waiting')
  await screen.findByText('here')
  unmount()
  expect(render(<Reader late={late} />).container.textContent).toBe('here')
  expect(load).toHaveBeenCalledOnce()
})

test('one that cannot be fetched fails quietly, and is fetched when the browser is back online', async () => {
  const load = vi.fn(async () => Part).mockImplementationOnce(failing)
  const late = lazyPart(load)
  render(<Reader late={late} />)
  await screen.findByText('failed')
  await act(async () => dispatchEvent(new Event('online')))
  expect(await screen.findByText('here')).toBeDefined()
})

test('or when it is wanted the next time', async () => {
  const load = vi.fn(async () => Part).mockImplementationOnce(failing)
  const late = lazyPart(load)
  await expect(late.preload()).resolves.toBeUndefined()
  render(<Reader late={late} />)
  expect(await screen.findByText('here')).toBeDefined()
  expect(load).toHaveBeenCalledTimes(2)
})
