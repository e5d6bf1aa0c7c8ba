// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { EarlierTurns } from '@/components/thread/thread-scroller'

afterEach(cleanup)

const button = () => screen.getByRole('button')

test('older turns are asked for by a press', async () => {
  const onLoad = vi.fn()
  render(<EarlierTurns state={undefined} onLoad={onLoad} />)
  expect(button().textContent).toBe('Show earlier questions')
  await userEvent.click(button())
  expect(onLoad).toHaveBeenCalledOnce()
})

test('while they load, the same button says so and keeps the focus', async () => {
  const onLoad = vi.fn()
  const { rerender } = render(<EarlierTurns state={undefined} onLoad={onLoad} />)
  const before = button()
  before.focus()
  rerender(<EarlierTurns state="loading" onLoad={onLoad} />)
  expect(button()).toBe(before)
  expect(document.activeElement).toBe(before)
  expect(before.textContent).toBe('Loading earlier questions…')
  await userEvent.click(before)
  expect(onLoad).not.toHaveBeenCalled()
})

test('after a failure it says so and is tried again', async () => {
  const onLoad = vi.fn()
  render(<EarlierTurns state="failed" onLoad={onLoad} />)
  expect(screen.getByText('Earlier questions could not be loaded.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(onLoad).toHaveBeenCalledOnce()
})
