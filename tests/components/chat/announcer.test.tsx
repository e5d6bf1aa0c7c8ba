// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Announcer, createSpeechQueue } from '@/components/chat/announcer'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { chatWith, doneCall, failed, runIn, startedAt, stepsOf } from './chat-fixture'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const polite = () => screen.getByRole('status').textContent
const assertive = () => screen.getByRole('alert').textContent
const working = runIn({ name: 'working' })
const answered = runIn(
  { name: 'done' },
  {
    steps: stepsOf(doneCall('a')),
    answer: { messageId: 'm' as never, text: 'It is **2**. Surely.', kind: 'answer', state: 'done', startedAt },
  },
)

describe('the announcer', () => {
  test('says nothing of a chat that is only opened', () => {
    render(<Announcer state={chatWith(answered)} />)
    expect([polite(), assertive()]).toEqual(['', ''])
  })

  test('says what finished and the first sentence of the answer, politely', () => {
    const { rerender } = render(<Announcer state={chatWith(working)} />)
    rerender(<Announcer state={chatWith(answered)} />)
    expect(polite()).toContain('Answer ready. It is 2.')
    expect(polite()).not.toContain('Surely')
    expect(assertive()).toBe('')
  })

  test('interrupts for a run that failed', () => {
    const { rerender } = render(<Announcer state={chatWith(working)} />)
    rerender(<Announcer state={chatWith(runIn(failed()))} />)
    expect(assertive()).toContain('The model provider is busy.')
  })

  test('says that a run is stopping, that it has stopped, and interrupts where it could not be told to', () => {
    const asked = (stop?: 'asked' | 'undelivered') =>
      chatWith(working, { live: { runId: working.runId, messageId: 'question-1' as never, ...(stop && { stop }) } })
    const { rerender } = render(<Announcer state={asked()} />)
    rerender(<Announcer state={asked('asked')} />)
    expect(polite()).toBe('Stopping…')
    rerender(<Announcer state={asked('undelivered')} />)
    expect(assertive()).toBe('The server has not received Stop yet. The run is still going.')
    rerender(<Announcer state={asked('asked')} />)
    rerender(<Announcer state={chatWith(runIn({ name: 'stopped' }))} />)
    act(() => void vi.advanceTimersByTime(10_000))
    expect(polite()).toContain('Stopped.')
  })

  test('interrupts once for a lost line, however often it is tried again', () => {
    const { rerender } = render(<Announcer state={chatWith(working)} />)
    const lost = (attempt: number) => chatWith(working, { connection: { name: 'reconnecting', retryAt: 0, attempt } })
    rerender(<Announcer state={lost(1)} />)
    const said = screen.getByText('Connection lost.')
    rerender(<Announcer state={lost(2)} />)
    expect(screen.getByText('Connection lost.')).toBe(said)
  })

  test('interrupts for a message that was not sent', () => {
    const { rerender } = render(<Announcer state={chatWith(undefined)} />)
    rerender(
      <Announcer state={chatWith(undefined, { failure: { code: 'rate-limited', message: 'Too many questions.', text: 'a' } })} />,
    )
    expect(assertive()).toBe('Too many questions.')
  })

  test('says once that a run is not being saved, however long that lasts', () => {
    const { rerender } = render(<Announcer state={chatWith(working)} />)
    rerender(<Announcer state={chatWith(working, { recording: 'degraded' })} />)
    const said = screen.getByText(/^This run is not being saved/)
    rerender(<Announcer state={chatWith({ ...working, lastSeq: 9 }, { recording: 'degraded' })} />)
    rerender(<Announcer state={chatWith(working)} />)
    expect(screen.getByText(/^This run is not being saved/)).toBe(said)
  })

  test('says once that streams are buffered on the way', () => {
    const { rerender } = render(<Announcer state={chatWith(working)} />)
    rerender(<Announcer state={chatWith(working, { isBuffered: true })} />)
    const said = screen.getByText(/^Something on the network is delaying live updates/)
    rerender(<Announcer state={chatWith({ ...working, lastSeq: 9 }, { isBuffered: true })} />)
    expect(screen.getByText(/^Something on the network is delaying live updates/)).toBe(said)
  })

  test('says how many earlier questions came, or that they did not', () => {
    const long = (earlier: number, more: Partial<ChatState> = {}) => {
      const state = chatWith(answered, more)
      return { ...state, thread: { ...state.thread, earlier } }
    }
    const { rerender } = render(<Announcer state={long(70, { earlier: 'loading' })} />)
    rerender(<Announcer state={long(40)} />)
    expect(polite()).toBe('30 earlier questions are shown above.')
    rerender(<Announcer state={long(40, { earlier: 'loading' })} />)
    rerender(<Announcer state={long(40, { earlier: 'failed' })} />)
    act(() => vi.advanceTimersByTime(1500))
    expect(polite()).toBe('Earlier questions could not be loaded.')
  })

  test('says that what was queued came back when the run was stopped', () => {
    const { rerender } = render(<Announcer state={chatWith(working)} />)
    rerender(<Announcer state={chatWith(working, { returned: { text: 'And then?' } })} />)
    expect(polite()).toBe('Your queued message is back in the message field.')
  })

  test('says what a key did', () => {
    const state = chatWith(answered)
    const { rerender } = render(<Announcer state={state} />)
    rerender(<Announcer state={state} said={{ text: 'Answer copied.' }} />)
    expect(polite()).toBe('Answer copied.')
  })
})

describe('lines that come quickly', () => {
  test('are at least 1.5 s apart, and joined when several came', () => {
    const said: string[] = []
    const queue = createSpeechQueue((line) => said.push(line))
    queue.add(['Searching the web.'])
    queue.add(['Search finished, 5 sources.'])
    queue.add(['multiply finished, 372.'])
    expect(said).toEqual(['Searching the web.'])
    act(() => vi.advanceTimersByTime(1499))
    expect(said).toHaveLength(1)
    act(() => vi.advanceTimersByTime(1))
    expect(said).toEqual(['Searching the web.', 'Search finished, 5 sources. multiply finished, 372.'])
    act(() => vi.advanceTimersByTime(1500))
    queue.add(['Answer ready.'])
    expect(said.at(-1)).toBe('Answer ready.')
  })
})
