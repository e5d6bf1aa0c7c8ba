import type { Page } from '@playwright/test'
import { pageColors } from '@/components/ui/theme'
import { callTools } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

const rgb = (hex: string): string => `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`

/** The page's colour as the browser paints it, whatever colour space the style sheet wrote it in. */
const background = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')
    if (!context) throw new Error('No canvas')
    context.fillStyle = getComputedStyle(document.body).backgroundColor
    context.fillRect(0, 0, 1, 1)
    return `rgb(${[...context.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(', ')})`
  })

test.describe('the first paint has the right theme, without a script', { tag: '@once' }, () => {
  test.use({ javaScriptEnabled: false })
  for (const [chosen, system, shown] of [
    ['dark', 'light', 'dark'],
    ['light', 'dark', 'light'],
    [undefined, 'dark', 'dark'],
    [undefined, 'light', 'light'],
  ] as const) {
    test(`${chosen ?? 'nothing'} chosen, ${system} system`, async ({ page, context, baseURL }) => {
      if (chosen && baseURL) await context.addCookies([{ name: 'theme', value: chosen, url: baseURL }])
      await page.emulateMedia({ colorScheme: system })
      await page.goto('/')
      const theme = page.locator('html')
      if (chosen) await expect(theme).toHaveAttribute('data-theme', chosen)
      else await expect(theme).not.toHaveAttribute('data-theme')
      expect(await background(page)).toBe(rgb(pageColors[shown]))
      await expect(page.getByRole('heading', { name: 'What should we work out?' })).toBeVisible()
    })
  }
})

test('a choice holds for the next page, and coming back to the system drops it', { tag: '@once' }, async ({
  page,
  context,
  chat,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await chat.open()
  await page.getByRole('button', { name: 'Switch to dark theme' }).click()
  expect(await background(page)).toBe(rgb(pageColors.dark))
  await page.goto('/knowledge')
  expect(await background(page)).toBe(rgb(pageColors.dark))
  await chat.open()
  await page.getByRole('button', { name: 'Switch to light theme' }).click()
  expect(await background(page)).toBe(rgb(pageColors.light))
  expect((await context.cookies()).filter(({ name }) => name === 'theme')).toEqual([])
})

/** True where the page can be scrolled sideways. */
const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const scroller = document.querySelector('[data-scroller]')
    return scrollWidth > clientWidth || (scroller !== null && scroller.scrollWidth > scroller.clientWidth)
  })

test.describe('room', { tag: '@once' }, () => {
  test('320 px wide, nothing scrolls sideways and no result is cut', async ({ chat, page }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await chat.open()
    expect(await scrollsSideways(page)).toBe(false)
    await chat.ask('What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?')
    await chat.hasEnded()
    expect(await scrollsSideways(page)).toBe(false)
    await chat.unfold()
    expect(await scrollsSideways(page)).toBe(false)
    for (const result of await chat.steps.locator('[data-slot=call-result]').all()) {
      const box = await result.boundingBox()
      expect(box && box.x >= 0 && box.x + box.width <= 320, (await result.textContent()) ?? '').toBe(true)
    }
    await chat.ask('How do server-sent events compare with WebSockets?')
    await chat.hasEnded(2)
    expect(await scrollsSideways(page)).toBe(false)
    await expect(chat.composer).toBeInViewport({ ratio: 1 })
  })

  test('text at 200 %, the composer stays and nothing overlaps', async ({ chat, page }) => {
    await chat.open()
    await chat.ask('Take 10 plus 10, multiply by 7, then subtract 4')
    await chat.hasEnded()
    await chat.unfold()
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    await expect(chat.composer).toBeInViewport({ ratio: 1 })
    expect(await scrollsSideways(page)).toBe(false)
    const heads = await chat.steps.locator('[data-slot=run-line], [data-slot=step-head]').all()
    const boxes = await Promise.all(heads.map((head) => head.boundingBox()))
    for (const [index, box] of boxes.entries()) {
      const next = boxes[index + 1]
      if (box && next) expect(box.y + box.height, `row ${index + 1} ends where the next begins`).toBeLessThanOrEqual(next.y + 0.5)
    }
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    const slider = page.getByRole('slider', { name: 'Playback position' })
    await expect(slider).toBeInViewport({ ratio: 1 })
    expect((await slider.boundingBox())?.width).toBeGreaterThan(100)
    expect(await scrollsSideways(page)).toBe(false)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search chats and commands' })).toBeInViewport({ ratio: 1 })
  })
})

modelTest('with reduced motion nothing is animated, and the same words are there', async ({ chat, page, upstream, unique }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const asked = unique('Quietly')
  const calls = callTools([
    { name: 'search', args: { query: 'streaming' } },
    { name: 'add', args: { x: 1, y: 2 } },
  ])
  const held = heldAfter(calls, calls.parts.length - 2)
  await upstream.replyTo(asked, held.reply)
  await chat.open()
  await chat.ask(asked)
  await expect(chat.step('add')).toHaveAttribute('data-state', 'writing')
  await expect(
    chat
      .step('add')
      .getByText(/^Writing/)
      .filter({ visible: true }),
  ).toHaveCount(1)
  const running = () => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)
  await expect.poll(running).toBe(0)
  await chat.stop.click()
  await chat.hasEnded()
  await expect.poll(running).toBe(0)
})
