import { dropMidStream } from '@/tests/support/faults'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

test.slow()

test('axe finds nothing grave on the empty screen', async ({ chat, page }) => {
  await chat.open()
  await expectNothingGrave(page)
})

test('axe finds nothing grave on the page about proxies', { tag: '@once' }, async ({ page }) => {
  await page.goto('/help/proxies')
  await expectNothingGrave(page)
})

modelTest('axe finds nothing grave while a run goes', async ({ chat, page, upstream, unique }) => {
  const asked = unique('A lot at once')
  const calls = callTools([
    { name: 'add', args: { x: 10, y: 10 } },
    { name: 'divide', args: { x: 1, y: 0 } },
    { name: 'search', args: { query: 'server-sent events' } },
    { name: 'subtract', args: { x: 9, y: 4 } },
  ])
  const held = heldAfter(calls, calls.parts.length - 2)
  await upstream.replyTo(asked, held.reply)
  await chat.open()
  await chat.ask(asked)
  await expect(page.locator('[data-slot=step][data-state=done]')).toHaveCount(2)
  await expect(page.locator('[data-slot=step][data-state=failed]')).toHaveCount(1)
  await expect(page.locator('[data-slot=step][data-state=writing]')).toHaveCount(1)
  await expectNothingGrave(page)
  await chat.stop.click()
  await chat.hasEnded()
  await expectNothingGrave(page)
})

modelTest('axe finds nothing grave while an answer is written', { tag: '@once' }, async ({ chat, page, upstream, unique }) => {
  const asked = unique('A long one')
  const answer = finalAnswer(
    '## Head\n\nText with `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a = 1\n```\n\nAnd more, and more.',
  )
  const held = heldAfter(answer, answer.parts.length - 6)
  await upstream.replyTo(asked, held.reply)
  await chat.open()
  await chat.ask(asked)
  await upstream.reached(held.gate)
  await expect(chat.answer).toContainText('And')
  await expectNothingGrave(page)
})

test('axe finds nothing grave when it is done, with steps and a hover card open', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask('How do server-sent events compare with WebSockets?')
  await chat.hasEnded()
  await chat.unfold()
  const citation = chat.answer.getByRole('link', { name: /^Source 1:/ }).last()
  if (isMobile) await citation.tap()
  else await citation.hover()
  await expect(page.locator('[data-slot=hover-card]').or(page.getByRole('dialog', { name: /^Source 1:/ }))).toBeVisible()
  await expectNothingGrave(page)
})

modelTest('axe finds nothing grave on a failure', async ({ chat, page, upstream, unique }) => {
  const asked = unique('Not this time')
  await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 10, y: 10 } }]), dropMidStream())
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  await expect(chat.notice).toBeVisible()
  await expectNothingGrave(page)
})

test('axe finds nothing grave in the conversations, their menu, a search, and a deletion', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask('What is 2 + 2?')
  await chat.hasEnded()
  if (isMobile) await page.getByRole('button', { name: 'Open sidebar' }).tap()
  const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
  await expect(nav.getByRole('listitem')).toHaveCount(1)
  await expectNothingGrave(page)
  await nav.getByRole('button', { name: /^Rename or delete/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await expectNothingGrave(page)
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await expectNothingGrave(page)
  await page.keyboard.press('Escape')
  await nav.getByRole('searchbox').fill('zebra')
  await expect(nav.getByText('No chats match')).toBeVisible()
  await expectNothingGrave(page)
  await nav.getByRole('searchbox').press('Escape')
  await nav.getByRole('button', { name: /^Rename or delete/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(nav.getByText('Chat deleted.')).toBeVisible()
  await expectNothingGrave(page)
})

test('axe finds nothing grave in the library and where nothing is', { tag: '@once' }, async ({ page }) => {
  await page.goto('/knowledge')
  await expectNothingGrave(page)
  await page.getByRole('main').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/knowledge\/[\w-]+$/)
  await expectNothingGrave(page)
})
