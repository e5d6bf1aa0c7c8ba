import { readFileSync } from 'node:fs'
import { dropFile } from '@/tests/support/drop-file'
import { serverError } from '@/tests/support/faults'
import { callTools, finalAnswer, say } from '@/tests/support/replies'
import { expect, modelTest } from './chat'
import { heldAfter } from './held'

const sum = (x: number) => callTools([{ name: 'add', args: { x, y: 10 } }])

modelTest(
  'steps fold above an answer though the pointer rests where the first field was clicked',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Three sums under a pointer')
    const held = heldAfter(sum(3), 2)
    await upstream.replyTo(asked, sum(1), sum(2), held.reply, finalAnswer('Three sums.', ['add']))
    await chat.open()
    const field = await chat.composer.boundingBox()
    if (!field) throw new Error('The field is on screen')
    // Where the steps will be, as a field in the middle of a tall screen is.
    const [x, y] = [field.x + field.width / 2, 270]
    await page.mouse.click(x, y)
    await chat.composer.fill(asked)
    await chat.send.evaluate((button: HTMLElement) => button.click())
    await upstream.reached(held.gate)
    const isUnder = () => chat.steps.evaluate((steps, at) => steps.contains(document.elementFromPoint(at.x, at.y)), { x, y })
    await expect.poll(isUnder).toBe(true)
    await upstream.open(held.gate)
    await chat.hasEnded()
    await expect(chat.runLine).toHaveAttribute('aria-expanded', 'false')
  },
)

modelTest(
  'an earlier turn that failed says so in its place, after a reload too, and is tried again there',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const [first, second] = [unique('This will fail'), unique('This will not')]
    await upstream.replyTo(first, ...Array.from({ length: 4 }, serverError), say('It did not, the second time.'))
    await upstream.replyTo(second, say('All is well.'))
    await chat.open()
    await chat.ask(first)
    await chat.hasEnded()
    await chat.ask(second)
    await chat.hasEnded(2)
    const turn = page.getByRole('article').first()
    const again = turn.getByRole('button', { name: 'Try again' })
    await expect(again).toBeVisible()
    await expect(again).toHaveAttribute('title', 'Ask this question again')
    await page.reload()
    await expect(again).toBeVisible()
    await again.click()
    await expect(turn).toContainText('It did not, the second time.')
    await expect(again).toHaveCount(0)
  },
)

modelTest('the ways on from a failed step stand in one row, the one that helps first', async ({ chat, upstream, unique }) => {
  const asked = unique('One by nothing')
  const divide = callTools([
    { name: 'add', args: { x: 1, y: 1 } },
    { name: 'divide', args: { x: 1, y: 0 } },
  ])
  await upstream.replyTo(asked, divide, finalAnswer('There is no such number.', ['divide']))
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  const buttons = chat.step('divide').locator('[data-slot=step-actions]').getByRole('button')
  await expect(buttons).toHaveCount(3)
  await expect(buttons.first()).toHaveAccessibleName('Edit and run again')
  const boxes = await Promise.all([0, 1, 2].map((place) => buttons.nth(place).boundingBox()))
  expect(new Set(boxes.map((box) => Math.round(box?.y ?? 0))).size, JSON.stringify(boxes)).toBe(1)
})

modelTest(
  'a rerun that was downloaded stands alone: its earlier search is in it, and its citations lead somewhere',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Look it up and add')
    const both = callTools([
      { name: 'search', args: { query: 'server-sent events' } },
      { name: 'add', args: { x: 1, y: 1 } },
    ])
    await upstream.replyTo(asked, both, finalAnswer('One way [1], and 2.', ['add']), finalAnswer('One way [1], and 8.', ['add']))
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await chat.unfold()
    await chat.step('add').locator('[data-slot=step-head]').click()
    await chat.step('add').getByRole('button', { name: 'Edit and run again' }).click()
    const editor = page.getByRole('form', { name: 'Edit add' })
    await editor.getByRole('textbox', { name: 'x' }).fill('7')
    await editor.getByRole('button', { name: 'Run from here' }).click()
    await expect(chat.answer).toContainText('and 8.')
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Share answer' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'JSON Lines' }).click()])
    await page.keyboard.press('Escape')
    await dropFile(page, download.suggestedFilename(), readFileSync(await download.path(), 'utf8'))
    await expect(page.getByRole('complementary', { name: 'About this file' })).toBeVisible()
    await expect(chat.answer).toContainText('and 8.')
    await expect(chat.answer.getByRole('link', { name: /^Source 1:/ })).toBeVisible()
    await expect(page.locator('[data-slot=query]')).toContainText(['server-sent events'])
  },
)
