// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { goTo } from '@/components/context/address'
import { FileOpener, type FileOpenerProps } from '@/components/open-file/file-opener'
import { toOpenedFile } from '@/components/open-file/open-run-file'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { maxRunFileBytes, parseRunFile } from '@/lib/protocol/run-file'
import { toThreadView } from '@/lib/run-view/fold-runs'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, isEnded } from '@/lib/run-view/state'
import { arbitraryRun } from '@/tests/support/arbitrary-run'
import { readFixture } from '@/tests/support/fixtures'

const toText = (events: NumberedEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')
const viewOf = (events: NumberedEvent[]) => toThreadView(toOpenedFile('run.jsonl', events).thread).turns[0]?.versions[0]

describe('a saved run', () => {
  test('law: saved and opened it is the same view', () => {
    fc.assert(
      fc.property(arbitraryRun(), (events) => {
        const live = events.reduce(reduceRun, emptyRun('run' as RunId, 'thread' as ThreadId, 0))
        expect(viewOf(parseRunFile(toText(events)))).toEqual(live)
      }),
    )
  })

  test('law: one that was saved while it went on is shown as far as it goes, and nothing in it goes on for ever', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), (events, cut) => {
        const view = viewOf(events.slice(0, 1 + (cut % (events.length - 1))))
        expect(view && isEnded(view)).toBe(true)
        expect(view?.state).toEqual({ name: 'interrupted', message: 'The file ends here, before the run did.' })
      }),
    )
  })
})

describe('opening it', () => {
  const onOpen = vi.fn()
  const show = (early?: FileOpenerProps['early']) =>
    render(
      <FileOpener
        threadId={'thread' as ThreadId}
        takesFiles={false}
        menu={<button type="button">Menu</button>}
        early={early}
        onOpen={onOpen}
      />,
    )
  beforeEach(() => {
    vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }))
    show()
  })
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
    onOpen.mockClear()
  })

  const over = (type: string, files: File[], more = {}) =>
    fireEvent(
      document.body,
      Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
        dataTransfer: { types: files.length > 0 ? ['Files'] : ['text/plain'], files },
        ...more,
      }),
    )
  const file = (text: string, name = 'run.jsonl') => new File([text], name)
  const saved = file(toText(readFixture('sums-in-order')))
  const isOver = () => screen.queryByText('Drop a saved run to open it') !== null

  test('a file that is held over the page is told where it may go', () => {
    over('dragover', [saved])
    expect(isOver()).toBe(true)
    over('dragleave', [saved], { relatedTarget: document.body })
    expect(isOver()).toBe(true)
    over('dragleave', [saved], { relatedTarget: null })
    expect(isOver()).toBe(false)
  })

  test('text that is dragged is none of its business', () => {
    expect(over('dragover', [])).toBe(true)
    expect(isOver()).toBe(false)
  })

  test('it takes the place of the chat, until it is closed or the page goes somewhere', async () => {
    over('drop', [saved])
    const question = await screen.findByRole('heading', { level: 2 })
    expect(question.textContent).toBe(viewOf(readFixture('sums-in-order'))?.question)
    expect(screen.getByRole('complementary', { name: 'About this file' }).textContent).toContain('opened from run.jsonl')
    expect(screen.getByRole('button', { name: 'Menu' })).toBeTruthy()
    expect(onOpen).toHaveBeenLastCalledWith(true)
    fireEvent.click(screen.getByRole('button', { name: 'Close file' }))
    expect(screen.queryByRole('heading')).toBeNull()
    expect(onOpen).toHaveBeenLastCalledWith(false)
    over('drop', [saved])
    await screen.findByRole('heading', { level: 2 })
    act(() => goTo(location.pathname))
    expect(screen.queryByRole('heading')).toBeNull()
  })

  test('what was dropped, or asked for, before this was there is opened', async () => {
    cleanup()
    show({ files: [saved], hasFolder: false })
    expect((await screen.findByRole('complementary', { name: 'About this file' })).textContent).toContain('run.jsonl')
    cleanup()
    const choose = vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(() => undefined)
    show('choose')
    expect(choose).toHaveBeenCalledOnce()
    choose.mockRestore()
  })

  test('Back from a later address closes it, and not Back from what lay over it', async () => {
    const start = location.href
    const moveTo = (path: string) =>
      act(() => {
        history.replaceState(null, '', path)
        dispatchEvent(new PopStateEvent('popstate'))
      })
    act(() => goTo('/chat/later'))
    over('drop', [saved])
    await screen.findByRole('heading', { level: 2 })
    moveTo('/chat/later')
    expect(screen.getByRole('heading', { level: 2 })).toBeTruthy()
    moveTo(start)
    expect(screen.queryByRole('heading')).toBeNull()
  })

  test.each<[string, File, string]>([
    [
      'is no run',
      file('hello', 'notes.txt'),
      'notes.txt was not added: this server keeps no files. Paste its text into the message instead.',
    ],
    ['has nothing', file(''), 'run.jsonl could not be opened. The file has no events.'],
    [
      'is too large',
      Object.defineProperty(file(''), 'size', { value: maxRunFileBytes + 1 }),
      'run.jsonl could not be opened. The file is larger than a saved run can be (64 MiB, 500,000 lines).',
    ],
  ])('a file that %s is said to be so', async (_title, broken, words) => {
    over('drop', [broken])
    expect((await screen.findByRole('alert')).textContent).toBe(words)
    expect(onOpen).not.toHaveBeenCalledWith(true)
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })
})
