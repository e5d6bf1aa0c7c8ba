// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BigResult } from '@/components/run/result-view'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
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
