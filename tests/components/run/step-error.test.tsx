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
  ['The search service did not answer within 10 seconds.', true],
  ['The tool could not use these arguments: "y must be a number". The model will try again.', false],
])('what the model did then is said once: %s', (message, isAdded) => {
  const call = failedCall('call-1')
  render(<StepError call={{ ...call, result: { ...call.result, error: { message } } }} wentOn />)
  expect(screen.getByText(message)).toBeDefined()
  expect(screen.queryByText(/went on without it/) !== null).toBe(isAdded)
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
