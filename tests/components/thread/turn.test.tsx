// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { BusyContext } from '@/components/context/thread-context'
import { Turn } from '@/components/thread/turn'
import type { RunView } from '@/lib/run-view/state'
import { chatWith, doneCall, failed, runIn, stepsOf } from '@/tests/components/chat/chat-fixture'

afterEach(cleanup)

const twoSteps = { steps: stepsOf(doneCall('a'), doneCall('b')) }
const begun = { messageId: 'a', text: 'It is', kind: 'answer', state: 'done', startedAt: 1 } as RunView['answer'] & object

const turnOf = (run: RunView) => {
  const [turn] = chatWith(run).thread.turns
  if (!turn) throw new Error('The fixture has a turn')
  return turn
}

const show = (run: RunView, { isLast = false, isBusy = false } = {}) => {
  const onVersion = vi.fn()
  const element = (of: RunView) => (
    <BusyContext value={isBusy}>
      <Turn
        turn={turnOf(of)}
        isLast={isLast}
        hasRoom={false}
        restoredSeq={99}
        skewMs={0}
        isEditing={false}
        onChoose={() => {}}
        onVersion={onVersion}
        onEditing={() => {}}
        onFollowUp={undefined}
        onTitle={() => {}}
      />
    </BusyContext>
  )
  const { container, rerender } = render(element(run))
  return {
    onVersion,
    showAlso: (other: RunView) => rerender(element(other)),
    words: container.querySelector('[data-slot=turn-ending] > span')?.textContent,
  }
}

test('what the model was not shown is said below the answer, also once that has ended', () => {
  const imageLeftOut = 'red.png was left out, because the provider refused the question that came with it.'
  for (const state of ['working', 'done'] as const) {
    show(runIn({ name: state }, { imageLeftOut }), { isLast: true })
    expect(screen.getByText(imageLeftOut)).toBeTruthy()
    cleanup()
  }
})

test('steps that a person closed stay closed in another version of the answer', async () => {
  const { showAlso } = show(runIn({ name: 'working' }, twoSteps))
  const line = () => screen.getByRole('button', { name: /^(?:Thinking|2 steps)/ })
  await userEvent.click(line())
  expect(line().getAttribute('aria-expanded')).toBe('false')
  showAlso(runIn({ name: 'working' }, { ...twoSteps, runId: 'another' as RunView['runId'] }))
  expect(line().getAttribute('aria-expanded')).toBe('false')
})

describe('an earlier turn that did not end well says so in its place, with the way on', () => {
  const restarted = { name: 'interrupted', message: 'The server restarted while this was running.' } as const
  const noKey = failed({ code: 'model-key', message: 'Check `OPENAI_API_KEY` on the server.', retryable: false })
  test.each<[string, RunView, string, string, string]>([
    ['failed', runIn(failed()), 'The model provider is busy.', 'Try again', 'regenerate'],
    ['stopped at once', runIn({ name: 'stopped' }), 'You stopped this run.', 'Run again', 'regenerate'],
    ['stopped after steps', runIn({ name: 'stopped' }, twoSteps), 'You stopped this run.', 'Continue', 'continue'],
    [
      'stopped in its answer',
      runIn({ name: 'stopped' }, { ...twoSteps, answer: begun }),
      'You stopped this run.',
      'Answer again',
      'continue',
    ],
    ['interrupted', runIn(restarted, twoSteps), restarted.message, 'Continue', 'continue'],
  ])('%s', async (_title, run, text, name, action) => {
    const { onVersion, words } = show(run)
    expect(words).toBe(text)
    const button = screen.getByRole('button', { name })
    expect(button.getAttribute('title')).toBeTruthy()
    await userEvent.click(button)
    expect(onVersion).toHaveBeenCalledExactlyOnceWith('question-1', { action })
  })

  test('one that would fail again is not offered to be tried again', () => {
    expect(show(runIn(noKey)).words).toBe('Check OPENAI_API_KEY on the server.')
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  test('the newest turn has a notice for it, and one that is done needs nothing', () => {
    expect(show(runIn(failed()), { isLast: true }).words).toBeUndefined()
    cleanup()
    expect(show(runIn({ name: 'done' })).words).toBeUndefined()
  })

  test('while another run goes the button stays and says why it waits', async () => {
    const { onVersion } = show(runIn(failed()), { isBusy: true })
    const button = screen.getByRole('button', { name: 'Try again' })
    expect(button.getAttribute('title')).toBe('Wait until this run has finished.')
    await userEvent.click(button)
    expect(onVersion).not.toHaveBeenCalled()
  })
})
