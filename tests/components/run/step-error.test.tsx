// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { BusyContext, StepActionsContext } from '@/components/context/thread-context'
import { StepError } from '@/components/run/step-error'
import { failedCall } from '@/tests/components/chat/chat-fixture'

afterEach(cleanup)

const show = ({ ended = true, busy = false } = {}) => {
  const actions = { isEnded: ended, modelId: 'demo', onRetry: vi.fn(), onChange: vi.fn(), onAnswerWithout: vi.fn() }
  render(
    <BusyContext value={busy}>
      <StepActionsContext value={actions}>
        <StepError call={failedCall('call-1')} hasNext={false} isCorrected={false} />
      </StepActionsContext>
    </BusyContext>,
  )
  return actions
}
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

test('a failed step of a run that has ended may be tried again, or left out', async () => {
  const { onRetry, onAnswerWithout } = show()
  await press('Try again')
  expect(onRetry).toHaveBeenCalledExactlyOnceWith('call-1')
  await press('Answer without it')
  expect(onAnswerWithout).toHaveBeenCalledOnce()
})

test.each([
  { triesAgain: true, hasNext: false, ended: false, says: 'The model will try again.' },
  // Nobody tries again what was stopped or failed.
  { triesAgain: true, hasNext: false, ended: true, says: '' },
  { triesAgain: true, hasNext: true, ended: false, says: 'The model continued.' },
  { triesAgain: false, hasNext: false, ended: false, says: '' },
  { triesAgain: false, hasNext: true, ended: true, says: 'The model continued without it.' },
])('what the model does then is said only as it is: %o', ({ triesAgain, hasNext, ended, says }) => {
  const call = failedCall('call-1')
  const error = { message: 'The tool could not use these arguments: "y must be a number".', ...(triesAgain && { triesAgain }) }
  const actions = { isEnded: ended, modelId: 'demo', onRetry: vi.fn(), onChange: vi.fn(), onAnswerWithout: vi.fn() }
  const { container } = render(
    <StepActionsContext value={actions}>
      <StepError call={{ ...call, result: { ...call.result, error } }} hasNext={hasNext} isCorrected={false} />
    </StepActionsContext>,
  )
  expect(container.querySelector('p')?.textContent).toBe(`${`${error.message} ${says}`.trim()} Show details`)
})

test('while its run goes on there is nothing to decide', () => {
  show({ ended: false })
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Show details'])
})

test('while another run of the chat goes the buttons stay and say why they wait', async () => {
  const { onRetry } = show({ busy: true })
  await press('Try again')
  expect(onRetry).not.toHaveBeenCalled()
  expect(screen.getByRole('button', { name: 'Answer without it' }).getAttribute('title')).toBe(
    'Wait until this run has finished.',
  )
})

const orderOf = (call: Parameters<typeof StepError>[0]['call'], isCorrected = false) => {
  const actions = { isEnded: true, modelId: 'demo', onRetry: vi.fn(), onChange: vi.fn(), onAnswerWithout: vi.fn() }
  const { container } = render(
    <StepActionsContext value={actions}>
      <StepError call={call} hasNext={isCorrected} isCorrected={isCorrected} />
    </StepActionsContext>,
  )
  const buttons = [...container.querySelectorAll('[data-slot=step-actions] button')]
  for (const button of buttons) expect(button.getAttribute('title')).toBeTruthy()
  return buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent?.replace(/\s/g, ' '))
}

test('what can help comes first: another try where the service failed, a change where the arguments did', () => {
  const service = failedCall('call-1')
  expect(orderOf(service)).toEqual(['Try again', 'Answer without it', 'Edit and run again'])
  const refused = { ...service.result, error: { message: 'No.', triesAgain: true } }
  expect(orderOf({ ...service, result: refused })).toEqual(['Edit and run again', 'Try again', 'Answer without it'])
  const sum = { ...service, words: { icon: 'sum', noun: ['sum', 'sums'], effects: 'none' } } as const
  expect(orderOf(sum as unknown as typeof service)[0]).toBe('Edit and run again')
  expect(orderOf({ ...service, lost: true })[0]).toBe('Try again')
})

test('a mistake that was put right needs neither another try nor an answer without it', () => {
  expect(orderOf(failedCall('call-1'), true)).toEqual(['Edit and run again'])
})

test('names of settings in a reason stand without their signs', () => {
  const call = failedCall('call-1')
  const error = { message: 'Check `OPENAI_API_KEY` on the server, or press `.' }
  const { container } = render(
    <StepError call={{ ...call, result: { ...call.result, error } }} hasNext={false} isCorrected={false} />,
  )
  expect(container.querySelector('p')?.textContent).toMatch(/^Check OPENAI_API_KEY on the server, or press `\./)
  expect(container.querySelector('code')?.textContent).toBe('OPENAI_API_KEY')
})
