// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { BusyContext, ModelsContext, StepActionsContext } from '@/components/context/thread-context'
import { StepBody } from '@/components/run/step-body'
import type { ModelName } from '@/lib/protocol/event'
import type { Call } from '@/lib/run-view/state'
import { doneCall, failedCall } from '@/tests/components/chat/chat-fixture'

afterEach(cleanup)

const models: ModelName[] = [
  { id: 'large', label: 'Large model' },
  { id: 'small', label: 'Small model' },
]
const given = (argsText: string, more: Partial<Call> = {}): Call => ({ ...doneCall('call-1'), argsText, ...more }) as Call

type Shown = { ended?: boolean; busy?: boolean; models?: ModelName[]; modelId?: string; shared?: boolean }

const show = (
  call: Call,
  { ended = true, busy = false, models: offered = [], modelId = 'small', shared = false }: Shown = {},
) => {
  const actions = { isEnded: ended, modelId, onRetry: vi.fn(), onChange: vi.fn(), onAnswerWithout: vi.fn() }
  render(
    <BusyContext value={busy}>
      <ModelsContext value={offered}>
        <StepActionsContext value={shared ? undefined : actions}>
          <StepBody call={call} isOpen hasNext isCorrected={false} />
        </StepActionsContext>
      </ModelsContext>
    </BusyContext>,
  )
  return actions.onChange
}
const opener = () => screen.getByRole('button', { name: 'Edit and run again' })
const open = async (call: Call, shown?: Shown) => {
  const onChange = show(call, shown)
  await userEvent.click(opener())
  const form = within(await screen.findByRole('form', { name: `Edit ${call.name}` }))
  return { onChange, form, run: form.getByRole('button', { name: 'Run from here' }) }
}
const type = async (field: HTMLElement, text: string) => {
  await userEvent.clear(field)
  await userEvent.type(field, text)
}

describe('a finished step', () => {
  test('is changed in the place of its arguments, from the first field on', async () => {
    const { onChange, form, run } = await open(given('{"x":10,"y":10}'))
    const x = form.getByRole<HTMLInputElement>('textbox', { name: 'x' })
    expect(document.activeElement).toBe(x)
    expect(screen.queryByText('Arguments')).toBeNull()
    expect(form.getByText('Earlier steps are kept, and the current answer stays as another version.')).toBeDefined()
    await type(x, '15')
    await userEvent.click(run)
    expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', { args: '{"x":15,"y":10}' })
  })

  test('is run by Enter in a line, as it was too', async () => {
    const { onChange, form } = await open(given('{"x":10,"y":10}'))
    await userEvent.type(form.getByRole('textbox', { name: 'y' }), '{Enter}')
    expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', {})
  })

  test('is left as it was by Esc, and focus comes back to the button', async () => {
    const { onChange, form } = await open(given('{"x":10,"y":10}'))
    await type(form.getByRole('textbox', { name: 'x' }), '15{Escape}')
    expect(document.activeElement).toBe(opener())
    expect(screen.queryByRole('form')).toBeNull()
    await userEvent.click(opener())
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'x' }).value).toBe('10')
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(document.activeElement).toBe(opener())
    expect(onChange).not.toHaveBeenCalled()
  })

  test('keeps every digit, and says so where a number is none', async () => {
    const { onChange, form, run } = await open(given('{"x":90071992547409931.10,"y":1}'))
    const y = form.getByRole('textbox', { name: 'y' })
    expect(form.queryByText(/^Not a number/)).toBeNull()
    await type(y, 'abc')
    expect(y.getAttribute('aria-describedby')).toBe(form.getByText('Not a number, so it is sent as text.').id)
    await userEvent.click(run)
    expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', { args: '{"x":90071992547409931.10,"y":"abc"}' })
  })

  test('has a box to tick for yes or no, and more room for long text, where Enter makes a line', async () => {
    const long = 'word '.repeat(20)
    const { onChange, form } = await open(given(JSON.stringify({ deep: false, text: long })))
    await userEvent.click(form.getByRole('checkbox', { name: 'deep' }))
    const text = form.getByRole('textbox', { name: 'text' })
    expect(text.tagName).toBe('TEXTAREA')
    await type(text, 'a{Enter}b')
    expect(onChange).not.toHaveBeenCalled()
    await userEvent.type(text, '{Control>}{Enter}{/Control}')
    expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', { args: '{"deep":true,"text":"a\\nb"}' })
  })

  test('is JSON where its arguments are more than plain values, checked as it is written', async () => {
    const { onChange, form, run } = await open(given('{"list":[1]}'))
    const json = form.getByRole<HTMLTextAreaElement>('textbox', { name: 'Arguments' })
    expect(json.value).toBe('{ "list": [ 1 ] }')
    await type(json, '{{"list": [[1 2]}')
    const problem = form.getByText("Line 1, column 13: comma ',' expected after value but got '2'.")
    expect(json.getAttribute('aria-describedby')).toBe(problem.id)
    expect(json.getAttribute('aria-invalid')).toBe('true')
    await userEvent.click(run)
    expect(onChange).not.toHaveBeenCalled()
    expect(run.getAttribute('aria-disabled')).toBe('true')
    await type(json, '{{"list": [[1, 2]}')
    await userEvent.click(run)
    expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', { args: '{"list": [1, 2]}' })
  })
})

describe('the model', () => {
  test('that answered is chosen, where there are several', async () => {
    const { onChange, form, run } = await open(given('{"x":1}'), { models })
    const menu = form.getByRole<HTMLSelectElement>('combobox', { name: 'Model' })
    expect(menu.value).toBe('small')
    await userEvent.selectOptions(menu, 'Large model')
    await userEvent.click(run)
    expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', { modelId: 'large' })
  })

  test('is the first where the one that answered is not offered any more', async () => {
    const { form } = await open(given('{"x":1}'), { models, modelId: 'gone' })
    expect(form.getByRole<HTMLSelectElement>('combobox', { name: 'Model' }).value).toBe('large')
  })

  test('is not asked for where there is one', async () => {
    const { form } = await open(given('{"x":1}'), { models: models.slice(0, 1) })
    expect(form.queryByRole('combobox')).toBeNull()
  })
})

test('a step that acts on the world says what running it again does', async () => {
  const words = { icon: 'mail', noun: ['mail', 'mails'] as [string, string], effects: 'external' } as const
  const { form, run } = await open(given('{"to":"a"}', { words }))
  const note = form.getByText('This step has effects outside this chat. Running it again repeats them.')
  expect(run.getAttribute('aria-describedby')?.split(' ')).toContain(note.id)
})

test('a failed step may be changed too', async () => {
  const { onChange, form, run } = await open(failedCall('call-1'))
  await type(form.getByRole('textbox', { name: 'query' }), 'Porto')
  await userEvent.click(run)
  expect(onChange).toHaveBeenCalledExactlyOnceWith('call-1', { args: '{"query":"Porto"}' })
})

test('nothing can be changed while its run goes, in a copy, or before there is a result', () => {
  for (const [call, shown] of [
    [given('{"x":1}'), { ended: false }],
    [given('{"x":1}'), { shared: true }],
    [failedCall('call-1'), { shared: true }],
    [{ ...given('{"x":1}'), state: 'writing' } as Call, {}],
  ] as [Call, Shown][]) {
    show(call, shown)
    expect(screen.queryByRole('button', { name: 'Edit and run again' })).toBeNull()
    cleanup()
  }
})

test('while another run of the chat goes it waits, and says why', async () => {
  show(given('{"x":1}'), { busy: true })
  await userEvent.click(opener())
  expect(screen.queryByRole('form')).toBeNull()
  expect(opener().getAttribute('title')).toBe('Wait until this run has finished.')
})
