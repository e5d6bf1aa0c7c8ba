// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import ChatErrorPage from '@/app/(chat)/error'
import ErrorPage from '@/app/error'
import { ChatShell } from '@/components/chat/chat-shell'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const heading = () => screen.getByRole('heading', { level: 1 }).textContent

test('a bug is ours, and drawing again is one press away', () => {
  const reset = vi.fn()
  render(<ErrorPage error={new Error('x is undefined')} reset={reset} />)
  expect(heading()).toBe('Something went wrong on our side.')
  fireEvent(window, new Event('online'))
  expect(reset).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(reset).toHaveBeenCalledOnce()
})

test.each([
  Object.assign(new Error('It did not come'), { name: 'ChunkLoadError' }),
  new Error('Failed to load chunk /_next/static/chunks/1.js from module 2'),
  new Error('Loading chunk 7 failed.'),
])('a part that was not fetched is not our doing, and is tried again when the network is back: %s', (error) => {
  const reset = vi.fn()
  render(<ErrorPage error={error} reset={reset} />)
  expect(heading()).toBe('Part of this page could not be loaded.')
  expect(screen.getByText('Check your connection and try again.')).toBeDefined()
  fireEvent(window, new Event('online'))
  expect(reset).toHaveBeenCalledOnce()
})

test('a chat that cannot be drawn leaves the conversations, and on a phone the button that opens them', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ threads: [] }))
  const reset = vi.fn()
  render(
    <ChatShell
      path="/chat/one"
      offer={{ models: [], defaultModelId: 'demo', canBringOwn: false }}
      keptModelId={undefined}
      suggestions={[]}
      keepsHistory
      suggestsFollowUps={false}
      demoAnswersFrom="a built-in library"
      isSidebarHidden={false}
    >
      <ChatErrorPage error={new Error('x is undefined')} reset={reset} />
    </ChatShell>,
  )
  expect(heading()).toBe('Something went wrong on our side.')
  const button = screen.getByRole('button', { name: 'Open sidebar' })
  expect(button.getAttribute('aria-expanded')).toBe('false')
  fireEvent.click(button)
  expect(screen.getByRole('button', { name: 'Close sidebar' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(reset).toHaveBeenCalledOnce()
  // The list of conversations comes after the page, and would come after the test.
  await vi.dynamicImportSettled()
})
