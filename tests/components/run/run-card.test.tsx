// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { preloadStepBody } from '@/components/run/call-step'
import { RunCard, rendersSame } from '@/components/run/run-card'
import type { Seq, Source } from '@/lib/protocol/event'
import type { Call, RunView } from '@/lib/run-view/state'
import { aCall, answerOf, aRun, doneWith, failedWith, readingWords, searchWords, start, step } from './run-fixture'

// As the page does before the first step is there.
beforeAll(preloadStepBody)

beforeEach(() => {
  vi.useFakeTimers({ now: start + 2000 })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const show = (run: RunView, restoredSeq = 0) => {
  const { rerender, container } = render(<RunCard run={run} skewMs={0} restoredSeq={restoredSeq} />)
  return { container, update: (next: RunView) => rerender(<RunCard run={next} skewMs={0} restoredSeq={restoredSeq} />) }
}
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))
const line = () => screen.getAllByRole('button')[0] as HTMLElement
const isFolded = () => line().getAttribute('aria-expanded') === 'false'
const row = (name: RegExp) => screen.getByRole('button', { name })

const added = step('turn-1', aCall(doneWith('20')))
const withAnswer = (text = 'It', rest = {}) =>
  aRun({ state: { name: 'answering' }, steps: [added], answer: answerOf(text, rest) })

test('a token of the answer draws nothing anew, and any other change of a run does', () => {
  const { answer, ...working } = { ...withAnswer('It'), lastSeq: 9 as Seq }
  if (!answer) throw new Error('The fixture has an answer')
  const isSame = (change: object) =>
    rendersSame({ run: { ...working, answer }, skewMs: 0 }, { run: { ...working, answer, ...change }, skewMs: 0 })
  expect(isSame({ answer: { ...answer, text: 'It is' }, lastSeq: 10, lastEventAt: start + 1, totalTokens: 12 })).toBe(true)
  const { lastSeq, lastEventAt, turns, ...others } = working
  const changes = Object.keys(others).filter((field) => isSame({ [field]: 'another' }))
  expect(changes).toEqual([])
  expect(isSame({ fieldOfALaterVersion: 1 })).toBe(false)
  expect(isSame({ answer: undefined })).toBe(false)
})

describe('the line', () => {
  test('says that the run starts, then that it thinks, without a card', () => {
    const { update } = show(aRun({ state: { name: 'connecting' } }))
    expect(screen.getByText('Starting')).toBeTruthy()
    update(aRun())
    expect(screen.getByText('Thinking')).toBeTruthy()
    expect(screen.queryByRole('region', { name: 'Steps' })).toBeNull()
  })

  test('says what is waited for, with a clock of its own', () => {
    const notice = { code: 'waiting', message: 'The model is loading.', at: start + 1500 } as const
    const { container, update } = show(aRun())
    update(aRun({ notice, turns: [{ id: 'turn-1', startedAt: start + 1000 }] }))
    expect(container.textContent).toBe('The model is loading…1.0 s')
    pass(33_000)
    expect(container.textContent).toBe('The model is loading…34 s')
    update(aRun({ notice, turns: [{ id: 'turn-2', startedAt: start + 30_000 }], steps: [added] }))
    expect(line().textContent).toContain('The model is loading…5.0 s')
    update(aRun({ steps: [added] }))
    expect(line().textContent).not.toContain('loading')
  })

  test('leaves nothing behind when the answer comes without a step', () => {
    const { container, update } = show(aRun())
    update(aRun({ answer: answerOf('Hello') }))
    expect(container.textContent).toBe('')
    update(aRun({ state: { name: 'done' }, answer: answerOf('Hello', { state: 'done' }) }))
    expect(container.textContent).toBe('')
  })

  test('says what is written, and counts the seconds', () => {
    const { container } = show(aRun({ steps: [step('turn-1', aCall({ name: 'multiply', state: 'writing' }))] }))
    expect(row(/^Writing arguments for multiply$/)).toBe(line())
    expect(line().textContent).toContain('2.0 s')
    pass(500)
    expect(line().textContent).toContain('2.5 s')
    expect(container.querySelectorAll('[data-slot=time-bar]')).toHaveLength(1)
  })

  test('unfolds when a replay is taken back to before the answer', () => {
    const { update } = show(withAnswer())
    pass(700)
    expect(isFolded()).toBe(true)
    update(aRun({ steps: [added] }))
    expect(isFolded()).toBe(false)
  })

  test('sums up when the answer has begun', () => {
    show(withAnswer())
    expect(row(/^1 step, 1 sum, 3.8 seconds$/)).toBe(line())
  })

  test('says how many failed', () => {
    show(
      aRun({
        state: { name: 'done' },
        steps: [added, step('turn-2', aCall({ id: 'c2', ...failedWith('No.') }))],
        answer: answerOf('It'),
      }),
    )
    expect(row(/^1 of 2 steps failed/)).toBe(line())
  })

  test('says after how many steps it was stopped', () => {
    const cancelled = aCall({ id: 'c2', state: 'cancelled', endedAt: start + 900, began: true })
    show(aRun({ state: { name: 'stopped' }, steps: [added, step('turn-2', cancelled)] }))
    expect(row(/^Stopped after 1 step/)).toBe(line())
  })
})

describe('a step', () => {
  test.each([
    [
      'being written',
      aCall({ name: 'divide', argsText: '{"x": 828, "y": 33', state: 'writing' }),
      /^divide, writing$/,
      'divide(x: 828, y: 33)',
    ],
    ['waiting', aCall({ name: 'divide', state: 'queued' }), /^divide, queued$/, 'divide(x: 10, y: 10)'],
    ['running', aCall({ name: 'divide', state: 'running', runningAt: start }), /^divide, running$/, 'divide(x: 10, y: 10)'],
    ['done', aCall(doneWith('20')), /^add, done, 0.4 seconds$/, 'add(x: 10, y: 10)=20'],
    [
      'stopped',
      aCall({ state: 'cancelled', endedAt: start + 600, began: true }),
      /^add, stopped by you, 0.6 seconds$/,
      'add(x: 10, y: 10)',
    ],
    [
      'not started',
      aCall({ state: 'cancelled', endedAt: start + 600, began: false }),
      /^add, not started, 0.6 seconds$/,
      'add(x: 10, y: 10)',
    ],
    ['failed', aCall(failedWith('No.')), /^add, failed, 10 seconds$/, 'add(x: 10, y: 10)'],
    [
      'searching',
      aCall({ words: searchWords, state: 'running', runningAt: start, progress: 'Reading 1 of 3' }),
      /^Searching the web, reading 1 of 3$/,
      'Searching the web',
    ],
  ])('%s says so by name and shows its call', (_title, call, name, text) => {
    show(aRun({ steps: [step('turn-1', call)] }))
    const head = row(name)
    expect(head.textContent?.startsWith(text)).toBe(true)
  })

  test('without a body is no toggle, and keeps its focus through every state', () => {
    const { update } = show(aRun({ steps: [step('turn-1', aCall({ state: 'writing' }))] }))
    const head = row(/^add/)
    head.focus()
    update(aRun({ steps: [step('turn-1', aCall({ state: 'queued' }))] }))
    expect(head.getAttribute('aria-expanded')).toBeNull()
    update(aRun({ steps: [step('turn-1', aCall(doneWith('20')))] }))
    expect(document.activeElement).toBe(row(/^add, done/))
    expect(document.activeElement).toBe(head)
  })

  test('opens to its arguments and its result in full', () => {
    show(
      aRun({
        steps: [
          step(
            'turn-1',
            aCall({ name: 'exponentiate', argsText: '{"x":2,"y":100}', ...doneWith('1267650600228229401496703205376') }),
          ),
        ],
      }),
    )
    const head = row(/^exponentiate/)
    expect(head.textContent).toContain('= 1267650600… (31 digits)'.replace('= ', '='))
    fireEvent.click(head)
    expect(head.getAttribute('aria-expanded')).toBe('true')
    expect(screen.getByText('1267650600228229401496703205376')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Copy result' })).toBeTruthy()
  })

  test('that failed opens by itself and says why; details on request', () => {
    const failed = step('turn-1', aCall(failedWith('828 ÷ 0 has no result.', 'DivisionByZero')))
    show(aRun({ steps: [failed, step('turn-2', aCall({ id: 'c2', state: 'writing' }))] }))
    expect(screen.getByText('828 ÷ 0 has no result.')).toBeTruthy()
    expect(screen.getByText(/The model continued without it\./)).toBeTruthy()
    expect(screen.queryByText('DivisionByZero')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Show details' }))
    expect(screen.getByText('DivisionByZero')).toBeTruthy()
  })

  test('does not claim that the run went on when it did not', () => {
    show(aRun({ state: { name: 'done' }, steps: [step('turn-1', aCall(failedWith('No.')))] }))
    expect(screen.queryByText(/went on without it/)).toBeNull()
  })

  test('says how much the model was not given', () => {
    const done = doneWith('"x"')
    show(aRun({ steps: [step('turn-1', aCall({ ...done, result: { ...done.result, truncated: 12_480 } }))] }))
    fireEvent.click(row(/^add/))
    expect(screen.getByText('12,480 characters were left out of what the model read.')).toBeTruthy()
  })
})

describe('a search', () => {
  const sources = [1, 2, 3, 4, 5, 6].map((n) => ({ n, url: `https://site${n}.example/a`, title: `Page ${n}`, passage: '' }))
  const search = { words: searchWords, name: 'search' }
  const asked = '{"query":"Eiffel Tower"}'

  test('opens by itself with its query as it is written, and stays open with what it found', () => {
    const { update } = show(
      aRun({ steps: [step('turn-1', aCall({ ...search, argsText: '{"query":"Eiffel To', state: 'writing' }))] }),
    )
    expect(screen.getByText('Eiffel To')).toBeTruthy()
    expect(row(/^Searching the web, writing$/).getAttribute('aria-expanded')).toBe('true')
    const done = doneWith('[]')
    const result = { ...done.result, summary: '6 sources', sources }
    update(
      aRun({ steps: [step('turn-1', aCall({ ...search, argsText: '{"query":"Eiffel Tower"}', ...done, result }))], sources }),
    )
    expect(row(/^Searched the web for Eiffel Tower, 6 sources, done/).getAttribute('aria-expanded')).toBe('true')
    expect(screen.getByText('6 results')).toBeTruthy()
    expect(screen.getAllByRole('link')).toHaveLength(3)
    fireEvent.click(screen.getByRole('button', { name: 'Show 3 more' }))
    expect(screen.getAllByRole('link')).toHaveLength(6)
  })

  test.each<[string, Call]>([
    ['that waits', aCall({ ...search, argsText: asked, state: 'queued' })],
    ['at work', aCall({ ...search, argsText: asked, state: 'running', runningAt: start })],
    ['that is done', aCall({ ...search, argsText: asked, ...doneWith('[]') })],
    ['that failed', aCall({ ...search, argsText: asked, ...failedWith('No.') })],
    ['that was stopped', aCall({ ...search, argsText: asked, state: 'cancelled', endedAt: start + 600, began: true })],
    ['that never began', aCall({ ...search, argsText: asked, state: 'cancelled', endedAt: start + 600, began: false })],
  ])('%s has its query in its row', (_title, call) => {
    show(aRun({ steps: [step('turn-1', call)] }))
    expect(within(row(/^Search(ing|ed)? the web for Eiffel Tower, /)).getByText('Eiffel Tower')).toBeTruthy()
  })

  test('holds the places of its pages from its first moment', () => {
    const places = () => document.querySelectorAll('[data-slot=found-page]').length
    const { update } = show(aRun({ steps: [step('turn-1', aCall({ ...search, argsText: '', state: 'writing' }))] }))
    expect(places()).toBe(4)
    update(aRun({ steps: [step('turn-1', aCall({ ...search, argsText: asked, state: 'queued' }))] }))
    expect(places()).toBe(4)
    update(aRun({ steps: [step('turn-1', aCall({ ...search, argsText: asked, ...failedWith('No.') }))] }))
    const isHeld = () => document.querySelector('[data-slot=step-body]')?.hasAttribute('data-held')
    expect(isHeld()).toBe(true)
    fireEvent.click(row(/^Search the web/))
    fireEvent.click(row(/^Search the web/))
    expect(isHeld()).toBe(false)
  })

  test('is named without a query where there is none', () => {
    show(aRun({ steps: [step('turn-1', aCall({ ...search, argsText: '{"query":" "}', ...doneWith('[]') }))] }))
    expect(row(/^Searched the web, done/)).toBeTruthy()
  })

  test('claims of no page that it was opened', () => {
    const done = doneWith('[]')
    const call = aCall({ ...search, argsText: asked, ...done, result: { ...done.result, sources } })
    show(aRun({ steps: [step('turn-1', call)] }))
    fireEvent.click(row(/^Searched/))
    expect(document.querySelector('[data-slot=found-page] svg')).toBeNull()
  })

  test('links only to addresses that are safe', () => {
    const done = doneWith('[]')
    const bad = [{ n: 1, url: 'javascript:alert(1)', title: 'Bad', passage: '' }]
    show(aRun({ steps: [step('turn-1', aCall({ ...search, ...done, result: { ...done.result, sources: bad } }))] }))
    fireEvent.click(row(/^Searched/))
    expect(screen.getByText('Bad')).toBeTruthy()
    expect(screen.queryByRole('link')).toBeNull()
  })
})

describe('pages that are read', () => {
  const reading = { words: readingWords, name: 'read_page' }
  const asked = '{"urls":["https://www.tea.example/oolong?x=1","https://gone.example/"]}'
  const sources: Source[] = [
    { n: 1, url: 'https://www.tea.example/oolong', title: 'Oolong', passage: 'Half oxidised.', isOpened: true },
  ]

  test.each<[string, Call, RegExp]>([
    [
      'at work',
      aCall({ ...reading, argsText: asked, state: 'running', runningAt: start }),
      /^Reading: tea.example, gone.example, running$/,
    ],
    [
      'that failed',
      aCall({ ...reading, argsText: asked, ...failedWith('No.') }),
      /^Read a page: tea.example, gone.example, failed/,
    ],
    [
      'that was stopped',
      aCall({ ...reading, argsText: asked, state: 'cancelled', endedAt: start + 600, began: true }),
      /^Read a page: tea.example, gone.example, stopped/,
    ],
    [
      'of one page',
      aCall({ ...reading, argsText: '{"urls":["https://www.tea.example/oolong?x=1"]}', ...doneWith('[]') }),
      /^Read: tea.example\/oolong, done/,
    ],
  ])('%s have their addresses in their row', (_title, call, name) => {
    show(aRun({ steps: [step('turn-1', call)] }))
    expect(row(name)).toBeTruthy()
  })

  test('hold a place for each, then say which were opened and why others were not', () => {
    const places = () => document.querySelectorAll('[data-slot=found-page]').length
    const { update } = show(aRun({ steps: [step('turn-1', aCall({ ...reading, argsText: asked, state: 'queued' }))] }))
    expect(places()).toBe(2)
    const done = doneWith(JSON.stringify([{ page: 'https://gone.example/', problem: 'has no such page (404)' }]))
    const result = { ...done.result, summary: '1 of 2 pages; gone.example has no such page (404)', sources }
    update(aRun({ steps: [step('turn-1', aCall({ ...reading, argsText: asked, ...done, result }))], sources }))
    const page = screen.getByRole('link', { name: /Oolong/ })
    expect(page.textContent).toContain('Opened')
    const unread = within(screen.getByRole('list', { name: 'Not read' })).getAllByRole('listitem')
    expect(unread.map(({ textContent }) => textContent)).toEqual(['gone.example has no such page (404)'])
  })

  test.each(['{', '[1, {"page": 2}]', '"x"', '{"page":"x"}'])(
    'of a saved run with the value %s are drawn all the same',
    (value) => {
      const done = doneWith(value)
      show(
        aRun({ steps: [step('turn-1', aCall({ ...reading, argsText: asked, ...done, result: { ...done.result, sources } }))] }),
      )
      fireEvent.click(row(/^Read:/))
      expect(screen.getByRole('link', { name: /Oolong/ })).toBeTruthy()
      expect(screen.queryByRole('list', { name: 'Not read' })).toBeNull()
    },
  )
})

describe('several in parallel', () => {
  const three = [
    aCall({ id: 'c1', name: 'multiply', ...doneWith('372') }),
    aCall({ id: 'c2', name: 'exponentiate', state: 'running', runningAt: start }),
    aCall({ id: 'c3', name: 'current_time', argsText: '{"place":"Nai', state: 'writing' }),
  ]

  test('stand in one group in the order of their names, with what comes next', () => {
    show(aRun({ steps: [step('turn-1', ...three)] }))
    expect(screen.getByText(/1 of 3 finished/)).toBeTruthy()
    const lanes = within(screen.getByRole('list', { name: 'In parallel' })).getAllByRole('listitem')
    expect(lanes.map((lane) => lane.getAttribute('data-state'))).toEqual(['done', 'running', 'writing'])
    expect(screen.getByText('Decide the next step')).toBeTruthy()
    expect(screen.getByText('Waiting for 2 steps')).toBeTruthy()
  })

  test('a step alone becomes a lane without losing focus or what is open', () => {
    const [first, second] = [aCall({ state: 'running', runningAt: start }), aCall({ id: 'c2', name: 'divide', state: 'writing' })]
    const { update } = show(aRun({ steps: [step('turn-1', first)] }))
    const head = row(/^add/)
    fireEvent.click(head)
    head.focus()
    expect(screen.queryByText('In parallel')).toBeNull()
    update(aRun({ steps: [step('turn-1', first, second)] }))
    expect(screen.getByText('In parallel')).toBeTruthy()
    expect(document.activeElement).toBe(head)
    expect(head.getAttribute('aria-expanded')).toBe('true')
  })

  test('nothing is said to wait once the run is over', () => {
    show(aRun({ state: { name: 'stopped' }, steps: [step('turn-1', ...three)] }))
    expect(screen.queryByText('Decide the next step')).toBeNull()
  })
})

describe('folding', () => {
  test('folds 600 ms after the first word of the answer', () => {
    const { update } = show(aRun({ steps: [added] }))
    update(withAnswer(''))
    pass(1000)
    expect(isFolded()).toBe(false)
    update(withAnswer('It'))
    pass(599)
    expect(isFolded()).toBe(false)
    pass(1)
    expect(isFolded()).toBe(true)
  })

  test('more words do not put it off', () => {
    const { update } = show(aRun({ steps: [added] }))
    update(withAnswer('It'))
    pass(400)
    update(withAnswer('It would'))
    pass(200)
    expect(isFolded()).toBe(true)
  })

  test('prose folds nothing until its turn has ended', () => {
    const { update } = show(aRun({ steps: [added] }))
    update(withAnswer('It', { kind: 'prose' }))
    pass(2000)
    expect(isFolded()).toBe(false)
    const { turn: _over, ...ended } = withAnswer('It', { kind: 'prose', state: 'done' })
    update({ ...ended, state: { name: 'done' } })
    pass(600)
    expect(isFolded()).toBe(true)
  })

  test('does not fold what the person opened or closed; the choice lasts', () => {
    const { update } = show(aRun({ steps: [added] }))
    fireEvent.click(line())
    expect(isFolded()).toBe(true)
    fireEvent.click(line())
    update(withAnswer())
    pass(2000)
    expect(isFolded()).toBe(false)
    update({ ...withAnswer(), runId: 'r2' as RunView['runId'] })
    expect(isFolded()).toBe(false)
  })

  const move = (by: number) =>
    fireEvent(
      screen.getByRole('region', { name: 'Steps' }),
      Object.assign(new Event('pointermove', { bubbles: true }), { movementX: by, movementY: 0 }),
    )

  test('waits while the pointer is inside, and folds after it has left', () => {
    const { update } = show(aRun({ steps: [added] }))
    move(1)
    update(withAnswer())
    pass(2000)
    expect(isFolded()).toBe(false)
    fireEvent.pointerLeave(screen.getByRole('region', { name: 'Steps' }))
    pass(599)
    expect(isFolded()).toBe(false)
    pass(1)
    expect(isFolded()).toBe(true)
  })

  test('waits while anything on the page is pressed, which would move away from under the pointer', () => {
    const { update } = show(aRun({ steps: [added] }))
    update(withAnswer())
    pass(599)
    fireEvent.pointerDown(document.body)
    pass(2000)
    expect(isFolded()).toBe(false)
    fireEvent.pointerUp(document.body)
    pass(599)
    expect(isFolded()).toBe(false)
    pass(1)
    expect(isFolded()).toBe(true)
  })

  test('for people who want no motion it waits until the page can scroll by as much', () => {
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('reduced-motion') }))
    const { container, update } = show(aRun({ steps: [added] }))
    container.dataset['scroller'] = ''
    vi.spyOn(screen.getByRole('region', { name: 'Steps' }), 'offsetHeight', 'get').mockReturnValue(300)
    update(withAnswer())
    pass(2000)
    expect(isFolded()).toBe(false)
    container.scrollTop = 299
    fireEvent(container, new Event('scrollend'))
    pass(600)
    expect(isFolded()).toBe(false)
    container.scrollTop = 300
    fireEvent(container, new Event('scrollend'))
    pass(600)
    expect(isFolded()).toBe(true)
    vi.unstubAllGlobals()
  })

  test('folds under a pointer that rests where it was before the steps came', () => {
    const { update } = show(aRun({ steps: [added] }))
    fireEvent.pointerEnter(screen.getByRole('region', { name: 'Steps' }))
    move(0)
    update(withAnswer())
    pass(600)
    expect(isFolded()).toBe(true)
  })

  test('does not fold a step that was opened away, also not when the pointer leaves', () => {
    const { update } = show(aRun({ steps: [added] }))
    fireEvent.click(row(/^add/))
    update(withAnswer())
    fireEvent.pointerLeave(screen.getByRole('region', { name: 'Steps' }))
    pass(2000)
    expect(isFolded()).toBe(false)
  })

  test('does not fold with focus inside', () => {
    const { update } = show(aRun({ steps: [added] }))
    row(/^add/).focus()
    update(withAnswer())
    pass(2000)
    expect(isFolded()).toBe(false)
  })

  test('does not fold with text selected inside', () => {
    const { update, container } = show(aRun({ steps: [added] }))
    const code = container.querySelector('code') as HTMLElement
    getSelection()?.selectAllChildren(code)
    update(withAnswer())
    pass(2000)
    expect(isFolded()).toBe(false)
    getSelection()?.removeAllRanges()
  })

  test('does not fold a failure away', () => {
    const steps = [step('turn-1', aCall(failedWith('No.')))]
    const { update } = show(aRun({ steps }))
    update(aRun({ steps, answer: answerOf('It') }))
    pass(2000)
    expect(isFolded()).toBe(false)
  })

  test('a mistake that the model put right is calm, and folds', () => {
    const refused = { ...failedWith('The tool could not use these arguments.'), endedAt: start + 100 }
    const { result } = refused
    const wrong = aCall({ id: 'c0', ...refused, result: { ...result, error: { ...result.error, triesAgain: true } } })
    const { update, container } = show(aRun({ steps: [step('turn-1', wrong)] }))
    expect(container.querySelector('[data-slot=step]')?.getAttribute('data-state')).toBe('failed')
    const steps = [step('turn-1', wrong), step('turn-2', aCall(doneWith('20')))]
    update(aRun({ steps, answer: answerOf('It') }))
    expect(container.querySelector('[data-slot=step]')?.getAttribute('data-state')).toBe('corrected')
    expect(container.textContent).toContain('The model corrected it.')
    pass(600)
    expect(isFolded()).toBe(true)
    expect(line().textContent).toContain('2 steps')
    expect(line().textContent).not.toContain('failed')
    cleanup()
    show(aRun({ state: { name: 'done' }, steps, answer: answerOf('It', { state: 'done' }) }), 99)
    expect(isFolded()).toBe(true)
    fireEvent.click(line())
    expect(row(/^add, corrected, /).getAttribute('aria-expanded')).toBe('false')
  })

  test('a finished run that is read back starts folded, unless a step failed', () => {
    show(aRun({ state: { name: 'done' }, steps: [added], answer: answerOf('It', { state: 'done' }) }), 99)
    expect(isFolded()).toBe(true)
    cleanup()
    show(aRun({ state: { name: 'done' }, steps: [step('turn-1', aCall(failedWith('No.')))], answer: answerOf('It') }), 99)
    expect(isFolded()).toBe(false)
  })

  test('what is read of the answer stays where it is', () => {
    const scroller = document.createElement('div')
    scroller.setAttribute('data-scroller', '')
    document.body.append(scroller)
    scroller.getBoundingClientRect = () => new DOMRect(0, 0, 700, 800)
    const { rerender } = render(<RunCard run={aRun({ steps: [added] })} skewMs={0} />, {
      container: scroller.appendChild(document.createElement('div')),
    })
    scroller.scrollTop = 500
    const section = screen.getByRole('region', { name: 'Steps' })
    section.getBoundingClientRect = () => new DOMRect(0, 100, 680, isFolded() ? 46 : 246)
    rerender(<RunCard run={withAnswer()} skewMs={0} />)
    pass(600)
    expect(isFolded()).toBe(true)
    expect(scroller.scrollTop).toBe(300)
    scroller.remove()
  })
})

describe('by keyboard', () => {
  test('J and K move between the steps', () => {
    show(aRun({ steps: [added, step('turn-2', aCall({ id: 'c2', name: 'divide', state: 'writing' }))] }))
    row(/^add/).focus()
    fireEvent.keyDown(row(/^add/), { key: 'j' })
    expect(document.activeElement).toBe(row(/^divide/))
    fireEvent.keyDown(row(/^divide/), { key: 'j' })
    expect(document.activeElement).toBe(row(/^divide/))
    fireEvent.keyDown(row(/^divide/), { key: 'k' })
    expect(document.activeElement).toBe(row(/^add/))
    fireEvent.keyDown(row(/^add/), { key: 'j', ctrlKey: true })
    expect(document.activeElement).toBe(row(/^add/))
  })

  test('focus goes to the line when its row folds into the earlier steps', () => {
    const steps = (count: number) =>
      Array.from({ length: count }, (_, i) => step(`turn-${i}`, aCall({ id: `c${i}`, name: `tool${i}`, ...doneWith('1') })))
    const { update } = show(aRun({ steps: steps(8) }))
    row(/^tool2,/).focus()
    update(aRun({ steps: steps(9) }))
    expect(screen.getByRole('button', { name: '5 earlier steps' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^tool2,/ })).toBeNull()
    expect(document.activeElement).toBe(line())
    fireEvent.click(screen.getByRole('button', { name: '5 earlier steps' }))
    expect(row(/^tool2,/)).toBeTruthy()
  })
})

describe('stillness', () => {
  test('rows that come while one looks rise into place, those read back do not', () => {
    const two = [added, step('turn-2', aCall({ id: 'c2', name: 'divide', state: 'writing' }))]
    const { update, container } = show(aRun({ steps: [added] }))
    update(aRun({ lastSeq: 2, steps: two }))
    expect([...container.querySelectorAll('[data-slot=step]')].map((node) => node.hasAttribute('data-enter'))).toEqual([
      false,
      true,
    ])
    cleanup()
    const restored = show(aRun({ steps: [added] }), 5)
    restored.update(aRun({ lastSeq: 5, steps: two }))
    expect(restored.container.querySelector('[data-enter]')).toBeNull()
  })

  test('a word of the answer changes nothing in the card', async () => {
    const { update, container } = show(withAnswer('It'))
    pass(1000)
    const changes: MutationRecord[] = []
    const observer = new MutationObserver((records) => changes.push(...records))
    observer.observe(container, { subtree: true, childList: true, attributes: true, characterData: true })
    update(withAnswer('It would take'))
    pass(500)
    expect([...changes, ...observer.takeRecords()]).toEqual([])
    observer.disconnect()
  })

  test('the clock rests when everything is over', () => {
    show(withAnswer())
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('while the model thinks its last words are on screen, and what took no time is not timed', () => {
  const long = `${'It may be this. '.repeat(100)}**Or** that, in the end.`
  const thinking = { kind: 'thinking', id: 't' as never, text: long, startedAt: start } as const
  const { update, container } = show(aRun({ steps: [thinking] }))
  const tail = () => container.querySelector('[data-slot=thinking-tail]')
  expect(tail()?.textContent).toMatch(/It may be this. Or that, in the end.$/)
  expect(tail()?.textContent?.length).toBeLessThan(410)
  fireEvent.click(container.querySelector('[data-state=thinking] [data-slot=step-head]') as HTMLElement)
  expect(tail()).toBeNull()
  update(aRun({ steps: [{ ...thinking, endedAt: start + 40 }, added] }))
  expect(screen.getAllByText('Thought for a moment').length).toBeGreaterThan(0)
  expect(container.textContent).not.toContain('0.0 s')
})

test('a note is quiet text, and thinking opens to its text', () => {
  show(
    aRun({
      steps: [
        { kind: 'note', id: 'n' as never, text: 'I will look this up.', at: start },
        { kind: 'thinking', id: 't' as never, text: 'Two towers.', startedAt: start, endedAt: start + 4200 },
        added,
      ],
    }),
  )
  expect(screen.getByText('I will look this up.')).toBeTruthy()
  const thought = row(/^Thought for 4.2 seconds$/)
  expect(thought.getAttribute('aria-expanded')).toBe('false')
  fireEvent.click(thought)
  expect(screen.getByRole('region', { name: 'Thinking' }).textContent).toBe('Two towers.')
})
