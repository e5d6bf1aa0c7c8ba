import type { Locator, Page } from '@playwright/test'
import { demoUrl } from '@/tests/support/e2e-addresses'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { expect, modelTest, test } from './chat'

const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'

const replayOf = (page: Page): Locator => page.getByRole('button', { name: 'Replay', exact: true })
const barOf = (page: Page): Locator => page.getByRole('group', { name: 'Replay', exact: true })
const sliderOf = (page: Page): Locator => page.getByRole('slider', { name: 'Playback position' })
const pillOf = (page: Page): Locator => page.locator('[data-slot=run-status]')
const control = (page: Page, name: string): Locator => barOf(page).getByRole('button', { name, exact: true })

/** From its beginning, at rest. */
const rewind = async (page: Page): Promise<void> => {
  await control(page, 'Pause').or(control(page, 'Play again')).first().waitFor()
  await sliderOf(page).press('End')
  await sliderOf(page).press('Home')
  await expect(control(page, 'Play')).toBeVisible()
}

const toNumber = (text: string | null): number => Number.parseInt(text ?? '', 10)

test('a finished run plays back in its place, and ends as it was', async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await chat.unfold()
  const before = await chat.page.getByRole('article').textContent()
  await replayOf(page).click()
  await expect(pillOf(page)).toContainText('Replay')
  await expect(control(page, 'Play again')).toBeVisible()
  expect(await page.getByRole('article').textContent()).toBe(before)

  await rewind(page)
  await expect(barOf(page).getByRole('status')).toHaveText('Replaying a recorded run. No tools are called.')
  await expect(page.locator('[data-slot=step]')).toHaveCount(0)
  await expect(chat.answer).toHaveCount(0)
  await expect(page.getByText('Thinking')).toBeVisible()
  await expect(chat.regenerate).toHaveCount(0)
  await expectNothingGrave(page)
  await control(page, 'Play').click()
  await expect(chat.step('subtract')).toBeVisible()
  await expect(control(page, 'Close')).toBeVisible()
  await control(page, 'Close').click()
  await expect(barOf(page)).toHaveCount(0)
  await expect(pillOf(page)).toHaveCount(0)
  await expect(replayOf(page)).toBeFocused()
  expect(await page.getByRole('article').textContent()).toBe(before)
})

modelTest(
  'no tool is called and no model asked; the server is asked for the events alone',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Add them')
    await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 2, y: 3 } }]), finalAnswer('It is **5**.'))
    await chat.open('/')
    await chat.ask(asked)
    await chat.hasEnded()
    const before = await upstream.requests(asked)
    const requests: string[] = []
    page.on('request', (request) => {
      const { pathname } = new URL(request.url())
      if (pathname.startsWith('/api/')) requests.push(`${request.method()} ${pathname.replace(/runs\/[\w-]+/, 'runs/…')}`)
    })
    await replayOf(page).click()
    await expect(control(page, 'Play again')).toBeVisible()
    await expect(chat.answer).toContainText('It is 5.')
    expect(requests.filter((request) => !request.includes('/api/threads'))).toEqual(['GET /api/runs/…/events'])
    expect(await upstream.requests(asked)).toEqual(before)
  },
)

test('dragged to any moment, it shows the run as it was then, in the run details too', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await replayOf(page).click()
  await rewind(page)
  const box = await sliderOf(page).boundingBox()
  if (!box) throw new Error('The slider is not there.')
  const seen: number[] = []
  for (const share of [0.2, 0.5, 0.8, 0.5, 0.2]) {
    await page.mouse.click(box.x + box.width * share, box.y + box.height / 2)
    await expect(sliderOf(page)).toHaveAttribute('aria-valuetext', /seconds of/)
    seen.push(await page.locator('[data-slot=step]').count())
  }
  // As much on the way back as on the way there.
  expect(seen).toEqual([...seen].reverse())
  expect(seen[2]).toBeGreaterThan(seen[0] ?? 0)
  if (isMobile) return
  await page.getByRole('button', { name: 'Run details', exact: true }).click()
  const rows = page.getByRole('listbox', { name: 'Timeline steps' }).getByRole('option')
  const few = await rows.count()
  await page.getByRole('tab', { name: 'Events' }).click()
  const events = page.locator('[data-slot=event-count]')
  const fewEvents = toNumber(await events.textContent())
  await sliderOf(page).press('End')
  await expect.poll(async () => toNumber(await events.textContent())).toBeGreaterThan(fewEvents)
  await page.getByRole('tab', { name: 'Timeline' }).click()
  expect(await rows.count()).toBeGreaterThan(few)
})

test('by keyboard alone', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await replayOf(page).focus()
  await page.keyboard.press('Enter')
  await expect(control(page, 'Pause').or(control(page, 'Play again'))).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(sliderOf(page)).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expect(sliderOf(page)).not.toHaveAttribute('aria-valuetext', /^0\.0/)
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: '4×' })).toBeChecked()
  await page.keyboard.press('Tab')
  await expect(control(page, 'Skip').or(control(page, 'Close'))).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(barOf(page)).toHaveCount(0)
  await expect(replayOf(page)).toBeFocused()
})

test('an older run plays where it stands, what is below it stays, and a new question ends it', { tag: '@once' }, async ({
  chat,
  page,
  isMobile,
}) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await chat.ask('what is 3 * 4')
  await chat.hasEnded(2)
  const first = page.getByRole('heading', { level: 2, name: sums })
  const second = page.getByRole('heading', { level: 2, name: 'what is 3 * 4' })
  const distance = async () => ((await second.boundingBox())?.y ?? 0) - ((await first.boundingBox())?.y ?? 0)
  // Once the steps have folded by themselves.
  await expect(page.locator('[data-slot=run-line][aria-expanded=false]')).toHaveCount(2)
  const before = await distance()
  await replayOf(page).first().click()
  await rewind(page)
  expect(await distance()).toBe(before)
  if (!isMobile) {
    await page.keyboard.press('Control+.')
    await sliderOf(page).press('End')
    await expect(page.getByRole('listbox', { name: 'Timeline steps' }).getByRole('option')).toHaveCount(8)
  }
  await chat.ask('what is 5 * 5')
  await chat.hasEnded(3)
  await expect(barOf(page)).toHaveCount(0)
  // The thread scrolls, and never the page around it.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
  await expect(page.locator('[data-slot=answer]').first()).toContainText('136')
})

modelTest(
  'a run that went on from another begins with what it took over',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Twice')
    await upstream.replyTo(
      asked,
      callTools([{ name: 'add', args: { x: 1, y: 1 } }]),
      callTools([{ name: 'calculate', args: { expression: '1 / 0' } }]),
      finalAnswer('Once.'),
      finalAnswer('Twice.'),
    )
    await chat.open('/')
    await chat.ask(asked)
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Answer without it' }).click()
    await expect(chat.answer).toContainText('Twice.')
    await chat.hasEnded()
    await replayOf(page).click()
    await rewind(page)
    await expect(page.locator('[data-slot=step]')).toHaveCount(2)
    await expect(chat.step('add')).toHaveCount(1)
    await expect(chat.answer).toHaveCount(0)
    await sliderOf(page).press('End')
    await expect(chat.answer).toContainText('Twice.')
  },
)

test('a shared copy plays back for anyone who has the link, and asks for its events alone', { tag: '@once' }, async ({
  chat,
  page,
  browser,
}) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await page.getByRole('button', { name: 'Share answer' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this answer' })
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const url = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  const shared = await (await browser.newContext()).newPage()
  const { pathname } = new URL(url)
  const asked: string[] = []
  shared.on('request', (request) => {
    const path = new URL(request.url()).pathname
    if (path.startsWith('/api/')) asked.push(path)
  })
  await shared.goto(new URL(pathname, demoUrl).href)
  await expect(shared.locator('[data-slot=answer]')).toContainText('136')
  const before = await shared.locator('[data-slot=answer]').textContent()
  expect(asked).toEqual([])
  await replayOf(shared).click()
  await rewind(shared)
  await expect(shared.locator('[data-slot=step]')).toHaveCount(0)
  await sliderOf(shared).press('End')
  await control(shared, 'Close').click()
  expect(await shared.locator('[data-slot=answer]').textContent()).toBe(before)
  await shared.getByRole('button', { name: 'Run details', exact: true }).click()
  await expect(shared.getByRole('listbox', { name: 'Timeline steps' }).getByRole('option')).toHaveCount(8)
  const events = new RegExp(`^/api/shares/${pathname.split('/').at(-1)}/runs/[^/]+/events$`)
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((path) => !events.test(path))).toEqual([])
})
