// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { AnswerSection } from '@/components/answer/answer-section'
import { CodeBlock } from '@/components/answer/markdown/code-block'
import { TurnActions } from '@/components/thread/turn-actions'
import type { MessageId, RunId, Source, ThreadId } from '@/lib/protocol/event'
import type { Answer, RunView } from '@/lib/run-view/state'
import { corpus } from '@/tests/components/answer/markdown/corpus'

const sources: Source[] = ['Eiffel Tower', 'Key figures', 'Burj Khalifa', 'Building profile', 'Tower grows'].map((title, i) => ({
  n: i + 1,
  url: i === 1 ? '/knowledge/key-figures' : `https://www.site${i + 1}.example/`,
  title,
  passage: `Some words. It is 330 metres tall. More words about ${title}.`,
}))
const answerOf = (text: string, state: Answer['state']): Answer => ({
  messageId: 'm1' as MessageId,
  text,
  kind: 'answer',
  state,
  startedAt: 0,
})
const runOf = (part: Partial<RunView>): RunView => ({
  runId: 'r1' as RunId,
  threadId: 't1' as ThreadId,
  lastSeq: 1,
  startedAt: 1_000,
  lastEventAt: 7_800,
  model: { id: 'demo', label: 'Demo model' },
  outlivesConnection: true,
  state: { name: 'done' },
  steps: [],
  sources,
  turns: [],
  ...part,
})
const section = (text: string, state: Answer['state'] = 'done', part: Partial<RunView> = {}) => (
  <AnswerSection
    run={runOf({ answer: answerOf(text, state), state: { name: state === 'done' ? 'done' : 'answering' }, ...part })}
  />
)

beforeAll(async () => {
  // The renderer is fetched once; afterwards it is there at once.
  render(section('ready'))
  await screen.findByText('ready', {}, { timeout: 15_000 })
  cleanup()
})
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'performance', 'Date'],
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})
const pass = (ms: number) => act(async () => vi.advanceTimersByTimeAsync(ms))

describe('citations', () => {
  test('are chips named after their source, only where there is one', () => {
    render(section('Tall [1][2], taller [9], in `a[1]` and [a [1] link](https://example.org).'))
    expect(screen.getAllByRole('link', { name: /^Source \d/ }).map((one) => one.getAttribute('aria-label'))).toEqual([
      'Source 1: Eiffel Tower',
      'Source 2: Key figures',
    ])
    expect(document.querySelector('[data-slot=answer]')?.textContent).toBe('Tall 12, taller, in a[1] and a [1] link.')
  })

  test('become chips when their source comes after them', () => {
    const { rerender } = render(section('Tall [1].', 'writing', { sources: [] }))
    expect(screen.queryByRole('link')).toBeNull()
    rerender(section('Tall [1].', 'writing'))
    expect(screen.getByRole('link', { name: 'Source 1: Eiffel Tower' })).toBeDefined()
  })

  test('light up with their card, and show the passage with the cited sentence marked, until Esc', async () => {
    render(section('First. The tower is 330 metres tall [1].'))
    const chip = screen.getByRole('link', { name: 'Source 1: Eiffel Tower' })
    fireEvent.pointerEnter(chip, { pointerType: 'mouse' })
    expect(chip.hasAttribute('data-hot')).toBe(true)
    const cards = within(screen.getByRole('list', { name: 'Sources' })).getAllByRole('link')
    expect(cards.map((card) => card.hasAttribute('data-hot'))).toEqual([true, false, false])
    expect(document.querySelector('[data-slot=hover-card]')).toBeNull()
    await pass(150)
    await vi.waitFor(() =>
      expect(document.querySelector('[data-slot=hover-card] mark')?.textContent).toBe('It is 330 metres tall.'),
    )
    expect(chip.getAttribute('aria-describedby')).toBe(document.querySelector('[data-slot=hover-card]')?.id)
    fireEvent.keyDown(document.body, { key: 'Escape' })
    expect(document.querySelector('[data-slot=hover-card]')).toBeNull()
    expect(chip.hasAttribute('data-hot')).toBe(false)
    expect(cards[0]?.hasAttribute('data-hot')).toBe(false)
  })

  test('keep their card open while the pointer is on it', async () => {
    render(section('Tall [1].'))
    const chip = screen.getByRole('link', { name: 'Source 1: Eiffel Tower' })
    fireEvent.pointerEnter(chip, { pointerType: 'mouse' })
    await pass(150)
    const peek = await vi.waitFor(() => document.querySelector('[data-slot=hover-card]') ?? Promise.reject(new Error('not yet')))
    fireEvent.pointerLeave(chip)
    await pass(100)
    fireEvent.pointerEnter(peek)
    await pass(1_000)
    expect(document.querySelector('[data-slot=hover-card]')).not.toBeNull()
    fireEvent.pointerLeave(peek)
    await pass(200)
    expect(document.querySelector('[data-slot=hover-card]')).toBeNull()
  })

  test('say on their card when the page was published, where that is known', async () => {
    render(section('Tall [1].', 'done', { sources: sources.map((source) => ({ ...source, date: '2026-05-01' })) }))
    fireEvent.pointerEnter(screen.getByRole('link', { name: 'Source 1: Eiffel Tower' }), { pointerType: 'mouse' })
    await pass(150)
    expect((await vi.waitFor(() => screen.getByText('· 1 May 2026'))).getAttribute('datetime')).toBe('2026-05-01')
  })

  const openCard = async (name: RegExp) => {
    const chip = screen.getByRole('link', { name })
    fireEvent.pointerEnter(chip, { pointerType: 'mouse' })
    await pass(150)
    const card = await vi.waitFor(
      () => document.querySelector<HTMLElement>('[data-slot=hover-card]') ?? Promise.reject(new Error('not yet')),
    )
    return { chip, card }
  }
  const read: Source[] = [
    {
      ...{ n: 1, url: 'https://www.site1.example/', title: 'Eiffel Tower', passage: 'A tower in Paris.', isOpened: true },
      passages: [
        { text: 'It was painted brown in 1968.', place: 'colour' },
        { text: 'Long ago it was built. With its antenna it is 330 metres high today.', place: 'height' },
      ],
    },
    {
      ...{ n: 2, url: '/documents/report-1', title: 'report.pdf', passage: '', isOpened: true },
      passages: [
        { text: 'Costs fell.', place: 'page 2' },
        { text: 'Sales rose by 12 percent.', place: 'page 4' },
        { text: 'Line after line of growth in Asia.', place: 'lines 12–30' },
      ],
    },
  ]

  test('show the passage of the page that was read which fits their own sentence, and where it stands', async () => {
    render(section('Paint is brown since 1968 [1]. It is 330 metres high [1].', 'done', { sources: read }))
    const [, second] = screen.getAllByRole('link', { name: /^Source 1/ })
    if (!second) throw new Error('There are two')
    fireEvent.pointerEnter(second, { pointerType: 'mouse' })
    await pass(150)
    const card = await vi.waitFor(() => within(document.body).getByText('under “height”').closest('[data-slot=hover-card]'))
    expect(card?.querySelector('mark')?.textContent).toBe('With its antenna it is 330 metres high today.')
    expect(card?.textContent).toContain('Opened')
    expect(card?.textContent).not.toContain('From search')
    // The browser opens the page at these words, also from the citation itself, whatever opens it.
    const address = 'https://www.site1.example/#:~:text=With%20its%20antenna%20it,330%20metres%20high%20today.'
    expect(
      within(card as HTMLElement)
        .getByRole('link', { name: 'Open page' })
        .getAttribute('href'),
    ).toContain(address)
    fireEvent.pointerDown(second, { pointerType: 'mouse', button: 2 })
    expect(second.getAttribute('href')).toContain(address)
  })

  test('say of a page that was only found that it is from the search', async () => {
    render(section('Tall [1].'))
    const { card } = await openCard(/^Source 1/)
    expect(card.textContent).toContain('From search')
    expect(card.querySelector('[data-slot=opened]')).toBeNull()
  })

  test('lead to the page or the lines of a file', async () => {
    render(section('Sales rose by 12 percent [2].\n\nGrowth in Asia, line after line [2].', 'done', { sources: read }))
    const [sales, growth] = screen.getAllByRole('link', { name: /^Source 2/ })
    if (!sales || !growth) throw new Error('There are two')
    for (const [chip, address] of [
      [sales, '/documents/report-1#page=4'],
      [growth, '/documents/report-1#lines=12-30'],
    ] as const) {
      fireEvent.pointerEnter(chip, { pointerType: 'mouse' })
      await pass(150)
      await vi.waitFor(() => expect(screen.getByRole('link', { name: 'Open file' }).getAttribute('href')).toBe(address))
      // The page of the test goes nowhere.
      chip.addEventListener('click', (event) => event.preventDefault())
      fireEvent.click(chip)
      expect(chip.getAttribute('href')).toContain(address)
    }
  })

  test('a passage that is longer than its card scrolls by the arrow keys while the citation has the focus', async () => {
    render(section('It is 330 metres high [1].', 'done', { sources: read }))
    const { chip, card } = await openCard(/^Source 1/)
    const scrollBy = vi.fn()
    Object.assign(card, { scrollBy })
    expect(fireEvent.keyDown(chip, { key: 'ArrowDown' })).toBe(true)
    act(() => chip.focus())
    vi.spyOn(card, 'scrollHeight', 'get').mockReturnValue(900)
    vi.spyOn(card, 'clientHeight', 'get').mockReturnValue(320)
    expect(fireEvent.keyDown(chip, { key: 'ArrowDown' })).toBe(false)
    expect(scrollBy).toHaveBeenCalledExactlyOnceWith({ top: 40 })
  })

  test('open a sheet on touch instead of the page', async () => {
    render(section('Tall [1].'))
    const chip = screen.getByRole('link', { name: 'Source 1: Eiffel Tower' })
    fireEvent.pointerDown(chip, { pointerType: 'touch' })
    expect(fireEvent.click(chip)).toBe(false)
    const sheet = await vi.waitFor(() => screen.getByRole('dialog', { name: 'Source 1: Eiffel Tower' }))
    fireEvent.blur(chip)
    await pass(500)
    expect(within(sheet).getByRole('link', { name: 'Open page' }).getAttribute('href')).toBe('https://www.site1.example/')
  })
})

describe('the source row', () => {
  const row = () => screen.getByRole('list', { name: 'Sources' })
  test('shows three cards and how many more there are, which shows all', () => {
    render(section('x'))
    expect(
      within(row())
        .getAllByRole('link')
        .map((one) => one.textContent),
    ).toEqual(['Eiffel TowerSsite1.example1', 'Key figuresUUnfold library2', 'Burj KhalifaSsite3.example3'])
    fireEvent.click(within(row()).getByRole('button', { name: '2 more sources' }))
    expect(within(row()).getAllByRole('link').length).toBe(5)
  })

  test('comes with the answer: till then the pages stand in their steps, and no further step moves them', () => {
    const { container, rerender } = render(<AnswerSection run={runOf({ sources, state: { name: 'working' } })} />)
    expect(container.innerHTML).toBe('')
    rerender(<AnswerSection run={runOf({ sources, state: { name: 'stopped' } })} />)
    expect(within(row()).getAllByRole('link')).toHaveLength(3)
  })

  test('is not there without sources', () => {
    render(section('x', 'done', { sources: [] }))
    expect(screen.queryByRole('list')).toBeNull()
  })
})

/** Without the elements in which text grew, and without what is drawn later: code and formulas. */
const plain = (html = ''): string => {
  const host = document.createElement('div')
  host.innerHTML = html
  for (const late of host.querySelectorAll('code, pre, [data-slot=formula]')) late.remove()
  for (const span of host.querySelectorAll('span')) if (span.attributes.length === 0) span.replaceWith(...span.childNodes)
  return host.innerHTML
}

describe('the answer', () => {
  const answer = () => document.querySelector('[data-slot=answer]')

  test('is busy while it is written, with one caret at its end, and at rest when it is done', async () => {
    const { rerender } = render(section('Some **wor', 'writing'))
    expect(answer()?.getAttribute('aria-busy')).toBe('true')
    expect(document.querySelectorAll('[data-growing]').length).toBe(1)
    rerender(section('Some **words**.', 'done'))
    expect(answer()?.getAttribute('aria-busy')).toBe('false')
    expect(document.querySelector('[data-growing]')).toBeNull()
    expect(plain(answer()?.innerHTML)).toBe('<p dir="auto">Some <strong>words</strong>.</p>')
  })

  test('says for good whether it was seen as it was written, so that its lines break as they did when it is done', () => {
    const { rerender } = render(section('Some **wor', 'writing'))
    expect(answer()?.hasAttribute('data-live')).toBe(true)
    rerender(section('Some **words**.', 'done'))
    expect(answer()?.hasAttribute('data-live')).toBe(true)
    cleanup()
    render(section('Some **words**.', 'done'))
    expect(answer()?.hasAttribute('data-live')).toBe(false)
  })

  test('fades in words that come, not those that were there', async () => {
    const { rerender } = render(section('Here before ', 'writing'))
    rerender(section('Here before and new', 'writing'))
    await pass(400)
    expect([...document.querySelectorAll('[data-slot=word]')].map((word) => word.textContent?.trim())).toEqual(['and', 'new'])
  })

  test('streamed in is the same, element for element, as the whole drawn at once', async () => {
    const text = corpus.slice(0, 5).join('\n\n')
    const { rerender } = render(section('', 'writing'))
    for (let end = 0; end < text.length; end += 53) {
      rerender(section(text.slice(0, end), 'writing'))
      await pass(16)
    }
    rerender(section(text, 'done'))
    const streamed = answer()?.innerHTML
    cleanup()
    render(section(text, 'done'))
    expect(plain(streamed)).toBe(plain(answer()?.innerHTML))
  })
})

describe('code', () => {
  test('has its language, wraps on request, and is coloured once it is whole', async () => {
    vi.useRealTimers()
    const { container, rerender } = render(<CodeBlock code={'const x = "a"'} language="ts" isGrowing isLive={false} />)
    expect(screen.getByText('ts')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Wrap long lines' }))
    expect(screen.getByRole('button', { name: 'Wrap long lines' }).getAttribute('aria-pressed')).toBe('true')
    rerender(<CodeBlock code={'const x = "a"'} language="ts" isGrowing={false} isLive={false} />)
    await vi.waitFor(() => expect(screen.getByText('"a"').tagName).toBe('SPAN'), { timeout: 10_000 })
    expect(container.querySelector('pre')?.textContent).toBe('const x = "a"')
  })
})

describe('actions', () => {
  const turn = (chosen: number, versions: number) => ({
    messageId: 'q1' as MessageId,
    question: 'q',
    askedAt: 0,
    versions: Array.from({ length: versions }, () => runOf({})),
    chosen,
  })
  const actions = (run: RunView, chosen = 0, versions = 1) => {
    const onChoose = vi.fn()
    const onRegenerate = vi.fn()
    render(<TurnActions turn={turn(chosen, versions)} run={run} isLast onChoose={onChoose} onRegenerate={onRegenerate} />)
    return { onChoose, onRegenerate }
  }

  test('are not there while the run goes', () => {
    actions(runOf({ state: { name: 'answering' } }))
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('copy the answer with its citations as links, and say so for 1.5 s', async () => {
    const writeText = vi.fn(async (_text: string) => {})
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
    actions(runOf({ answer: answerOf('Tall [1].', 'done') }))
    await act(async () => screen.getByRole('button', { name: 'Copy answer' }).click())
    await vi.waitFor(() =>
      expect(writeText.mock.calls).toEqual([
        ['Tall [1](https://www.site1.example/).\n\nSources:\n\n1. [Eiffel Tower](https://www.site1.example/)'],
      ]),
    )
    await pass(0)
    expect(screen.getByRole('button', { name: 'Copied' })).toBeDefined()
    await pass(1_500)
    expect(screen.getByRole('button', { name: 'Copy answer' })).toBeDefined()
    vi.unstubAllGlobals()
  })

  test('say in words when the browser refuses to copy', async () => {
    vi.stubGlobal('navigator', { ...navigator, clipboard: undefined })
    document.execCommand = () => false
    actions(runOf({ answer: answerOf('x', 'done') }))
    await act(async () => screen.getByRole('button', { name: 'Copy answer' }).click())
    expect(screen.getByText('Copying is blocked here. Select the text instead.')).toBeDefined()
    vi.unstubAllGlobals()
  })

  test('switch between versions and make a new one', () => {
    const { onChoose, onRegenerate } = actions(runOf({}), 1, 2)
    expect(screen.getByRole('group', { name: 'Versions' }).textContent).toBe('2 / 2')
    fireEvent.click(screen.getByRole('button', { name: 'Previous version' }))
    expect(onChoose.mock.calls).toEqual([['q1', 0]])
    fireEvent.click(screen.getByRole('button', { name: 'Regenerate' }))
    expect(onRegenerate).toHaveBeenCalledOnce()
  })

  test('keep the focus on the first and the last version, where their buttons do nothing', () => {
    const { onChoose } = actions(runOf({}), 1, 2)
    const next = screen.getByRole('button', { name: 'Next version' })
    next.focus()
    expect(next.getAttribute('aria-disabled')).toBe('true')
    expect(document.activeElement).toBe(next)
    fireEvent.click(next)
    expect(onChoose).not.toHaveBeenCalled()
  })

  test('say under a stopped answer that it was stopped, and under no other', () => {
    actions(runOf({ state: { name: 'stopped' } }))
    expect(screen.getByText('Stopped by you')).toBeDefined()
    cleanup()
    actions(runOf({}))
    expect(screen.queryByText('Stopped by you')).toBeNull()
  })

  test('tell the model, its tokens where known, and the time', () => {
    actions(runOf({ totalTokens: 1_284 }))
    expect(screen.getByText('Demo model · 1,284 tokens · 6.8 s')).toBeDefined()
    cleanup()
    actions(runOf({}))
    expect(screen.getByText('Demo model · 6.8 s')).toBeDefined()
  })
})
