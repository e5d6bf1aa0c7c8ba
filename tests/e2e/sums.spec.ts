import type { Page } from '@playwright/test'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

const question = 'Take 10 plus 10, multiply by 7, then subtract 4'

test('the question is on the page at once', { tag: '@once' }, async ({ chat, page }, info) => {
  const spans: number[] = []
  // The best of three: what the page can do, and not what else this machine was doing.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await chat.open()
    await watchQuestion(page)
    await chat.ask(question)
    const measured = () => page.evaluate(() => performance.getEntriesByName('shown')[0]?.duration)
    await expect.poll(measured).toBeDefined()
    spans.push(Math.round((await measured()) ?? Number.NaN))
    await chat.hasEnded()
  }
  const ms = Math.min(...spans)
  info.annotations.push({ type: 'question painted', description: `${ms} ms` })
  console.log(`   question painted after ${ms} ms (${spans.join(', ')})`)
  // 100 ms is the target on an idle machine; a busy one gets some room.
  expect(ms).toBeLessThan(300)
})

/** Measures `shown`: from the press until the question has been painted. */
const watchQuestion = (page: Page): Promise<void> =>
  page.evaluate((text) => {
    const press = () => performance.mark('pressed')
    addEventListener('keydown', (event) => event.key === 'Enter' && press(), { capture: true })
    document.querySelector('button[aria-label=Send]')?.addEventListener('click', press, { capture: true })
    const observer = new MutationObserver(() => {
      if (![...document.querySelectorAll('h2')].some((heading) => heading.textContent === text)) return
      observer.disconnect()
      // The frame after next begins when this one has been painted.
      requestAnimationFrame(() => requestAnimationFrame(() => void performance.measure('shown', 'pressed')))
    })
    observer.observe(document.body, { childList: true, subtree: true })
  }, question)

modelTest(
  'sums in order: named, written, done on one line, folded, answered',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique(question)
    const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }], { fragment: 1 })
    const named = heldAfter(add, 1)
    const halfWritten = heldAfter(named.reply, '{"x":10'.length + 2)
    const multiply = heldAfter(callTools([{ name: 'multiply', args: { x: 20, y: 7 } }]), 1)
    const subtract = heldAfter(callTools([{ name: 'subtract', args: { x: 140, y: 4 } }]), 1)
    const answer = heldAfter(finalAnswer('The result is **136**.', ['add', 'multiply', 'subtract'], { fragment: 8 }), 3)
    await upstream.replyTo(asked, halfWritten.reply, multiply.reply, subtract.reply, answer.reply)

    await chat.open()
    await chat.ask(asked)
    const row = chat.step('add')
    await expect(row.locator('[data-slot=call]')).toHaveText('add()')
    await expect(row).toHaveAttribute('data-state', 'writing')
    await expect(row.locator('[data-slot=caret]')).toBeVisible()
    await upstream.open(named.gate)
    await expect(row.locator('[data-slot=call]')).toHaveText('add(x: 10)')
    await expect(row.getByText(/^Writing/).filter({ visible: true })).toHaveCount(1)
    await upstream.open(halfWritten.gate)
    await expect(row.locator('[data-slot=call]')).toHaveText('add(x: 10, y: 10)=20')
    await expect(row.locator('[data-slot=call-result]')).toHaveCSS('font-weight', '600')

    await expect(chat.step('multiply').locator('[data-slot=call]')).toHaveText('multiply()')
    await upstream.open(multiply.gate)
    await expect(chat.step('multiply').locator('[data-slot=call]')).toHaveText('multiply(x: 20, y: 7)=140')
    await upstream.open(subtract.gate)
    await expect(chat.step('subtract').locator('[data-slot=call]')).toHaveText('subtract(x: 140, y: 4)=136')

    await upstream.reached(answer.gate)
    await page.mouse.move(0, 0)
    await expect(chat.answer).toContainText('The')
    await expect(chat.answer).toHaveAttribute('aria-busy', 'true')
    await expect(chat.runLine).toHaveAttribute('aria-expanded', 'false')
    await expect(chat.runLine).toContainText('3 steps')
    await expect(row).toBeHidden()
    await upstream.open(answer.gate)
    await expect(chat.answer).toHaveText('The result is 136.')
    await expect(chat.answer.getByText('136', { exact: true })).toHaveCSS('font-weight', /[67]00/)
    await expect(chat.answer).toHaveAttribute('aria-busy', 'false')
    await chat.hasEnded()

    await chat.runLine.click()
    await expect(row).toBeVisible()
  },
)

modelTest(
  'several at once: one group, each call in its own state, in the order of their names',
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Three at once')
    const calls = callTools([
      { name: 'multiply', args: { x: '0.15', y: 2480 } },
      { name: 'exponentiate', args: { x: 9, y: 5 } },
      { name: 'current_time', args: { place: 'Nairobi' } },
    ])
    const held = heldAfter(calls, calls.parts.length - 2)
    await upstream.replyTo(asked, held.reply, finalAnswer('All three.', ['multiply']))

    await chat.open()
    await chat.ask(asked)
    const lanes = page.getByRole('list', { name: 'In parallel' }).locator('[data-slot=step]')
    await expect(lanes).toHaveCount(3)
    const names = () => lanes.locator('[data-slot=tool-name]').allTextContents()
    await expect(lanes.nth(0).locator('[data-slot=call-result]')).toHaveText('372')
    await expect(lanes.nth(1).locator('[data-slot=call-result]')).toHaveText('59049')
    await expect(lanes.nth(2)).toHaveAttribute('data-state', 'writing')
    await expect(lanes.nth(0)).toHaveAttribute('data-state', 'done')
    await expect(page.getByText('2 of 3 finished')).toBeVisible()
    expect(await names()).toEqual(['multiply', 'exponentiate', 'current_time'])

    await upstream.open(held.gate)
    await chat.hasEnded()
    await chat.unfold()
    await expect(page.getByText('3 finished')).toBeVisible()
    await expect(lanes.nth(2).locator('[data-slot=call-result]')).toContainText(/\d\d:\d\d/)
    expect(await names()).toEqual(['multiply', 'exponentiate', 'current_time'])
  },
)

modelTest('calls that are written in turns keep their lanes', { tag: '@once' }, async ({ chat, page, upstream, unique }) => {
  const asked = unique('Two, interleaved')
  const calls = callTools(
    [
      { name: 'add', args: { x: 1, y: 2 } },
      { name: 'subtract', args: { x: 9, y: 4 } },
    ],
    { interleaved: true, fragment: 2 },
  )
  const held = heldAfter(calls, calls.parts.length - 3)
  await upstream.replyTo(asked, held.reply, finalAnswer('3 and 5.'))
  await chat.open()
  await chat.ask(asked)
  const lanes = page.getByRole('list', { name: 'In parallel' }).locator('[data-slot=step]')
  await expect(lanes.locator('[data-slot=tool-name]')).toHaveText(['add', 'subtract'])
  await upstream.open(held.gate)
  await expect(lanes.locator('[data-slot=call-result]')).toHaveText(['3', '5'])
  await chat.hasEnded()
})
