// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { type ReactNode, useLayoutEffect } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ReadEventsContext } from '@/components/context/thread-context'
import { type Replayable, useReplay } from '@/components/replay/use-replay'
import type { ReadEvents } from '@/lib/client/api/read-events'
import { AppError } from '@/lib/protocol/error'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { readFixture } from '@/tests/support/fixtures'

const events = readFixture('sums-in-order')
const run = events.reduce(reduceRun, emptyRun('run' as RunId, 'thread' as ThreadId, 0))
const messageId = 'q' as MessageId
const turn = { messageId, question: 'Why?', askedAt: 0, versions: [run], chosen: 0 }
const still: Replayable = {
  thread: { threadId: run.threadId, title: 'Why?', earlier: 0, turns: [turn] },
  restored: {},
  clockSkewMs: 300,
}

/** Drawn when a test says so. */
let frames: FrameRequestCallback[] = []
let now = 0
const draw = (ms: number) =>
  act(() => {
    now += ms
    for (const frame of frames.splice(0)) frame(now)
  })

beforeEach(() => {
  now = 1_000_000
  frames = []
  vi.spyOn(Date, 'now').mockImplementation(() => now)
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback))
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  document.body.innerHTML = `<div data-scroller><article id="turn-q"><div></div></article></div>`
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const withEvents = (read: ReadEvents = async () => events) => ({
  initialProps: still,
  wrapper: ({ children }: { children: ReactNode }) => <ReadEventsContext value={read}>{children}</ReadEventsContext>,
})
const use = (read?: ReadEvents) => renderHook((state: Replayable) => useReplay(state), withEvents(read))
type Hook = ReturnType<typeof use>['result']
const shownRun = ({ current }: Hook) => current.shown.thread.turns[0]?.versions[0]

const start = async (result: Hook) => {
  act(() => result.current.onStart(messageId, run))
  await waitFor(() => expect(result.current.played).toBeDefined())
}

test('until one is started, the state is what is shown', () => {
  const { result } = use()
  expect(result.current).toMatchObject({ phase: undefined, played: undefined, onEnd: undefined })
  expect(result.current.shown).toBe(still)
})

test('the run is shown as it was, in its own place, by its own clock, and at the end as it is', async () => {
  const { result } = use()
  await start(result)
  expect(shownRun(result)?.lastSeq).toBe(1)
  expect(result.current.shown.clockSkewMs).toBe(0)
  expect(result.current.time.read()).toBe(events[0]?.timestamp)
  draw(300)
  expect(result.current.time.read()).toBe((events[0]?.timestamp ?? 0) + 300)
  expect(shownRun(result)?.lastSeq).toBeGreaterThan(1)
  // Two pictures are some milliseconds apart.
  await waitFor(() => {
    draw(1000)
    expect(result.current.played?.getState().isOver).toBe(true)
  })
  expect(shownRun(result)).toEqual(run)
})

test('its turn is as high as it was, and lets go when the replay is left', async () => {
  const element = document.getElementById('turn-q')
  if (element) element.getBoundingClientRect = () => new DOMRect(0, 300, 680, 480.25)
  const { result } = use()
  await start(result)
  expect(element?.style.minHeight).toBe('480.25px')
  // Its question stands 24 px under the top.
  expect(element?.parentElement?.scrollTop).toBe(276)
  act(() => result.current.onEnd?.())
  expect(element?.style.minHeight).toBe('')
  expect(result.current.shown).toBe(still)
  expect(result.current.played).toBeUndefined()
})

test.each<[string, Replayable]>([
  ['another run begins', { ...still, live: { runId: 'next' as RunId, messageId } }],
  ['its turn is gone', { ...still, thread: { ...still.thread, turns: [] } }],
  [
    'another version is chosen',
    {
      ...still,
      thread: {
        ...still.thread,
        turns: [{ ...turn, versions: [run, { ...run, runId: 'other' as RunId }], chosen: 1 }],
      },
    },
  ],
])('it ends by itself when %s', async (_title, next) => {
  const { result, rerender } = use()
  await start(result)
  rerender(next)
  expect(result.current.shown).toBe(next)
  expect(result.current.phase).toBeUndefined()
  rerender(still)
  expect(result.current.phase).toBeUndefined()
})

test('one that is started in the moment in which another ends is read, and opens', async () => {
  const other = { ...run, runId: 'other' as RunId }
  const next = { ...still, thread: { ...still.thread, turns: [{ ...turn, versions: [run, other], chosen: 1 }] } }
  const { result, rerender } = renderHook((state: Replayable) => {
    const replay = useReplay(state)
    // Before the effects of the change that ended the first one: a press may come as early.
    useLayoutEffect(() => {
      if (state === next) replay.onStart(messageId, other)
    }, [state, replay.onStart])
    return replay
  }, withEvents())
  await start(result)
  rerender(next)
  expect(result.current.phase?.runId).toBe('other')
  await waitFor(() => expect(result.current.phase?.name).toBe('open'))
})

test('a reading that was left for another version shows nothing when one comes back', async () => {
  let give: (answer: typeof events) => void = () => undefined
  const { result, rerender } = use(() => new Promise((resolve) => (give = resolve)))
  act(() => result.current.onStart(messageId, run))
  await waitFor(() => expect(result.current.phase?.name).toBe('reading'))
  rerender({ ...still, thread: { ...still.thread, turns: [] } })
  rerender(still)
  await act(async () => give(events))
  expect(result.current.phase).toBeUndefined()
})

test('what cannot be read is said, and can be dismissed', async () => {
  const { result } = use(() => Promise.reject(new AppError('not-found', { message: 'This run does not exist or was deleted.' })))
  act(() => result.current.onStart(messageId, run))
  expect(result.current.phase?.name).toBe('reading')
  await waitFor(() =>
    expect(result.current.phase).toMatchObject({ name: 'failed', message: 'This run does not exist or was deleted.' }),
  )
  act(() => result.current.onEnd?.())
  expect(result.current.phase).toBeUndefined()
})

test('a reading that was given up shows nothing later', async () => {
  let give: (answer: typeof events) => void = () => undefined
  const { result } = use(() => new Promise((resolve) => (give = resolve)))
  act(() => result.current.onStart(messageId, run))
  act(() => result.current.onEnd?.())
  await act(async () => give(events))
  expect(result.current.phase).toBeUndefined()
})
