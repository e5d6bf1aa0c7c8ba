// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Inspector } from '@/components/inspector/inspector'
import type { InspectorState } from '@/components/inspector/use-inspector'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { parseRunFile } from '@/lib/protocol/run-file'
import { toSseFrame } from '@/lib/protocol/sse'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import { type Fixture, readFixture } from '@/tests/support/fixtures'

const fold = (events: NumberedEvent[]): RunView =>
  events.reduce(reduceRun, emptyRun('run' as RunId, 'thread' as ThreadId, events[0]?.timestamp ?? 0))
const runOf = (name: Fixture): RunView => fold(readFixture(name))

const intents = { onToggle: vi.fn(), onClose: vi.fn(), onTab: vi.fn(), onRow: vi.fn() }
const detailsOf = (run: RunView | undefined, rest: Partial<InspectorState> = {}): InspectorState => ({
  isOpen: true,
  run,
  tab: 'timeline',
  rowId: undefined,
  takesFocus: false,
  forThread: { isOpen: true, rowId: undefined, onStep: vi.fn(), onRun: vi.fn(), onShow: vi.fn() },
  ...intents,
  ...rest,
})
const draw = (details: InspectorState) => <Inspector details={details} skewMs={0} />
const show = (run: RunView | undefined, rest: Partial<InspectorState> = {}) => {
  const { rerender } = render(draw(detailsOf(run, rest)))
  return (next: RunView | undefined, more: Partial<InspectorState> = {}) => rerender(draw(detailsOf(next, { ...rest, ...more })))
}
/** The server keeps these events of whatever run it is asked for, or of the one at that address. */
const keep = (events: NumberedEvent[] | ((url: string) => NumberedEvent[])) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async (url: string, { headers }: { headers: Record<string, string> }) => {
      const after = Number(headers['last-event-id'])
      return new Response(
        (typeof events === 'function' ? events(url) : events)
          .filter(({ seq }) => seq > after)
          .map((event) => toSseFrame(event.seq, JSON.stringify(event)))
          .join(''),
      )
    }),
  )
const options = () => within(screen.getByRole('listbox', { name: 'Timeline steps' })).getAllByRole('option')
const numbers = () =>
  screen
    .getAllByRole('definition')
    .slice(0, 4)
    .map((each) => each.textContent)

beforeEach(() => {
  vi.clearAllMocks()
  keep([])
  Element.prototype.scrollIntoView = () => {}
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the timeline', () => {
  test('has four numbers, and a row for each model turn, call and the answer', () => {
    show(runOf('sums-in-order'))
    expect(screen.getByRole('complementary', { name: 'Run details' })).toBeTruthy()
    expect(numbers()).toEqual([expect.stringMatching(/^\d\.\d s$/), expect.stringMatching(/^\d\.\d s$/), '3', '576'])
    expect(options().map((option) => option.getAttribute('aria-label')?.split(',')[0])).toEqual([
      ...['Model', 'add', 'Model 2', 'multiply', 'Model 3', 'subtract', 'Model 4', 'Answer'],
    ])
  })

  test('says the same in a table', () => {
    show(runOf('tool-failure'))
    const table = screen.getByRole('table', { name: 'Timeline of this run' })
    const [, first, second] = within(table).getAllByRole('row')
    expect(first?.textContent).toMatch(/^Model0\.\d s\d\.\d sdone$/)
    expect(second?.textContent).toMatch(/^divide\d\.\d s\d\.\d sfailed$/)
  })

  test('chooses the first call unless another was chosen, and shows what it was given and what came of it', () => {
    const update = show(runOf('sums-in-order'))
    const chosen = () => screen.getByRole('region', { name: /^Selected/ })
    expect(within(chosen()).getByRole('heading', { name: /^add/ })).toBeTruthy()
    expect(chosen().textContent).toContain('{ "x": 10, "y": 10 }')
    expect(within(chosen()).getByRole('button', { name: 'Copy arguments' })).toBeTruthy()
    expect(within(chosen()).getByRole('button', { name: 'Copy result' })).toBeTruthy()
    update(runOf('sums-in-order'), { rowId: 'turn-2' })
    expect(within(chosen()).getByRole('heading', { name: /^Model 2/ })).toBeTruthy()
    expect(chosen().textContent).toContain('Input tokens120')
    update(runOf('sums-in-order'), { rowId: 'answer' })
    expect(within(chosen()).getByRole('button', { name: 'Copy answer' })).toBeTruthy()
  })

  test('rows are chosen by pointer, arrow keys and Enter', () => {
    show(runOf('sums-in-order'))
    const list = screen.getByRole('listbox', { name: 'Timeline steps' })
    expect(list.getAttribute('aria-activedescendant')).toBe(options()[1]?.id)
    for (const [key, id] of [
      ['ArrowDown', 'turn-2'],
      ['ArrowUp', 'turn-1'],
      ['End', 'answer'],
      ['Enter', 'c1'],
    ] as const) {
      fireEvent.keyDown(list, { key })
      expect(intents.onRow).toHaveBeenLastCalledWith(id)
    }
    fireEvent.click(within(list).getByText('subtract'))
    expect(intents.onRow).toHaveBeenLastCalledWith('c3')
  })

  test('says why a step failed', () => {
    show(runOf('tool-failure'))
    expect(screen.getByRole('region', { name: 'Selected: divide' }).textContent).toContain('828 ÷ 0 has no result.')
    expect(screen.getByRole('option', { name: /^divide, failed/ })).toBeTruthy()
  })

  test('goes on with the clock of the page; what is live ends at now, and the axis changes only now and then', () => {
    const events = readFixture('stopped')
    const run = fold(events.slice(0, 21))
    vi.useFakeTimers({ now: run.lastEventAt + 100 })
    show(run)
    const end = () => document.querySelector('[data-slot=time-axis] span:last-child')?.textContent
    const nowLine = () => document.querySelector<HTMLElement>('[data-slot=now]')?.style.translate.replace('calc(', '') ?? ''
    const [before, where] = [end(), nowLine()]
    expect(where).not.toBe('')
    act(() => vi.advanceTimersByTime(200))
    expect(end()).toBe(before)
    expect(Number.parseFloat(nowLine())).toBeGreaterThan(Number.parseFloat(where))
    const last = [...(options().at(-1)?.querySelectorAll<HTMLElement>('[data-slot=time-span]') ?? [])].at(-1)
    expect(Number.parseFloat(last?.style.left ?? '') + Number.parseFloat(last?.style.width ?? '')).toBeCloseTo(
      Number.parseFloat(nowLine()),
      1,
    )
    expect(screen.getByRole('table').textContent).toContain('in progress')
  })

  test('without a run says so', () => {
    show(undefined)
    expect(screen.getByText('No run yet.')).toBeTruthy()
  })
})

describe('the tabs', () => {
  test('go by arrow keys, round and round', () => {
    show(runOf('parallel'))
    const tab = screen.getByRole('tab', { name: 'Timeline', selected: true })
    fireEvent.keyDown(tab, { key: 'ArrowRight' })
    expect(intents.onTab).toHaveBeenLastCalledWith('sources')
    fireEvent.keyDown(tab, { key: 'ArrowLeft' })
    expect(intents.onTab).toHaveBeenLastCalledWith('events')
  })

  test('take the focus when the person opened the details, not when they were left open', () => {
    show(runOf('parallel'))
    expect(document.activeElement).toBe(document.body)
    cleanup()
    show(runOf('parallel'), { takesFocus: true })
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Timeline' }))
  })

  test('Escape inside closes, and is not left for the page', () => {
    show(runOf('parallel'))
    expect(fireEvent.keyDown(screen.getByRole('tab', { name: 'Timeline' }), { key: 'Escape' })).toBe(false)
    expect(intents.onClose).toHaveBeenCalledTimes(1)
  })

  test('Sources lists all that was read, with its number, site and passage', () => {
    show(runOf('search-then-answer'), { tab: 'sources' })
    const items = within(screen.getByRole('tabpanel', { name: 'Sources' })).getAllByRole('listitem')
    expect(items).toHaveLength(3)
    expect(items[0]?.textContent).toContain('Server-sent events1')
  })

  test('an address that is not safe leads nowhere', () => {
    const source = { n: 1, url: 'javascript:alert(1)', title: 'Press me', passage: '' }
    show({ ...runOf('parallel'), sources: [source] }, { tab: 'sources' })
    expect(screen.getByText('Press me').closest('a')?.hasAttribute('href')).toBe(false)
  })
})

describe('the events', () => {
  const settle = () => act(async () => void (await new Promise((resolve) => setTimeout(resolve, 5))))

  test('are read from the server, each with its time; one of them is shown in full', async () => {
    const events = readFixture('parallel')
    keep(events)
    show(fold(events), { tab: 'events' })
    await settle()
    expect(screen.getByRole('status').textContent).toBe(`${events.length} events`)
    const list = screen.getByRole('listbox', { name: 'Events' })
    expect(within(list).getAllByRole('option')[0]?.textContent).toMatch(/^0\.00 s ?RUN_STARTED/)
    fireEvent.keyDown(list, { key: 'ArrowDown' })
    expect(screen.getByRole('region', { name: 'Event 1' }).textContent).toContain('"type": "RUN_STARTED"')
    expect(screen.getByRole('button', { name: 'Copy event' })).toBeTruthy()
  })

  test('are filtered by words', async () => {
    const events = readFixture('parallel')
    keep(events)
    show(fold(events), { tab: 'events' })
    await settle()
    fireEvent.change(screen.getByRole('textbox', { name: 'Filter events' }), { target: { value: 'run_' } })
    await settle()
    expect(screen.getByRole('status').textContent).toBe(`2 of ${events.length} events`)
    expect(screen.getAllByRole('option')).toHaveLength(2)
    expect(fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' })).toBe(false)
    expect(intents.onClose).not.toHaveBeenCalled()
    await settle()
    expect(screen.getByRole('status').textContent).toBe(`${events.length} events`)
  })

  test('of which there are 5,000 are a few dozen elements', async () => {
    const [first] = readFixture('parallel')
    if (!first) throw new Error('no event')
    keep(Array.from({ length: 5000 }, (_, place) => ({ ...first, seq: place + 1 })))
    show(runOf('parallel'), { tab: 'events' })
    await settle()
    expect(screen.getByRole('status').textContent).toBe('5,000 events')
    expect(screen.getAllByRole('option').length).toBeLessThan(120)
    expect(screen.getAllByRole('option')[0]?.getAttribute('aria-setsize')).toBe('5000')
  })

  test('of a chosen step stand under it', async () => {
    keep(readFixture('sums-in-order'))
    show(runOf('sums-in-order'))
    await settle()
    const chosen = screen.getByRole('region', { name: 'Selected: add' })
    expect(within(chosen).getAllByRole('listitem')[0]?.textContent).toContain('TOOL_CALL_START add')
    expect(within(chosen).getByRole('button', { name: 'Copy events' })).toBeTruthy()
  })

  test('are saved with those of the run that they go on from, so that the file stands alone', async () => {
    const events = readFixture('parallel')
    const search = readFixture('search-then-answer')
    const earlier = { runId: 'earlier' as RunId, seq: search.length, action: 'continue' } as const
    const rerun = events.map((event) =>
      event.type === 'RUN_STARTED' ? { ...event, metadata: { ...event.metadata, from: earlier } } : event,
    )
    keep((url) => (url.includes('earlier') ? search : rerun))
    show(fold(rerun), { tab: 'events' })
    await settle()
    const save = vi.spyOn(URL, 'createObjectURL')
    fireEvent.click(screen.getByRole('button', { name: 'Download' }))
    await settle()
    const [file] = save.mock.calls[0] ?? []
    const saved = parseRunFile(await (file as Blob).text())
    expect(saved.map(({ seq }) => seq)).toEqual([...search, ...rerun].map(({ seq }) => seq))

    // Half of it would look like all of it.
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('offline')))
    fireEvent.click(screen.getByRole('button', { name: 'Download' }))
    await settle()
    expect(screen.getByRole('status').textContent).toMatch(/^The earlier steps of this run could not be loaded/)
    expect(save).toHaveBeenCalledOnce()
  })

  test('that cannot be read are said to be', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('offline')))
    show(runOf('parallel'), { tab: 'events' })
    await settle()
    expect(screen.getByRole('status').textContent).toContain('could not be loaded')
  })

  test('of a run that goes on are read again, only what is new', async () => {
    const events = readFixture('parallel')
    vi.useFakeTimers()
    const kept = events.slice(0, 5)
    keep(kept)
    show(fold(kept), { tab: 'events' })
    await act(async () => void (await vi.advanceTimersByTimeAsync(10)))
    expect(screen.getByRole('status').textContent).toBe('5 events')
    kept.push(...events.slice(5))
    await act(async () => void (await vi.advanceTimersByTimeAsync(1100)))
    expect(screen.getByRole('status').textContent).toBe(`${events.length} events`)
    const asked = vi.mocked(fetch).mock.calls.map(([, init]) => new Headers(init?.headers).get('last-event-id'))
    expect(asked).toEqual(['0', '5'])
    await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
    expect(fetch).toHaveBeenCalledTimes(2)
  })
})
