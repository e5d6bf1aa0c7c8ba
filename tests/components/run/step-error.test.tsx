// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { BusyContext } from '@/components/run/busy'
import { StepActionsContext } from '@/components/run/step-actions'
import { StepError } from '@/components/run/step-error'
import { failedCall } from '@/tests/components/chat/chat-fixture'

afterEach(cleanup)

const show = ({ ended = true, busy = false } = {}) => {
  const actions = { isEnded: ended, modelId: 'demo', onRetry: vi.fn(), onChange: vi.fn(), onAnswerWithout: vi.fn() }
  render(
    <BusyContext value={busy}>
      <StepActionsContext value={actions}>
        <StepError call={failedCall('call-1')} wentOn={false} />
      </StepActionsContext>
    </BusyContext>,
  )
  return actions
}
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

test('a failed step of a run that has ended may be tried again, or left out', async () => {
  const { onRetry, onAnswerWithout } = show()
  await press('Try this step again')
  expect(onRetry).toHaveBeenCalledExactlyOnceWith('call-1')
  await press('Answer without it')
  expect(onAnswerWithout).toHaveBeenCalledOnce()
})

test.each([
  { triesAgain: true, wentOn: false, ended: false, says: 'The model will try again.' },
  // Nobody tries again what was stopped or failed.
  { triesAgain: true, wentOn: false, ended: true, says: '' },
  { triesAgain: true, wentOn: true, ended: false, says: 'The model was told and went on.' },
  { triesAgain: false, wentOn: false, ended: false, says: '' },
  { triesAgain: false, wentOn: true, ended: true, says: 'The model was told and went on without it.' },
])('what the model does then is said only as it is: %o', ({ triesAgain, wentOn, ended, says }) => {
  const call = failedCall('call-1')
  const error = { message: 'The tool could not use these arguments: "y must be a number".', ...(triesAgain && { triesAgain }) }
  const actions = { isEnded: ended, modelId: 'demo', onRetry: vi.fn(), onChange: vi.fn(), onAnswerWithout: vi.fn() }
  const { container } = render(
    <StepActionsContext value={actions}>
      <StepError call={{ ...call, result: { ...call.result, error } }} wentOn={wentOn} />
    </StepActionsContext>,
  )
  expect(container.querySelector('p')?.textContent).toBe(`${error.message} ${says}`.trim())
})

test('while its run goes on there is nothing to decide', () => {
  show({ ended: false })
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Show details'])
})

test('while another run of the chat goes the buttons stay and say why they wait', async () => {
  const { onRetry } = show({ busy: true })
  await press('Try this step again')
  expect(onRetry).not.toHaveBeenCalled()
  expect(screen.getByRole('button', { name: 'Answer without it' }).getAttribute('title')).toBe('Wait until this run has ended.')
})
