import type { Locator, Page } from '@playwright/test'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { type Chat, expect, modelTest, test } from './chat'
import { heldAfter } from './held'

const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'
const compare = 'How do server-sent events compare with WebSockets?'

/** The panel beside the thread, or the sheet on a phone. */
const detailsOf = (page: Page): Locator => page.locator('[data-slot=run-details]')
const toggleOf = (page: Page): Locator => page.getByRole('button', { name: 'Run details', exact: true })
const rowsOf = (page: Page): Locator => page.getByRole('listbox', { name: 'Timeline steps' }).getByRole('option')

const openDetails = async ({ page }: Chat): Promise<void> => {
  await toggleOf(page).click()
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeFocused()
}

test('a finished run in four numbers, a waterfall, and each of its rows', async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await openDetails(chat)
  await expect(rowsOf(page)).toHaveCount(8)
  await expect(page.getByRole('definition').nth(2)).toHaveText('3')
  await expect(page.getByRole('region', { name: 'Selected: add' })).toContainText('"x": 10')
  await rowsOf(page).filter({ hasText: 'multiply' }).click()
  const chosen = page.getByRole('region', { name: 'Selected: multiply' })
  await expect(chosen).toContainText('140')
  await expect(chosen.getByText('TOOL_CALL_START')).toBeVisible()
  await expectNothingGrave(page)
})

modelTest(
  'a live run: what goes on ends at the now line, and the steps of the thread are the same ones',
  async ({ chat, page, upstream, unique, isMobile }) => {
    const asked = unique('Three at once')
    const lanes = callTools([
      { name: 'multiply', args: { x: '0.15', y: 2480 } },
      { name: 'exponentiate', args: { x: 9, y: 5 } },
      { name: 'subtract', args: { x: 9, y: 4 } },
    ])
    const held = heldAfter(lanes, lanes.parts.length - 2)
    await upstream.replyTo(asked, held.reply, finalAnswer('Done.'))
    await chat.open()
    await chat.ask(asked)
    await expect(page.getByText('2 of 3 finished')).toBeVisible()
    await openDetails(chat)
    await expect(rowsOf(page)).toHaveCount(4)
    const edges = () =>
      page.evaluate(() => {
        const bar = [...document.querySelectorAll('[role=option]:last-child [data-slot=time-span]')]
          .at(-1)
          ?.getBoundingClientRect()
        return [bar?.right ?? 0, document.querySelector('[data-slot=now]')?.getBoundingClientRect().right ?? 0]
      })
    const [bar = 0, now = 0] = await edges()
    expect(Math.abs(bar - now)).toBeLessThan(2)
    await expectNothingGrave(page)
    if (!isMobile) {
      await chat.step('multiply').getByRole('button').first().click()
      await expect(page.getByRole('region', { name: 'Selected: multiply' })).toContainText('372')
      await rowsOf(page).filter({ hasText: 'exponentiate' }).click()
      await expect(chat.step('exponentiate').getByRole('button').first()).toHaveAttribute('aria-current', 'true')
    }
    await upstream.open(held.gate)
    await expect(rowsOf(page)).toHaveCount(6)
    await expect(page.locator('[data-slot=now]')).toHaveCount(0)
  },
)

modelTest(
  'more sources than the row has open there, each as a link',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('What do the articles say?')
    const searches = ['server-sent events', 'exact decimals', 'tracing with LangSmith', 'abort signals', 'prompts and history']
    await upstream.replyTo(
      asked,
      callTools(searches.map((query) => ({ name: 'search', args: { query } }))),
      finalAnswer('Much [1].', ['search']),
    )
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await page.getByRole('button', { name: /more sources$/ }).click()
    await expect(page.getByRole('tab', { name: 'Sources' })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('tabpanel', { name: 'Sources' }).getByRole('link').first()).toHaveAttribute(
      'href',
      /^\/knowledge\//,
    )
    await expectNothingGrave(page)
  },
)

test('the raw events, filtered, one in full', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await openDetails(chat)
  await page.getByRole('tab', { name: 'Events' }).click()
  const list = page.getByRole('listbox', { name: 'Events' })
  await expect(list.getByRole('option').first()).toContainText('RUN_STARTED')
  await page.getByRole('textbox', { name: 'Filter events' }).fill('tool_call_result')
  await expect(page.getByRole('status').filter({ hasText: /^3 of \d+ events$/ })).toBeVisible()
  await list.getByRole('option').first().click()
  await expect(page.getByRole('region', { name: /^Event \d+$/ })).toContainText('"type": "TOOL_CALL_RESULT"')
  await expectNothingGrave(page)
})

test('on a phone it is a sheet: its handle and Esc close it, and the focus goes back', { tag: '@phone' }, async ({
  chat,
  page,
}) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await openDetails(chat)
  const sheet = page.getByRole('dialog', { name: 'Run details' })
  const box = await sheet.boundingBox()
  const height = page.viewportSize()?.height ?? 0
  expect(box?.height ?? 0).toBeLessThanOrEqual(height * 0.82 + 1)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(toggleOf(page)).toBeFocused()
  await toggleOf(page).click()
  await expect(sheet).toBeVisible()
  await page.mouse.move(195, height * 0.18 + 8)
  await page.mouse.down()
  await page.mouse.move(195, height * 0.6, { steps: 5 })
  await page.mouse.up()
  await expect(sheet).toHaveCount(0)
})

test('the text keeps its width, and the choice is remembered here', { tag: '@once' }, async ({ chat, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  const widthOf = async () => (await page.getByRole('article').first().boundingBox())?.width
  const before = await widthOf()
  await openDetails(chat)
  expect(await widthOf()).toBe(before)
  expect((await detailsOf(page).boundingBox())?.width).toBe(376)
  await page.reload()
  await expect(rowsOf(page)).toHaveCount(8)
  await expect(toggleOf(page)).toHaveAttribute('aria-expanded', 'true')
  await toggleOf(page).click()
  await page.reload()
  await chat.isAwake()
  await expect(detailsOf(page)).toHaveCount(0)
})

test('an older run is shown when its steps, or what it took, are pressed', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await chat.ask(compare)
  await chat.hasEnded(2)
  await openDetails(chat)
  await expect(rowsOf(page).filter({ hasText: 'subtract' })).toHaveCount(0)
  await chat.runLine.first().click()
  await expect(rowsOf(page).filter({ hasText: 'subtract' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Close run details' }).click()
  await expect(toggleOf(page)).toBeFocused()
  await page
    .getByRole('button', { name: /, run details$/ })
    .last()
    .click()
  await expect(rowsOf(page).filter({ hasText: 'subtract' })).toHaveCount(0)
})

test('the command menu opens and closes them, and the list of keys has theirs', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  const command = async (words: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search chats and commands' }).fill(words)
    await page.keyboard.press('Enter')
  }
  await command('waterfall')
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeFocused()
  await command('run details')
  await expect(detailsOf(page)).toHaveCount(0)
  await command('keyboard shortcuts')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Show or hide the run details')
})

test('by keys alone: opened, a row chosen, another tab, closed, and back to the composer', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await chat.composer.focus()
  await page.keyboard.press('Control+.')
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Close run details' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('listbox', { name: 'Timeline steps' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(/^Model 2, done/)
  await expect(page.getByRole('region', { name: 'Selected: Model 2' })).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Sources' })).toBeFocused()
  await expect(page.getByText('No sources in this run.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(detailsOf(page)).toHaveCount(0)
  await expect(chat.composer).toBeFocused()
})
