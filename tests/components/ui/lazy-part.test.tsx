// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { type LazyPart, lazyPart } from '@/components/ui/lazy-part'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const Part = ({ word }: { word: string }) => <p>{word}</p>
const Reader = ({ part }: { part: LazyPart<{ word: string }> }) => {
  const state = part.usePart()
  return state.name === 'loaded' ? <state.Part word="here" /> : <p>{state.name}</p>
}
const failing = () => Promise.reject(Object.assign(new Error('Loading chunk 7 failed'), { name: 'ChunkLoadError' }))

test('a part is waited for, then drawn; where it was fetched before, it is there at once', async () => {
  const load = vi.fn(async () => Part)
  const part = lazyPart(load)
  const { container, unmount } = render(<Reader part={part} />)
  expect(container.textContent).toBe('loading')
  await screen.findByText('here')
  unmount()
  expect(render(<Reader part={part} />).container.textContent).toBe('here')
  expect(load).toHaveBeenCalledOnce()
})

test('one that cannot be fetched fails quietly, and is fetched when the browser is back online', async () => {
  const load = vi.fn(async () => Part).mockImplementationOnce(failing)
  const part = lazyPart(load)
  render(<Reader part={part} />)
  await screen.findByText('failed')
  await act(async () => dispatchEvent(new Event('online')))
  expect(await screen.findByText('here')).toBeDefined()
})

test('or by itself after a while, as long as it is wanted: a connection may die without a word', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    const load = vi.fn(async () => Part).mockImplementation(failing)
    const part = lazyPart(load)
    const { unmount } = render(<Reader part={part} />)
    await act(() => vi.advanceTimersByTimeAsync(999))
    expect(load).toHaveBeenCalledTimes(1)
    await act(() => vi.advanceTimersByTimeAsync(1))
    expect(load).toHaveBeenCalledTimes(2)
    unmount()
    await act(() => vi.advanceTimersByTimeAsync(60_000))
    expect(load).toHaveBeenCalledTimes(2)
    load.mockImplementation(async () => Part)
    render(<Reader part={part} />)
    await act(() => vi.advanceTimersByTimeAsync(0))
    expect(screen.getByText('here')).toBeDefined()
  } finally {
    vi.useRealTimers()
  }
})

test('or when it is wanted the next time', async () => {
  const load = vi.fn(async () => Part).mockImplementationOnce(failing)
  const part = lazyPart(load)
  await expect(part.preload()).resolves.toBeUndefined()
  render(<Reader part={part} />)
  expect(await screen.findByText('here')).toBeDefined()
  expect(load).toHaveBeenCalledTimes(2)
})

test('a fault in its code is reported, unlike a connection that is bad', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await lazyPart(failing).preload()
  expect(report).not.toHaveBeenCalled()
  const fault = new TypeError('This is not a function.')
  await lazyPart(() => Promise.reject(fault)).preload()
  expect(report).toHaveBeenCalledExactlyOnceWith(fault)
})
