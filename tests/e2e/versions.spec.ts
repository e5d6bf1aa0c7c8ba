import type { Page } from '@playwright/test'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { type Chat, expect, modelTest } from './chat'
import { heldAfter } from './held'

const versions = (page: Page) => page.getByRole('group', { name: 'Versions' })
const heading = (page: Page, question: string) => page.getByRole('heading', { level: 2, name: question })
const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }])
const divide = callTools([{ name: 'divide', args: { x: 20, y: 0 } }])

/** The tools that each run of the newest question called, by the log that the server keeps. */
const callsOf = async (chat: Chat): Promise<string[][]> => {
  const { turns } = await chat.stored()
  return (turns.at(-1)?.runs ?? []).map(({ events }) =>
    events.flatMap((event) => (event.type === 'TOOL_CALL_START' ? [event.toolCallName] : [])),
  )
}

const reload = async (chat: Chat): Promise<void> => {
  await chat.page.reload()
  await chat.isAwake()
  await chat.hasEnded()
}

modelTest(
  'a stopped run goes on from its finished steps, which are not made again',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Take 10 plus 10, times 7')
    const multiply = callTools([{ name: 'multiply', args: { x: 20, y: 7 } }], { fragment: 1 })
    const held = heldAfter(multiply, 6)
    await upstream.replyTo(asked, add, held.reply, multiply, finalAnswer('It is **140**.', ['add', 'multiply']))
    await chat.open()
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('20')
    await chat.stop.click()
    await expect(chat.notice).toContainText('You stopped this run. 1 finished step is saved.')
    await chat.notice.getByRole('button', { name: 'Continue' }).click()
    // It is there before the server has said a word.
    await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('20')

    await expect(versions(page)).toContainText('2 / 2')
    await expect(chat.answer).toHaveText('It is 140.')
    await expect(chat.notice).toHaveCount(0)
    expect(await callsOf(chat)).toEqual([['add', 'multiply'], ['multiply']])
    const goesOn = (await upstream.requests(asked))[2]
    expect(goesOn?.body.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual(['20'])

    await reload(chat)
    await expect(versions(page)).toContainText('2 / 2')
    await chat.unfold()
    await expect(chat.steps.locator('[data-slot=call-result]')).toHaveText(['20', '140'])
  },
)

modelTest(
  'a failed step is tried again, or left out, each as a version of its own',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Divide 10 plus 10 by nothing')
    await upstream.replyTo(
      asked,
      add,
      divide,
      finalAnswer('It cannot be divided.', ['add']),
      finalAnswer('Not the second time either.', ['add']),
      finalAnswer('Without it: **20**.', ['add']),
    )
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(chat.step('divide')).toHaveAttribute('data-state', 'failed')
    await chat.step('divide').getByRole('button', { name: 'Try again' }).click()
    await expect(chat.answer).toHaveText('Not the second time either.')
    await expect(versions(page)).toContainText('2 / 2')
    await expect(chat.step('add')).toHaveCount(1)
    await expect(chat.step('divide')).toHaveCount(1)

    await page.getByRole('button', { name: 'Answer without it' }).click()
    await expect(chat.answer).toHaveText('Without it: 20.')
    await expect(versions(page)).toContainText('3 / 3')
    expect(await callsOf(chat)).toEqual([['add', 'divide'], ['divide'], []])
    const last = (await upstream.requests(asked)).at(-1)
    expect(last?.body.tools?.map((tool) => tool.function.name)).toEqual(['final_answer'])

    await page.getByRole('button', { name: 'Previous version' }).click()
    await expect(chat.answer).toHaveText('Not the second time either.')
    await reload(chat)
    await expect(chat.answer).toHaveText('Not the second time either.')
    await expect(versions(page)).toContainText('2 / 3')
  },
)

modelTest(
  'a question is edited in its place, and both versions are kept with their answers',
  async ({ chat, page, upstream, unique }) => {
    const [asked, edited] = [unique('What is 1 plus 1?'), unique('What is 2 plus 2?')]
    await upstream.replyTo(asked, finalAnswer('Two.'))
    await upstream.replyTo(edited, finalAnswer('Four.'))
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()

    await heading(page, asked).hover()
    await page.getByRole('button', { name: 'Edit question' }).click()
    const editor = page.getByRole('form', { name: 'Edit question' })
    const field = editor.getByRole('textbox', { name: 'Question' })
    await expect(field).toBeFocused()
    await expect(field).toHaveValue(asked)
    await field.press('Escape')
    await expect(editor).toHaveCount(0)

    await page.getByRole('button', { name: 'Edit question' }).click()
    await field.fill(edited)
    await editor.getByRole('button', { name: 'Send' }).click()
    await expect(heading(page, edited)).toBeVisible()
    await expect(chat.answer).toHaveText('Four.')
    await expect(versions(page)).toContainText('2 / 2')

    await page.getByRole('button', { name: 'Previous version' }).click()
    await expect(heading(page, asked)).toBeVisible()
    await expect(chat.answer).toHaveText('Two.')
    await reload(chat)
    await expect(heading(page, asked)).toBeVisible()
    await expect(chat.answer).toHaveText('Two.')
  },
)

modelTest('↑ in an empty composer edits the last question', { tag: '@once' }, async ({ chat, page, unique }) => {
  const asked = unique('What is 1 plus 1?')
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  await chat.composer.fill('x')
  await chat.composer.press('ArrowUp')
  await expect(page.getByRole('form', { name: 'Edit question' })).toHaveCount(0)
  await chat.composer.fill('')
  await chat.composer.press('ArrowUp')
  const field = page.getByRole('textbox', { name: 'Question' })
  await expect(field).toBeFocused()
  await field.press('Escape')
  await expect(chat.composer).toBeFocused()
  await chat.composer.press('ArrowUp')
  await field.fill(`${asked} Please.`)
  await field.press('Enter')
  await expect(versions(page)).toContainText('2 / 2')
  await expect(chat.composer).toBeFocused()
})
