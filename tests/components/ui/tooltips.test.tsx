// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showTooltips } from '@/components/ui/tooltips'

showTooltips()

const Page = ({ name = 'Stop', isBusy = false }) => (
  <>
    <button type="button" aria-label={name} aria-keyshortcuts="Escape" title={isBusy ? 'Wait.' : undefined}>
      <svg aria-hidden />
    </button>
    <button type="button" aria-label="New chat" aria-keyshortcuts="Control+Shift+O Shift+Meta+O" />
    <button type="button">
      <span data-slot="visually-hidden">Open sidebar</span>
    </button>
    <button type="button" aria-label="Searched the web, done">
      Searched the web
    </button>
  </>
)

beforeEach(() => void vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('X11; Linux'))
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const tipOf = (name: string) => {
  const button = screen.getByRole('button', { name })
  fireEvent.pointerOver(button.firstElementChild ?? button)
  return button.title
}

test('a button without words has its name and key as a tooltip', () => {
  render(<Page />)
  expect(tipOf('Stop')).toBe('Stop, Esc')
  expect(tipOf('New chat')).toBe('New chat, Ctrl Shift O')
  expect(tipOf('Open sidebar')).toBe('Open sidebar')
  expect(tipOf('Searched the web, done')).toBe('')
})

test('with the keys of Apple systems there', () => {
  vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Macintosh; Intel Mac OS X')
  render(<Page />)
  expect(tipOf('New chat')).toBe('New chat, ⇧⌘O')
  expect(tipOf('Stop')).toBe('Stop, Esc')
})

test('it follows the name, and what a button says itself stays', async () => {
  const { rerender } = render(<Page />)
  expect(tipOf('Stop')).toBe('Stop, Esc')
  rerender(<Page name="Stopping" />)
  // Also while the pointer rests on it.
  await vi.waitFor(() => expect(screen.getByRole('button', { name: 'Stopping' }).title).toBe('Stopping, Esc'))
  expect(tipOf('Stopping')).toBe('Stopping, Esc')
  rerender(<Page name="Stopping" isBusy />)
  expect(tipOf('Stopping')).toBe('Wait.')
  rerender(<Page name="Stop" />)
  expect(tipOf('Stop')).toBe('Stop, Esc')
})
