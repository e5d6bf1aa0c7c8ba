// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Shortcuts, useShortcuts } from '@/components/commands/use-shortcuts'
import { changeSettings, usualSettings } from '@/components/context/settings'

const keys = {
  onStop: vi.fn(),
  onFocusComposer: vi.fn(),
  onNewChat: vi.fn(),
  onCopyAnswer: vi.fn(),
  onToggleDetails: vi.fn(),
  onOpen: vi.fn<(name: string) => void>(),
}

const Page = (shortcuts: Partial<Shortcuts>) => {
  useShortcuts({ ...keys, ...shortcuts })
  return <textarea aria-label="Field" />
}
const press = (key: string, more: object = {}, target: Element = document.body) => fireEvent.keyDown(target, { key, ...more })
const called = () => Object.entries(keys).flatMap(([name, intent]) => intent.mock.calls.map(() => name))

beforeEach(() => {
  vi.clearAllMocks()
  render(<Page />)
})
afterEach(() => {
  cleanup()
  changeSettings(usualSettings)
})

test.each([
  ['Escape', {}, 'onStop'],
  ['/', {}, 'onFocusComposer'],
  ['O', { ctrlKey: true, shiftKey: true }, 'onNewChat'],
  ['o', { metaKey: true, shiftKey: true }, 'onNewChat'],
  ['C', { ctrlKey: true, shiftKey: true }, 'onCopyAnswer'],
  ['.', { ctrlKey: true }, 'onToggleDetails'],
  ['.', { metaKey: true }, 'onToggleDetails'],
])('%s with %o', (key, more, intent) => {
  // `fireEvent` answers false where the browser's own use of the key was prevented.
  expect(press(key, more)).toBe(false)
  expect(called()).toEqual([intent])
})

test('keys that are ours only together stay the browser’s: copying a selection, a letter', () => {
  expect(press('c', { ctrlKey: true })).toBe(true)
  expect(press('o')).toBe(true)
  expect(called()).toEqual([])
})

test('a slash in a field is a slash', () => {
  expect(press('/', {}, screen.getByRole('textbox'))).toBe(true)
  expect(called()).toEqual([])
})

test('Esc that closed something, or that an input method uses, does not stop the run', () => {
  const close = (event: Event) => event.preventDefault()
  document.body.addEventListener('keydown', close)
  press('Escape')
  document.body.removeEventListener('keydown', close)
  press('Escape', { isComposing: true })
  press('Escape', { keyCode: 229 })
  expect(called()).toEqual([])
})

test('Esc does nothing when nothing runs', () => {
  cleanup()
  render(<Page onStop={undefined} />)
  expect(press('Escape')).toBe(true)
})

test.each([
  ['k', { ctrlKey: true }, 'menu'],
  ['K', { metaKey: true }, 'menu'],
  ['?', { shiftKey: true }, 'shortcuts'],
])('%s with %o opens the %s', (key, more, name) => {
  expect(press(key, more)).toBe(false)
  expect(keys.onOpen.mock.calls).toEqual([[name]])
})

test('a question mark in a field is one; the menu comes from there too', () => {
  const field = screen.getByRole('textbox')
  expect(press('?', {}, field)).toBe(true)
  press('k', { ctrlKey: true }, field)
  expect(keys.onOpen.mock.calls).toEqual([['menu']])
})

test('single-letter keys can be turned off; chords and Esc stay', () => {
  changeSettings({ letterKeys: false })
  expect(press('/')).toBe(true)
  expect(press('?')).toBe(true)
  press('k', { ctrlKey: true })
  press('Escape')
  expect(called()).toEqual(['onStop', 'onOpen'])
})

test('under an open dialog the page rests', () => {
  const dialog = document.body.appendChild(document.createElement('dialog'))
  dialog.showModal()
  press('Escape')
  press('/')
  press('k', { ctrlKey: true })
  expect(called()).toEqual([])
  dialog.remove()
})
