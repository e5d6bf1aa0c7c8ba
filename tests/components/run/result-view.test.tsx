// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { resultCards } from '@/components/run/result-cards'
import { BigResult, ResultView } from '@/components/run/result-view'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  resultCards.clear()
  cleanup()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('a big result can still be read from its address long after the press, and not for ever', () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => undefined)
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:result')
  render(<BigResult text={`[${'1,'.repeat(200_000)}1]`} name="numbers" />)
  fireEvent.click(screen.getByRole('button', { name: 'Download' }))
  vi.advanceTimersByTime(30_000) // A slow browser, busy with other things.
  expect(revoked).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(revoked).toHaveBeenCalledExactlyOnceWith('blob:result')
})

test('a tool with a card of its own has its result drawn by it, and any other by its shape', () => {
  resultCards.set('dice', ({ result }) => <b>{`Rolled ${result.content}`}</b>)
  const result = { content: '3, 4', durationMs: 1 } as const
  render(<ResultView name="dice" result={result} />)
  expect(screen.getByText('Rolled 3, 4')).toBeTruthy()
  cleanup()
  render(<ResultView name="constructor" result={result} />)
  expect(screen.getByText('3, 4')).toBeTruthy()
})
