// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppShell, Sidebar, SidebarButton } from '@/components/sidebar/sidebar'
import { useSidebar } from '@/components/sidebar/use-sidebar'
import { createOpenChat } from '@/tests/components/chat/open-chat'
import { createAskedFetch } from '@/tests/support/asked-fetch'

const chat = createOpenChat()
const nothing = () => undefined
const onNewChat = vi.fn()
const onStop = vi.fn()

const Shell = ({ isHidden = false }: { isHidden?: boolean }) => {
  const sidebar = useSidebar(isHidden)
  const { isOverlayOpen, show, hide, closeOverlay } = sidebar
  const nav = (
    <Sidebar
      {...{ chat, isOverlayOpen, show, hide, closeOverlay, onNewChat }}
      onTitle={nothing}
      onNews={nothing}
      onDeleted={nothing}
      onChangedElsewhere={nothing}
      onForgotten={nothing}
    />
  )
  return (
    <AppShell sidebar={sidebar} nav={nav}>
      <SidebarButton isOverlayOpen={isOverlayOpen} hasNews={false} onShow={show} />
      <main>The chat</main>
    </AppShell>
  )
}

/** Whether there is room beside the page. */
const room = (isWide: boolean) =>
  vi.stubGlobal('matchMedia', () => ({ matches: isWide, addEventListener: nothing, removeEventListener: nothing }))
const shell = () => document.querySelector<HTMLElement>('[data-sidebar]')
const press = (key: string, more: object = { ctrlKey: true }) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more })
const stopOnEscape = (event: KeyboardEvent) => event.key === 'Escape' && !event.defaultPrevented && onStop()

beforeEach(() => {
  vi.stubGlobal('fetch', createAskedFetch().fetch)
  addEventListener('keydown', stopOnEscape)
})
afterEach(() => {
  removeEventListener('keydown', stopOnEscape)
  cleanup()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
  // biome-ignore lint/suspicious/noDocumentCookie: forgets what a test chose
  document.cookie = 'sidebar=; max-age=0'
})

describe('where there is room', () => {
  beforeEach(() => room(true))

  test('the server draws it as this device last had it', () => {
    expect(renderToString(<Shell />)).toContain('data-sidebar="shown"')
    expect(renderToString(<Shell isHidden />)).toContain('data-sidebar="hidden"')
  })

  test('it is hidden and shown by its buttons, and the device remembers', async () => {
    render(<Shell />)
    await userEvent.click(screen.getByRole('button', { name: 'Close sidebar' }))
    expect(shell()?.dataset['sidebar']).toBe('hidden')
    expect(document.cookie).toContain('sidebar=hidden')
    await userEvent.click(screen.getByRole('button', { name: 'Open sidebar' }))
    expect(shell()?.dataset['sidebar']).toBe('shown')
    expect(document.cookie).not.toContain('sidebar=hidden')
  })

  test('and by its key; the page beside it stays alive', () => {
    render(<Shell />)
    expect(press('b')).toBe(false)
    expect(shell()?.dataset['sidebar']).toBe('hidden')
    press('B', { metaKey: true })
    expect(shell()?.dataset['sidebar']).toBe('shown')
    expect(document.querySelector('[data-slot=page]')?.hasAttribute('inert')).toBe(false)
    expect(press('b', { ctrlKey: true, shiftKey: true })).toBe(true)
  })
})

describe('where there is none', () => {
  beforeEach(() => room(false))

  test('it comes over the page, which rests, takes the focus, and gives it back', async () => {
    render(<Shell />)
    const button = screen.getByRole('button', { name: 'Open sidebar' })
    await userEvent.click(button)
    expect(shell()?.dataset['overlay']).toBe('true')
    expect(document.querySelector('[data-slot=page]')?.hasAttribute('inert')).toBe(true)
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Close sidebar' }))
    // The next time there is room it is there as before.
    expect(document.cookie).not.toContain('sidebar')
    act(() => (document.activeElement as HTMLElement).blur())
    press('Escape', {})
    expect(shell()?.dataset['overlay']).toBeUndefined()
    await vi.waitFor(() => expect(document.activeElement).toBe(button))
  })

  test('Esc closes it from inside as well, and stops no run', async () => {
    render(<Shell />)
    await userEvent.click(screen.getByRole('button', { name: 'Open sidebar' }))
    press('Escape', {})
    expect(shell()?.dataset['overlay']).toBeUndefined()
    expect(onStop).not.toHaveBeenCalled()
    press('Escape', {})
    expect(onStop).toHaveBeenCalledOnce()
  })

  test('a press beside it, a swipe to the left and a new chat close it', async () => {
    render(<Shell />)
    const open = () => press('b')
    await screen.findByRole('searchbox')
    open()
    fireEvent.click(document.querySelector('[data-slot=overlay]') ?? document.body)
    expect(shell()?.dataset['overlay']).toBeUndefined()

    open()
    const nav = screen.getByRole('navigation', { name: 'Chats' })
    const touch = (clientX: number, clientY = 100) => ({ touches: [{ clientX, clientY }] })
    fireEvent.touchStart(nav, touch(200))
    fireEvent.touchMove(nav, touch(100))
    expect(nav.style.getPropertyValue('--swipe')).toBe('-100px')
    fireEvent.touchEnd(nav, { touches: [] })
    expect(shell()?.dataset['overlay']).toBeUndefined()
    expect(nav.style.getPropertyValue('--swipe')).toBe('')

    open()
    fireEvent.touchStart(nav, touch(200))
    fireEvent.touchMove(nav, touch(190, 300))
    fireEvent.touchMove(nav, touch(20, 300))
    fireEvent.touchEnd(nav, { touches: [] })
    expect(shell()?.dataset['overlay'], 'a scroll is no swipe').toBe('true')

    await userEvent.click(screen.getByRole('link', { name: /New chat/ }))
    expect(onNewChat).toHaveBeenCalledOnce()
    expect(shell()?.dataset['overlay']).toBeUndefined()
  })
})
