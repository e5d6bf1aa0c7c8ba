// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ShareButton } from '@/components/share/share-button'
import type { EarlierQuestions, Shareable } from '@/lib/client/chat/shareable'
import type { ShareSummary } from '@/lib/protocol/share'
import { chatWith, doneCall, runIn, startedAt, stepsOf } from '@/tests/components/chat/chat-fixture'

const run = runIn({ name: 'done' }, { steps: stepsOf(doneCall('a'), doneCall('b')) })
const { thread } = chatWith(run)
const whole: Shareable = { kind: 'thread', ...thread }
const answer: Shareable = { kind: 'run', threadId: thread.threadId, question: 'What is 1 + 1?', run }

/** A server that keeps links. */
let shares: ShareSummary[]
let asked: { method: string; path: string; body: unknown }[]
let refusal: Response | undefined
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status })

beforeEach(() => {
  shares = []
  asked = []
  refusal = undefined
  vi.stubGlobal('fetch', async (input: string, { method = 'GET', body }: RequestInit = {}) => {
    asked.push({ method, path: input, body: typeof body === 'string' ? JSON.parse(body) : undefined })
    if (method !== 'GET' && refusal) return refusal
    if (method === 'POST') {
      const share = {
        shareId: `id-${shares.length}`,
        url: `/share/id-${shares.length}`,
        title: 'T',
        createdAt: startedAt,
        turns: 1,
      }
      shares = [share as ShareSummary, ...shares]
      return json(share, 201)
    }
    if (method === 'DELETE') {
      shares = shares.filter(({ shareId }) => !input.endsWith(shareId))
      return new Response(null, { status: 204 })
    }
    return json({ shares })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const open = async (what: Shareable) => {
  render(<ShareButton name="Share" what={what} />)
  await userEvent.click(screen.getByRole('button', { name: 'Share' }))
  return screen.findByRole('dialog')
}
const press = (dialog: HTMLElement, name: string | RegExp) => userEvent.click(within(dialog).getByRole('button', { name }))

test('stays open when a selection is dragged out of it', async () => {
  const dialog = await open(whole)
  fireEvent.mouseDown(within(dialog).getByText(/^Anyone with the link can read 1 question/))
  fireEvent.mouseUp(dialog)
  fireEvent.click(dialog) // What a browser makes of the two: a click on what holds both.
  expect(screen.getByRole('dialog')).toBe(dialog)
})

describe('sharing', () => {
  test('says what will be shared, and makes nothing until it is asked to', async () => {
    const dialog = await open(whole)
    expect(dialog.textContent).toContain(
      'Anyone with the link can read 1 question with its answer and 2 steps, as they are now, until you stop sharing.',
    )
    expect(within(dialog).getByRole('list', { name: 'Questions included' }).textContent).toBe('What is 1 + 1?')
    await waitFor(() => expect(asked).toEqual([{ method: 'GET', path: '/api/threads/thread-1/shares', body: undefined }]))
  })

  test('of an answer to an edited question shows the question that it answers', async () => {
    const dialog = await open({ ...answer, run: { ...run, question: 'What is 2 + 2?' } } as Shareable)
    expect(within(dialog).getByRole('list', { name: 'Questions included' }).textContent).toBe('What is 2 + 2?')
  })

  test('counts the questions that are not on screen yet, and leaves out what is still being answered', async () => {
    const [turn] = thread.turns
    if (!turn) throw new Error('The fixture has a turn')
    const going = { ...turn, messageId: 'q2' as typeof turn.messageId, question: 'And?', versions: [runIn({ name: 'working' })] }
    const dialog = await open({ ...whole, turns: [turn, going], earlier: 12 } as Shareable)
    expect(dialog.textContent).toContain('Anyone with the link can read 13 questions with their answers, their steps and sources')
    expect(within(dialog).getByRole('list', { name: 'Questions included' }).textContent).toBe(
      '12 earlier questionsWhat is 1 + 1?',
    )
  })

  test('says that private tools keep to themselves, where one was used', async () => {
    const call = doneCall('a')
    const steps = stepsOf({ ...call, words: { ...call.words, private: true } })
    expect((await open({ ...answer, run: { ...run, steps } } as Shareable)).textContent).toContain(
      'The input and output of private tools are left out.',
    )
  })

  test('a link is made of what is on screen, shown, and listed', async () => {
    const dialog = await open(whole)
    await press(dialog, 'Create link')
    const field = await within(dialog).findByRole('textbox', { name: 'Link' })
    expect((field as HTMLInputElement).value).toMatch(/^http.*\/share\/id-0$/)
    expect(document.activeElement).toBe(field)
    expect(asked.find(({ method }) => method === 'POST')).toEqual({
      method: 'POST',
      path: '/api/shares',
      body: { threadId: 'thread-1', shown: ['run-1'] },
    })
    expect(within(dialog).getByText('Links to this chat')).toBeTruthy()
  })

  test('one answer is shared by its run', async () => {
    const dialog = await open(answer)
    await press(dialog, 'Create link')
    await within(dialog).findByRole('textbox', { name: 'Link' })
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      threadId: 'thread-1',
      runId: 'run-1',
      shown: ['run-1'],
    })
  })

  test('what is stopped is gone from the list, and its link from the dialog', async () => {
    const dialog = await open(whole)
    await press(dialog, 'Create link')
    await within(dialog).findByRole('textbox', { name: 'Link' })
    await press(dialog, /^Stop sharing 1 question/)
    await waitFor(() => expect(within(dialog).queryByText('Links to this chat')).toBeNull())
    expect(within(dialog).queryByRole('textbox', { name: 'Link' })).toBeNull()
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/shares/id-0' })
  })

  test('a refusal is told in its own words', async () => {
    const dialog = await open(whole)
    refusal = new Response(JSON.stringify({ code: 'bad-request', detail: 'This chat has 20 links already.' }), {
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
    })
    await press(dialog, 'Create link')
    expect((await within(dialog).findByRole('alert')).textContent).toBe('This chat has 20 links already.')
  })

  test('it closes by its button', async () => {
    const dialog = await open(whole)
    await press(dialog, 'Close')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })
})

describe('on paper', () => {
  const print = vi.fn()
  beforeEach(() => {
    print.mockClear()
    vi.stubGlobal('print', print)
  })
  const draw = (earlier: number, way: EarlierQuestions) => (
    <ShareButton name="Share" what={{ ...whole, earlier } as Shareable} earlier={way} />
  )
  const openLong = async (earlier: number, way: EarlierQuestions) => {
    const { rerender } = render(draw(earlier, way))
    await userEvent.click(screen.getByRole('button', { name: 'Share' }))
    const dialog = await screen.findByRole('dialog')
    return { dialog, show: (count: number, next: EarlierQuestions) => rerender(draw(count, next)) }
  }

  test('a conversation that is all there is printed at once', async () => {
    const onLoad = vi.fn()
    const { dialog } = await openLong(0, { state: undefined, onLoad })
    await press(dialog, 'Print')
    expect([print.mock.calls.length, onLoad.mock.calls.length]).toEqual([1, 0])
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('its earlier questions come first, page by page, and it is said how many are to come', async () => {
    const onLoad = vi.fn()
    const { dialog, show } = await openLong(45, { state: undefined, onLoad })
    await press(dialog, 'Print')
    show(45, { state: 'loading', onLoad })
    expect(dialog.textContent).toContain('Loading 45 earlier questions before printing…')
    show(15, { state: undefined, onLoad })
    show(15, { state: 'loading', onLoad })
    expect([print.mock.calls.length, onLoad.mock.calls.length]).toEqual([0, 2])
    show(0, { state: undefined, onLoad })
    expect([print.mock.calls.length, onLoad.mock.calls.length]).toEqual([1, 2])
  })

  test('what could not be loaded is said; it is tried again, or left out, when asked', async () => {
    const onLoad = vi.fn()
    const { dialog, show } = await openLong(45, { state: undefined, onLoad })
    await press(dialog, 'Print')
    show(45, { state: 'failed', onLoad })
    expect(dialog.textContent).toContain('45 earlier questions could not be loaded.')
    await press(dialog, 'Try again')
    expect([print.mock.calls.length, onLoad.mock.calls.length]).toEqual([0, 2])
    await press(dialog, 'Print without them')
    expect(print).toHaveBeenCalledOnce()
  })
})

test('a run is downloaded by its address, and its code is there in three forms', async () => {
  const dialog = await open(answer)
  expect(within(dialog).getByRole('link', { name: 'JSON Lines' }).getAttribute('href')).toBe('/api/runs/run-1/events?download')
  const code = () => within(dialog).getByRole('region', { name: 'Code' }).textContent
  expect(code()).toContain('curl -N')
  await userEvent.click(within(dialog).getByRole('radio', { name: '@ag-ui/client' }))
  expect(code()).toContain('HttpAgent')
})
