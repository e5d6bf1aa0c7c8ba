// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RunNotice } from '@/components/chat/run-notice'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { wasBufferingDismissed } from '@/lib/client/connection/dismissed-notices'
import { errorTable } from '@/lib/protocol/error'
import type { MessageId, RunId } from '@/lib/protocol/event'
import type { Call, RunView } from '@/lib/run-view/state'
import { chatWith, doneCall, failed, failedCall, runIn, startedAt, stepsOf, waiting } from './chat-fixture'

afterEach(cleanup)

const show = (state: ChatState, { problem, isForgotten = false }: { problem?: string; isForgotten?: boolean } = {}) => {
  const actions = { reconnect: vi.fn(), stop: vi.fn(), dismissFailure: vi.fn(), dismissBufferingNotice: vi.fn() }
  const onVersion = vi.fn()
  render(<RunNotice state={state} problem={problem} isForgotten={isForgotten} actions={actions} onVersion={onVersion} />)
  return { ...actions, onVersion }
}
const words = () => screen.getByRole('group', { name: 'Notice' }).textContent
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))
const twoSteps = { steps: stepsOf(doneCall('a'), doneCall('b')) }

describe('a run', () => {
  test.each([
    ['that goes on', runIn({ name: 'working' })],
    ['that answers', runIn({ name: 'answering' })],
    ['that is done', runIn({ name: 'done' })],
  ])('%s needs no notice', (_title, run) => {
    show(chatWith(run))
    expect(screen.queryByRole('group', { name: 'Notice' })).toBeNull()
  })

  test('that goes on since its Stop was not delivered says so, also while the line is down, and Stop is tried again', async () => {
    const run = runIn({ name: 'answering' })
    const live = { runId: run.runId, messageId: 'question-1' as MessageId, stop: 'undelivered' } as const
    const { stop } = show(chatWith(run, { live, connection: { name: 'offline' } }))
    expect(words()).toBe('The server has not received Stop yet. The run is still going.Try again')
    await press('Try again')
    expect(stop).toHaveBeenCalledOnce()
  })

  test('that goes on since the server refuses its Stop does not say "yet"', () => {
    const run = runIn({ name: 'answering' })
    show(chatWith(run, { live: { runId: run.runId, messageId: 'question-1' as MessageId, stop: 'refused' } }))
    expect(words()).toBe('The server did not allow this browser to stop the run. It is still going.Try again')
  })

  test('of a browser that refuses cookies says so, after what can be done something about now', () => {
    const cookies = /does not save this site’s cookies/
    show(chatWith(runIn({ name: 'done' })), { isForgotten: true })
    expect(words()).toMatch(cookies)
    cleanup()
    const refused = { code: 'rate-limited', message: 'You can ask again at 12:00 UTC.', text: 'Hello' } as const
    show(chatWith(runIn({ name: 'done' }), { failure: refused }), { isForgotten: true })
    expect(words()).toContain('You can ask again at 12:00 UTC.')
    cleanup()
    show(chatWith(runIn({ name: 'done' }), { failure: { ...refused, code: 'not-found' } }), { isForgotten: true })
    expect(words()).toMatch(cookies)
  })

  const lost: Call = { ...failedCall('c'), lost: true }
  const restarted = { name: 'interrupted', message: 'The server restarted while this was running.' } as const
  const begun = { messageId: 'a' as MessageId, text: 'It is', kind: 'answer', state: 'done', startedAt } as const
  const cut = failed({ code: 'cut-off', message: 'The answer was cut off before its end.' })

  test.each<[string, RunView, string, string, string]>([
    [
      'that was stopped says what is saved, and goes on from there',
      runIn({ name: 'stopped' }, twoSteps),
      'You stopped this run. 2 finished steps are saved.',
      'Continue',
      'continue',
    ],
    [
      'that was stopped in its answer writes it anew, and says so',
      runIn({ name: 'stopped' }, { ...twoSteps, answer: begun }),
      'You stopped this run. 2 finished steps are saved.',
      'Answer again',
      'continue',
    ],
    [
      'that was stopped before its first step is run again',
      runIn({ name: 'stopped' }),
      'You stopped this run.',
      'Run again',
      'regenerate',
    ],
    [
      'that failed says why and what is saved, and is tried again as a new version',
      runIn(failed(), twoSteps),
      'The model provider is busy. Your question and 2 steps are saved.',
      'Try again',
      'regenerate',
    ],
    [
      'that was cut off goes on from its steps',
      runIn(cut, twoSteps),
      'Your question and 2 steps are saved.',
      'Continue',
      'continue',
    ],
    ['that was cut off without a step is tried again', runIn(cut), 'Your question is saved.', 'Try again', 'regenerate'],
    ['that a restart interrupted goes on from its steps', runIn(restarted, twoSteps), restarted.message, 'Continue', 'continue'],
    [
      'that a restart interrupted in its first step is run again',
      runIn(restarted, { steps: stepsOf(lost) }),
      restarted.message,
      'Run again',
      'regenerate',
    ],
  ])('%s', async (_title, run, text, button, action) => {
    const { onVersion } = show(chatWith(run))
    expect(words()).toContain(text)
    await press(button)
    expect(onVersion).toHaveBeenCalledExactlyOnceWith('question-1', { action })
  })

  test.each([
    ['that was stopped', { name: 'stopped' }],
    ['whose provider was busy', failed()],
    ['out of turns', failed({ code: 'step-limit', message: 'Stopped after 40 steps without an answer.' })],
    ['that a restart interrupted', restarted],
  ] as [string, RunView['state']][])('a thorough one %s goes on, or answers with what was found', async (_title, state) => {
    const { onVersion } = show(chatWith(runIn(state, { ...twoSteps, mode: 'thorough' })))
    await press('Answer with what was found')
    await press('Continue')
    expect(onVersion.mock.calls).toEqual([
      ['question-1', { action: 'answer-now' }],
      ['question-1', { action: 'continue' }],
    ])
  })

  test('a thorough one that has found nothing yet has nothing to answer with', () => {
    show(chatWith(runIn({ name: 'stopped' }, { mode: 'thorough' })))
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Run again'])
  })

  test('offers nothing while another run of the chat goes', () => {
    show(chatWith(runIn({ name: 'stopped' }, twoSteps), { live: { runId: 'other' as RunId, messageId: 'earlier' as MessageId } }))
    expect(words()).toBe('You stopped this run. 2 finished steps are saved.')
  })

  test('that failed for good does not offer to try again', () => {
    show(chatWith(runIn(failed({ code: 'model-key', message: 'The model provider did not accept the key.', retryable: false }))))
    expect(words()).toContain('did not accept the key')
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('whose provider is busy counts down to the next try', () => {
    const notice = {
      code: 'retrying' as const,
      message: 'The model provider is busy. Trying again in 12 s.',
      retryInMs: 59_500,
      at: Date.now(),
    }
    show(chatWith(runIn({ name: 'working' }, { notice })))
    expect(words()).toMatch(/^The model provider is busy\. Trying again in (59|60) s\.$/)
  })
})

describe('the line', () => {
  const run = runIn({ name: 'working' })

  test('that is lost says when it is tried again, and that the run goes on where that is true', async () => {
    const { reconnect } = show(chatWith(run, { connection: { name: 'reconnecting', retryAt: Date.now() + 29_500, attempt: 1 } }))
    expect(words()).toMatch(/^Connection lost\. Trying again in (29|30) s\. The run continues on the server\./)
    await press('Retry now')
    expect(reconnect).toHaveBeenCalledOnce()
  })

  test('says nothing of the run where leaving would end it', () => {
    const connection = { name: 'reconnecting', retryAt: Date.now() + 29_500, attempt: 1 } as const
    show(chatWith({ ...run, outlivesConnection: false }, { connection }))
    expect(words()).not.toContain('continues on the server')
  })

  test('offline, a waiting message will be sent later', () => {
    show(chatWith(undefined, { connection: { name: 'offline' }, queued: waiting('What is 1 + 1?') }))
    expect(words()).toBe('You are offline. Your message will be sent when you are back online.')
  })

  test('offline, nothing is promised for a message that does not wait', () => {
    show(chatWith(runIn({ name: 'done' }), { connection: { name: 'offline' } }))
    expect(words()).toBe('You are offline.')
  })
})

describe('a run that is not being saved', () => {
  const degraded = { recording: 'degraded', live: { runId: 'run-1' as never, messageId: 'question-1' as never } } as const

  test('says so, and that it goes on', () => {
    show(chatWith(runIn({ name: 'working' }), degraded))
    expect(words()).toBe(
      'This run is not being saved because the database is unavailable. It continues, and will be saved as soon as possible.',
    )
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('says nothing of it once it was stopped, or while the line is lost', () => {
    const { live: _over, ...stopped } = degraded
    show(chatWith(runIn({ name: 'stopped' }), stopped))
    expect(words()).toMatch(/^You stopped this run\./)
    cleanup()
    show(chatWith(runIn({ name: 'working' }), { ...degraded, connection: { name: 'offline' } }))
    expect(words()).toMatch(/^You are offline\./)
  })
})

describe('a message that was not sent', () => {
  const failure = {
    code: 'rate-limited',
    message: 'You have reached the message limit. Try again later.',
    text: 'What?',
  } as const

  test('says why, before anything about an older run, and can be dismissed', async () => {
    const { dismissFailure } = show(chatWith(runIn(failed()), { failure }))
    expect(words()).toBe('You have reached the message limit. Try again later.')
    await press('Dismiss')
    expect(dismissFailure).toHaveBeenCalledOnce()
  })

  test('for want of room says what is kept of it, and when to send it again', () => {
    const full = { code: 'disk-full', message: 'The server’s disk is full, so nothing new can be saved.' } as const
    show(chatWith(undefined, { failure: { ...full, text: 'What?' } }))
    expect(words()).toBe(`${full.message} Your text is kept here. Send it again when there is space.`)
  })

  test.each(['not-saved', 'restarting', 'database-unusable'] as const)(
    'by a server that is %s: a text that came back is said to be here, and where there was none nothing is',
    (code) => {
      const { message } = errorTable[code]
      show(chatWith(undefined, { failure: { code, message, text: 'What?' } }))
      expect(words()).toBe(`${message} Your text is kept here.`)
      cleanup()
      show(chatWith(undefined, { failure: { code, message } }))
      expect(words()).not.toContain('kept')
    },
  )

  test('and waited its turn says why it waits on', () => {
    const queued = [{ messageId: 'queued-1' as never, question: 'And then?' }]
    const held = 'The database is unavailable. Try again in a moment.'
    show(chatWith(runIn({ name: 'done' }), { queued, held }))
    expect(words()).toBe('The database is unavailable. Your message will be sent as soon as it can be saved.')
  })

  test('a page of a server whose database cannot be used says so, until something newer is known', () => {
    show(chatWith(undefined, {}), { problem: '`unfold.db` is damaged.' })
    expect(words()).toMatch(/^unfold.db is damaged\./)
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
    cleanup()
    show(chatWith(undefined, { failure }), { problem: '`unfold.db` is damaged.' })
    expect(words()).toBe(failure.message)
  })

  test('a thread that could not be read is read again', async () => {
    const { reconnect } = show(chatWith(undefined, { failure: { code: 'not-saved', message: 'The database is unavailable.' } }))
    await press('Try again')
    expect(reconnect).toHaveBeenCalledOnce()
  })
})

describe('streams that are buffered on the way', () => {
  const isBuffered = { isBuffered: true } as const
  beforeEach(() => localStorage.clear())

  test('are told of, with help and what goes on, and can be dismissed', async () => {
    const { dismissBufferingNotice } = show(chatWith(runIn({ name: 'working' }), isBuffered))
    expect(words()).toContain(
      'Something on the network is delaying live updates, so this page now checks for them twice a second.',
    )
    const help = screen.getByRole('link', { name: 'About proxies' })
    expect([help.getAttribute('href'), help.getAttribute('target')]).toEqual(['/help/proxies', '_blank'])
    await press('Dismiss')
    expect(dismissBufferingNotice).toHaveBeenCalledOnce()
  })

  test('count as told once that was on screen', () => {
    show(chatWith(runIn(failed()), isBuffered))
    expect(words()).toContain('The model provider is busy.')
    expect(wasBufferingDismissed()).toBe(false)
    cleanup()
    show(chatWith(runIn({ name: 'done' }), isBuffered))
    expect(wasBufferingDismissed()).toBe(true)
  })
})

test('the clock of the notice is the server’s: a wrong clock here changes no countdown', () => {
  const skew = 3_600_000
  const notice = { code: 'retrying' as const, message: 'Busy.', retryInMs: 59_500, at: Date.now() + skew }
  show(chatWith(runIn({ name: 'working' }, { notice, startedAt }), { clockSkewMs: skew }))
  expect(words()).toMatch(/Trying again in (59|60) s\./)
})
