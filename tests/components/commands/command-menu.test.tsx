// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CommandMenu } from '@/components/commands/command-menu'
import { matches } from '@/components/commands/menu-items'
import { useCommand } from '@/components/context/command-registry'
import { commands } from '@/components/context/commands'

const onModel = vi.fn()
const onClose = vi.fn()
const onStop = vi.fn()
const models = [
  { id: 'one', label: 'First model' },
  { id: 'two', label: 'Second model' },
]

/** Answers wait until the test gives them, so that they may come in any order. */
let asked: { query: string; answer(...titles: string[]): Promise<void>; fail(): Promise<void> }[] = []
const fetchChats = (input: string, { signal }: { signal: AbortSignal }) =>
  new Promise<Response>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Aborted')))
    asked.push({
      query: new URL(input, 'http://app').searchParams.get('query') ?? '',
      answer: (...titles) => {
        const threads = titles.map((title) => ({ threadId: title, title, updatedAt: 1, state: 'seen' }))
        return act(async () => resolve(Response.json({ threads })))
      },
      fail: () => act(async () => reject(new Error('No line'))),
    })
  })

const onShare = vi.fn()
const onSwitch = vi.fn()
const Page = ({ stops = true, shares = false }) => {
  useCommand('share', shares ? onShare : undefined)
  useCommand('stop', stops ? onStop : undefined)
  useCommand('theme', onSwitch)
  useCommand('send', onSwitch)
  return (
    <CommandMenu
      offer={{ models, defaultModelId: 'one', canBringOwn: false }}
      modelId="one"
      onModel={onModel}
      onClose={onClose}
    />
  )
}
const field = () => screen.getByRole('combobox')
const options = () => screen.queryAllByRole('option').map((option) => option.querySelector('[data-slot=menu-label]')?.textContent)
const active = () => screen.queryByRole('option', { selected: true })?.querySelector('[data-slot=menu-label]')?.textContent
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))
const write = (value: string) => fireEvent.change(field(), { target: { value } })
const press = (key: string, more: object = {}) => fireEvent.keyDown(field(), { key, ...more })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetchChats)
  asked = []
})
afterEach(() => {
  cleanup()
  vi.clearAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the command menu', () => {
  test('lists what can be done now, the models and the newest chats', async () => {
    render(<Page />)
    pass(0)
    await asked[0]?.answer('Towers')
    expect(options()).toEqual(['Stop this run', 'Switch theme', 'First model', 'Second model', 'Towers'])
    expect(screen.getByRole('group', { name: 'Recent chats' })).toBeTruthy()
  })

  test('does not list what makes no sense now', () => {
    render(<Page stops={false} />)
    expect(options()).not.toContain('Stop this run')
  })

  test('a command is found by other words for it', () => {
    render(<Page shares />)
    write('link')
    expect(options()).toEqual(['Share this chat'])
    press('Enter')
    expect(onShare).toHaveBeenCalledOnce()
    expect(matches(`${commands.details.also}`, 'waterfall')).toBe(true)
    expect(matches(`${commands.stop.also}`, 'cancel')).toBe(true)
  })

  test('the field names the active option, which the arrow keys move, round and round', () => {
    render(<Page />)
    const named = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent
    expect(active()).toBe('Stop this run')
    expect(named()).toContain('Stop this run')
    press('ArrowDown')
    expect(active()).toBe('Switch theme')
    expect(named()).toContain('Switch theme')
    press('ArrowUp')
    press('ArrowUp')
    expect(active()).toBe('Second model')
    press('ArrowDown')
    expect(active()).toBe('Stop this run')
  })

  test('Enter does what is active and closes; an input method’s Enter does not', () => {
    render(<Page />)
    press('Enter', { isComposing: true })
    press('Enter', { keyCode: 229 })
    expect(onStop).not.toHaveBeenCalled()
    press('Enter')
    expect(onStop).toHaveBeenCalledOnce()
    expect(document.querySelector('dialog')?.open).toBe(false)
  })

  test('a model is chosen by its name', () => {
    render(<Page />)
    write('second')
    expect(options()).toEqual(['Second model'])
    press('Enter')
    expect(onModel).toHaveBeenCalledExactlyOnceWith('two')
  })

  test('a press on an option does it', () => {
    render(<Page />)
    fireEvent.click(screen.getByRole('option', { name: /Stop this run/ }))
    expect(onStop).toHaveBeenCalledOnce()
  })
})

describe('chats', () => {
  test('are asked for when no letter came for a moment, and once', () => {
    render(<Page />)
    pass(0)
    write('n')
    pass(100)
    write('na')
    pass(149)
    expect(asked).toHaveLength(1)
    pass(1)
    expect(asked.map(({ query }) => query)).toEqual(['', 'na'])
  })

  test('an answer that comes late never shows over a newer one', async () => {
    render(<Page />)
    write('north')
    pass(150)
    write('south')
    pass(150)
    await asked[1]?.answer('South pole')
    await asked[0]?.answer('North pole')
    expect(options()).toEqual(['South pole'])
  })

  test('while the next ones are awaited only titles that fit stand there', async () => {
    render(<Page />)
    write('po')
    pass(150)
    await asked[0]?.answer('North pole', 'Said poles in it')
    write('pole no')
    expect(options()).toEqual(['North pole'])
  })

  test('nothing found is said, and so is a search that failed', async () => {
    render(<Page />)
    write('zebra')
    pass(150)
    await asked[0]?.answer()
    expect(screen.getByRole('status').textContent).toBe('No results for “zebra”.')
    press('Enter')
    write('zebras')
    pass(150)
    await asked[1]?.fail()
    expect(screen.getByRole('status').textContent).toBe('Chats could not be searched. Commands still work.')
  })
})
