import { callTools, finalAnswer, say } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

modelTest(
  'a new answer is a version beside the old one, and both can be shown',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Say it another way')
    await upstream.replyTo(asked, say('One way.'), say('Another way.'))
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(chat.answer).toHaveText('One way.')
    const versions = page.getByRole('group', { name: 'Versions' })
    await expect(versions).toHaveCount(0)
    await chat.regenerate.click()
    await expect(versions).toContainText('2 / 2')
    await expect(chat.answer).toHaveText('Another way.')
    await versions.getByRole('button', { name: 'Previous version' }).click()
    await expect(versions).toContainText('1 / 2')
    await expect(chat.answer).toHaveText('One way.')
    await expect(versions.getByRole('button', { name: 'Previous version' })).toBeDisabled()
    await versions.getByRole('button', { name: 'Next version' }).click()
    await expect(chat.answer).toHaveText('Another way.')
    await page.reload()
    await expect(versions).toContainText('2 / 2')
    await expect(chat.answer).toHaveText('Another way.')
  },
)

modelTest(
  'a message that is written while a run goes waits, and is sent when it ends',
  // On a touch screen Enter makes a line, and the button is Stop while a run goes.
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('The first')
    const answer = heldAfter(finalAnswer('The first answer.'), 4)
    await upstream.replyTo(asked, answer.reply)
    await chat.open()
    await chat.ask(asked)
    await upstream.reached(answer.gate)
    await chat.composer.fill('The second [plain]')
    await chat.composer.press('Enter')
    await expect(page.getByText('Will send when this finishes')).toBeVisible()
    await page.getByRole('button', { name: 'Remove queued message' }).click()
    await expect(chat.composer).toHaveValue('The second [plain]')
    await chat.composer.press('Enter')
    await expect(chat.composer).toHaveValue('')
    await upstream.open(answer.gate)
    await chat.hasEnded(2)
    await expect(chat.answer.last()).toHaveText('A plain answer, by no tool at all.')
  },
)

test('a draft survives a reload', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.composer.fill('Half a thought')
  await page.reload()
  await expect(chat.composer).toHaveValue('Half a thought')
  await chat.send.click()
  await chat.hasEnded()
  await page.goto('/')
  await expect(chat.composer).toHaveValue('')
})

test('Enter belongs to an input method that is choosing a word', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.composer.fill('にほん')
  await expect(chat.send).toBeEnabled()
  await chat.composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  // Safari tells the end of the composition first; its key has still the code of an input method.
  await chat.composer.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
  await expect(chat.composer).toHaveValue('にほん')
  await expect(page.getByRole('heading', { level: 1, name: 'What should we work out?' })).toBeVisible()
  await chat.composer.press('Shift+Enter')
  await expect(chat.composer).toHaveValue('にほん\n')
  await chat.composer.press('Enter')
  await expect(page.getByRole('heading', { level: 2, name: 'にほん' })).toBeVisible()
})

test('on a touch screen Enter makes a line and the button sends', { tag: '@phone' }, async ({ chat, page }) => {
  await chat.open()
  await expect(chat.composer).not.toBeFocused()
  await chat.composer.fill('10 + 10')
  await chat.composer.press('End')
  await chat.composer.press('Enter')
  await expect(chat.composer).toHaveValue('10 + 10\n')
  await chat.send.click()
  await expect(page.getByRole('heading', { level: 2, name: '10 + 10' })).toBeVisible()
})

modelTest('a follow-up knows what was said before', { tag: '@once' }, async ({ chat, upstream, unique }) => {
  const asked = unique('Remember this')
  await upstream.replyTo(
    asked,
    callTools([{ name: 'add', args: { x: 2, y: 3 } }]),
    finalAnswer('It is 5.', ['add']),
    say('Still 5.'),
  )
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  await chat.ask(`${asked} and again`)
  await chat.hasEnded(2)
  const { body } = (await upstream.requests(`${asked} and again`))[0] ?? {}
  expect(body?.messages.slice(1, 3)).toMatchObject([
    { role: 'user', content: asked },
    { role: 'assistant', content: 'It is 5.' },
  ])
})
