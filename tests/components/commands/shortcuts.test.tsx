// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useCommand } from '@/components/context/command-registry'
import { ariaKeys, type CommandId, commandIds, commands } from '@/components/context/commands'
import { changeSettings, usualSettings } from '@/components/context/settings'

const onRun = vi.fn<(id: CommandId) => void>()

const Offer = ({ id }: { id: CommandId }) => {
  useCommand(id, () => onRun(id))
  return null
}
const Page = ({ offered }: { offered: CommandId[] }) => (
  <>
    {offered.map((id) => (
      <Offer key={id} id={id} />
    ))}
    <textarea aria-label="Field" />
  </>
)
/** The last two are offered on a page of their own. */
const usual = commandIds.filter((id) => id !== 'end-replay' && id !== 'close-file')
const press = (key: string, more: object = {}, target: Element = document.body) => fireEvent.keyDown(target, { key, ...more })
const ran = () => onRun.mock.calls.map(([id]) => id)

beforeEach(() => {
  vi.clearAllMocks()
  render(<Page offered={usual} />)
})
afterEach(() => {
  cleanup()
  changeSettings(usualSettings)
})

test.each<[string, object, CommandId]>([
  ['Escape', {}, 'stop'],
  ['/', {}, 'focus-composer'],
  ['?', { shiftKey: true }, 'shortcuts'],
  ['O', { ctrlKey: true, shiftKey: true }, 'new-chat'],
  ['o', { metaKey: true, shiftKey: true }, 'new-chat'],
  ['C', { ctrlKey: true, shiftKey: true }, 'copy-answer'],
  ['b', { ctrlKey: true }, 'sidebar'],
  ['k', { ctrlKey: true }, 'search'],
  ['K', { metaKey: true }, 'search'],
  ['.', { ctrlKey: true }, 'details'],
  ['.', { metaKey: true }, 'details'],
  // On keyboards where the full stop is above another sign.
  ['.', { ctrlKey: true, shiftKey: true }, 'details'],
])('%s with %o', (key, more, id) => {
  // `fireEvent` answers false where the browser's own use of the key was prevented.
  expect(press(key, more)).toBe(false)
  expect(ran()).toEqual([id])
})

test('keys that are ours only together stay the browser’s: copying a selection, a letter, a private window', () => {
  expect(press('c', { ctrlKey: true })).toBe(true)
  expect(press('o')).toBe(true)
  expect(press('b', { ctrlKey: true, shiftKey: true })).toBe(true)
  expect(press('k', { ctrlKey: true, altKey: true })).toBe(true)
  expect(ran()).toEqual([])
})

test('a slash and a question mark in a field are just that; chords work there too', () => {
  const field = screen.getByRole('textbox')
  expect(press('/', {}, field)).toBe(true)
  expect(press('?', {}, field)).toBe(true)
  press('k', { ctrlKey: true }, field)
  expect(ran()).toEqual(['search'])
})

test('Esc that closed something, or that an input method uses, does not stop the run', () => {
  const close = (event: Event) => event.preventDefault()
  document.body.addEventListener('keydown', close)
  press('Escape')
  document.body.removeEventListener('keydown', close)
  press('Escape', { isComposing: true })
  press('Escape', { keyCode: 229 })
  expect(ran()).toEqual([])
})

test('a key does what is offered now: Esc stops the run before it ends a replay, and that before it closes a file', () => {
  cleanup()
  const { rerender } = render(<Page offered={['close-file', 'end-replay', 'stop']} />)
  press('Escape')
  rerender(<Page offered={['close-file', 'end-replay']} />)
  press('Escape')
  rerender(<Page offered={['close-file']} />)
  press('Escape')
  rerender(<Page offered={[]} />)
  expect(press('Escape')).toBe(true)
  expect(ran()).toEqual(['stop', 'end-replay', 'close-file'])
})

test('single-letter keys can be turned off; chords and Esc stay', () => {
  changeSettings({ letterKeys: false })
  expect(press('/')).toBe(true)
  expect(press('?')).toBe(true)
  press('k', { ctrlKey: true })
  press('Escape')
  expect(ran()).toEqual(['search', 'stop'])
})

test('a keydown without a key, as browsers send when they fill in a field, is nothing', () => {
  const onError = vi.fn()
  addEventListener('error', onError)
  document.body.dispatchEvent(new Event('keydown', { bubbles: true }))
  removeEventListener('error', onError)
  expect(onError).not.toHaveBeenCalled()
  expect(ran()).toEqual([])
})

test('under an open dialog the page rests', () => {
  const dialog = document.body.appendChild(document.createElement('dialog'))
  dialog.showModal()
  press('Escape')
  press('/')
  press('k', { ctrlKey: true })
  expect(ran()).toEqual([])
  dialog.remove()
})

test('each chord is one command, and browsers are told of it in their own words', () => {
  const chords = commandIds.flatMap((id) => commands[id].keys?.match(/^Mod .*/) ?? [])
  expect(new Set(chords).size).toBe(chords.length)
  expect(ariaKeys('new-chat')).toBe('Control+Shift+O Meta+Shift+O')
  expect(ariaKeys('stop')).toBe('Escape')
  expect(ariaKeys('share')).toBeUndefined()
})
