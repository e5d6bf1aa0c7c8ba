// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { changeSettings, usualSettings } from '@/components/context/settings'
import { FollowUpList } from '@/components/thread/follow-ups'
import type { RunId } from '@/lib/protocol/event'
import type { Answer, RunState, RunView } from '@/lib/run-view/state'
import { failed, runIn } from '@/tests/components/chat/chat-fixture'
import { createAskedFetch, settle } from '@/tests/support/asked-fetch'

let server: ReturnType<typeof createAskedFetch>
let runs = 0
const onSend = vi.fn()
const onTitle = vi.fn()

const answer = { messageId: 'a', text: 'It is 330 m tall.', kind: 'answer', state: 'done', startedAt: 1 } as Answer
/** A run of its own in each test: what was asked for one run is kept as long as the page. */
const answeredIn = (state: RunState, more: Partial<RunView> = {}): RunView =>
  runIn(state, { runId: `run-${runs}` as RunId, answer, lastEventAt: Date.now(), ...more })
const show = (run: RunView) => {
  const view = (shown: RunView) => <FollowUpList run={shown} onSend={onSend} onTitle={onTitle} />
  const { container, rerender } = render(view(run))
  return { container, rerender: (next: RunView) => rerender(view(next)) }
}
const names = () => screen.queryAllByRole('button').map((button) => button.textContent)
const three = ['Who built it?', 'How old is it?', 'Is it painted?']

beforeEach(() => {
  runs++
  server = createAskedFetch()
  vi.stubGlobal('fetch', server.fetch)
})
afterEach(() => {
  cleanup()
  changeSettings(usualSettings)
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

test('those that were kept with the run are there at once, and a press sends one', () => {
  show(answeredIn({ name: 'done' }, { followUps: three }))
  expect(names()).toEqual(three)
  fireEvent.click(screen.getByRole('button', { name: 'How old is it?' }))
  expect(onSend).toHaveBeenCalledExactlyOnceWith('How old is it?')
  expect(server.asked).toEqual([])
})

test('their place is kept while the answer is written, and they are asked for when it is there', async () => {
  const { container, rerender } = show(answeredIn({ name: 'answering' }))
  const place = container.firstElementChild
  expect(place).not.toBeNull()
  expect(server.asked).toEqual([])
  rerender(answeredIn({ name: 'done' }))
  await settle()
  expect(server.lines()).toEqual([`POST /api/runs/run-${runs}/follow-ups`])
  await server.last().answer({ title: 'The tower', followUps: three })
  await screen.findByRole('list', { name: 'Follow-up questions' })
  expect(names()).toEqual(three)
  expect(container.firstElementChild).toBe(place)
  expect(onTitle).toHaveBeenCalledExactlyOnceWith('The tower')
})

test('a clock that is far ahead does not matter to an answer that was seen to end', async () => {
  const { rerender } = show(answeredIn({ name: 'answering' }, { lastEventAt: 1 }))
  rerender(answeredIn({ name: 'done' }, { lastEventAt: 2 }))
  await settle()
  expect(server.lines()).toHaveLength(1)
})

test('one that is shown again is not asked for again', async () => {
  const run = answeredIn({ name: 'done' })
  show(run)
  await settle()
  await server.last().answer({ followUps: three })
  cleanup()
  show(run)
  expect(names()).toEqual(three)
  expect(server.asked).toHaveLength(1)
})

describe('there are none, and nothing is said', () => {
  test('when the request fails', async () => {
    show(answeredIn({ name: 'done' }))
    await settle()
    await server.last().answer({}, 500)
    expect(screen.queryByRole('list')).toBeNull()
  })

  test.each<[string, () => RunView]>([
    ['after an answer of long ago', () => answeredIn({ name: 'done' }, { lastEventAt: Date.now() - 7_200_000 })],
    ['after a run that failed', () => answeredIn(failed())],
    ['after one that was stopped', () => answeredIn({ name: 'stopped' }, { followUps: three })],
    ['without an answer', () => answeredIn({ name: 'done' }, { answer: { ...answer, text: '' } })],
  ])('%s', async (_when, toRun) => {
    const { container } = show(toRun())
    await settle()
    expect(container.innerHTML).toBe('')
    expect(server.asked).toEqual([])
  })

  test('when they are turned off, kept ones included', async () => {
    changeSettings({ suggestFollowUps: false })
    const { container } = show(answeredIn({ name: 'done' }, { followUps: three }))
    await settle()
    expect(container.innerHTML).toBe('')
    expect(server.asked).toEqual([])
  })
})
