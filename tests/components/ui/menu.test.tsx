// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Menu } from '@/components/ui/menu'

afterEach(cleanup)

const open = () => {
  const onClose = vi.fn()
  const run = vi.fn()
  const items = ['Rename', 'Share', 'Reset', 'Delete'].map((label) => ({ id: label, label, run: () => run(label) }))
  render(
    <div>
      <button type="button">More</button>
      <Menu label="Chat" items={items} onClose={onClose} />
    </div>,
  )
  return { onClose, run }
}
const press = (key: string, more: object = {}) => fireEvent.keyDown(screen.getByRole('menu'), { key, ...more })
const focused = () => document.activeElement?.textContent

/** @see https://www.w3.org/WAI/ARIA/apg/patterns/menubar/#keyboardinteraction */
describe('the keys of a menu', () => {
  test('arrows go round, Home and End to its ends', () => {
    open()
    expect(focused()).toBe('Rename')
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
    open()
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

  test('Escape gives focus back to the button', () => {
    const { onClose, run } = open()
    press('Escape')
    expect(onClose).toHaveBeenCalledOnce()
    expect(focused()).toBe('More')
    expect(run).not.toHaveBeenCalled()
  })
})
