// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MenuButton } from '@/components/ui/menu'

const run = vi.fn<(label: string) => void>()
const items = ['Rename', 'Share', 'Reset', 'Delete'].map((label) => ({ id: label, label, run: () => run(label) }))

const Page = ({ isBusy }: { isBusy?: boolean }) => (
  <>
    <MenuButton label="More" menuLabel="Chat" items={items} aria-disabled={isBusy} />
    <button type="button">After it</button>
  </>
)
const button = () => screen.getByRole('button', { name: 'More' })
const press = (key: string, more: object = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more })
const focused = () => document.activeElement?.textContent

beforeEach(() => {
  run.mockClear()
  render(<Page />)
})
afterEach(cleanup)

/** @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/#keyboardinteraction */
describe('the button', () => {
  test('opens the menu at its first item by a press or the arrow down, at its last by the arrow up', () => {
    fireEvent.click(button())
    expect(button().getAttribute('aria-expanded')).toBe('true')
    expect(focused()).toBe('Rename')
    press('Escape')
    expect(button().getAttribute('aria-expanded')).toBe('false')
    press('ArrowDown')
    expect(focused()).toBe('Rename')
    press('Escape')
    press('ArrowUp')
    expect(focused()).toBe('Delete')
  })

  test('does nothing while it is disabled', () => {
    cleanup()
    render(<Page isBusy />)
    fireEvent.click(button())
    button().focus()
    press('ArrowDown')
    expect(screen.queryByRole('menu')).toBeNull()
  })
})

describe('the keys of a menu', () => {
  beforeEach(() => {
    fireEvent.click(button())
  })

  test('arrows go round, Home and End to its ends', () => {
    press('ArrowUp')
    expect(focused()).toBe('Delete')
    press('ArrowDown')
    expect(focused()).toBe('Rename')
    press('End')
    expect(focused()).toBe('Delete')
    press('Home')
    expect(focused()).toBe('Rename')
  })

  test('a letter goes to the next item that begins with it', () => {
    press('r')
    expect(focused()).toBe('Reset')
    press('R')
    expect(focused()).toBe('Rename')
    press('d')
    expect(focused()).toBe('Delete')
    press('x')
    expect(focused()).toBe('Delete')
    press('s', { ctrlKey: true })
    expect(focused()).toBe('Delete')
  })

  test('Escape closes it, gives focus back to the button, and is nobody else’s', () => {
    expect(press('Escape')).toBe(false)
    expect(screen.queryByRole('menu')).toBeNull()
    expect(document.activeElement).toBe(button())
    expect(run).not.toHaveBeenCalled()
  })

  test('Tab closes it and goes on from the button', async () => {
    await userEvent.tab()
    expect(screen.queryByRole('menu')).toBeNull()
    expect(focused()).toBe('After it')
  })

  test('an item runs, once the focus is back on the button', () => {
    run.mockImplementationOnce(() => expect(document.activeElement).toBe(button()))
    fireEvent.click(screen.getByRole('menuitem', { name: 'Share' }))
    expect(run).toHaveBeenCalledExactlyOnceWith('Share')
    expect(screen.queryByRole('menu')).toBeNull()
  })
})
