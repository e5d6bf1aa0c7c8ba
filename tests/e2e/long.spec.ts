import type { Page } from '@playwright/test'
import { expect, modelTest } from './chat'

const turnCount = 70
const pageSize = 30

modelTest.describe('a conversation of 70 turns', { tag: '@once' }, () => {
  modelTest.slow()

  modelTest('opens with its newest turns; older ones come in above, and what is read stays where it is', async ({ page }) => {
    const threadId = await ask(page)
    await page.goto(`/chat/${threadId}`)
    const turns = page.getByRole('article')
    await expect(turns).toHaveCount(pageSize)
    await expect(turns.last()).toBeInViewport()

    for (const shown of [2 * pageSize, turnCount]) {
      await scrollTo(page, 1500)
      const moves = await watchFirstInView(page)
      await scrollTo(page, 700)
      await expect(turns).toHaveCount(shown)
      expect(await moves.evaluate((watch) => watch.end())).toEqual([])
    }
    await expect(page.getByRole('status').last()).toContainText('10 earlier questions are shown above.')
    await expect(page.getByRole('button', { name: 'Show earlier questions' })).toHaveCount(0)
    await expect(turns.first()).toContainText('Question 1 of many.')

    // What came in above is not new, and the wheel over the way back scrolls as it does beside it.
    await expect(page.getByRole('button', { name: 'New answer' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Latest' }).hover()
    const scrollTop = () => page.locator('[data-scroller]').evaluate((box) => box.scrollTop)
    const before = await scrollTop()
    await page.mouse.wheel(0, 400)
    await expect.poll(scrollTop).toBeGreaterThan(before + 200)
  })

  modelTest('far turns are left out of layout at their own height, so that nothing jumps', async ({ page }) => {
    const threadId = await ask(page)
    await page.goto(`/chat/${threadId}`)
    await expect(page.getByRole('article')).toHaveCount(pageSize)
    await expect(page.locator('article[data-far]').first()).toBeAttached()
    const wrong = () =>
      page.locator('article[data-far]').evaluateAll((turns) =>
        turns.flatMap((turn) => {
          const kept = turn.getBoundingClientRect().height
          turn.removeAttribute('data-far')
          const own = turn.getBoundingClientRect().height
          turn.setAttribute('data-far', '')
          return Math.abs(kept - own) < 0.1 ? [] : [{ kept, own }]
        }),
      )
    expect(await wrong()).toEqual([])
    await page.setViewportSize({ width: 420, height: 800 })
    await expect.poll(wrong).toEqual([])
    await expect(page.getByRole('article').last().locator('[data-written-end]')).toBeAttached()
    await expect(page.getByRole('article').last()).not.toHaveAttribute('data-far')
  })
})

modelTest.describe('older turns', { tag: '@once' }, () => {
  modelTest.slow()
  modelTest.use({ expectedComplaints: /Failed to load resource/ })

  modelTest('that could not be loaded are loaded by the keyboard, and the focus is not lost', async ({ page }) => {
    const threadId = await ask(page, pageSize + 5)
    await page.route(/before=/, (route) => route.abort(), { times: 1 })
    await page.goto(`/chat/${threadId}`)
    await expect(page.getByRole('article')).toHaveCount(pageSize)
    await scrollTo(page, 0)
    await expect(page.locator('[data-earlier]')).toContainText('Earlier questions could not be loaded.')
    await page.getByRole('button', { name: 'Try again' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('article')).toHaveCount(pageSize + 5)
    await expect(page.getByRole('article').first()).toBeFocused()
  })
})

modelTest('on paper the whole conversation', { tag: '@once' }, async ({ page }) => {
  modelTest.slow()
  const count = 2 * pageSize + 3
  const threadId = await ask(page, count)
  await page.addInitScript(() => {
    window.print = () => {
      document.documentElement.dataset['printed'] = String(document.querySelectorAll('article').length)
    }
  })
  // Printed by the browser's own menu before the older ones are there, it says so.
  await page.route(/before=/, () => {})
  await page.goto(`/chat/${threadId}`)
  await expect(page.getByRole('article')).toHaveCount(pageSize)
  await page.emulateMedia({ media: 'print' })
  const words = page.locator('[data-earlier]').evaluate((row) => getComputedStyle(row, '::before').content)
  expect(await words).toContain('are not printed')
  await page.emulateMedia({ media: 'screen' })
  await page.unroute(/before=/)

  await page.goto(`/chat/${threadId}`)
  await page.getByRole('button', { name: 'Share chat' }).click()
  await page.getByRole('button', { name: 'Print', exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-printed', String(count))
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

/** Asks `count` questions, one after the other, as the visitor whom the page's cookie names. Gives the id of the thread. */
const ask = async (page: Page, count = turnCount): Promise<string> => {
  await page.goto('/')
  const threadId = `long-${Date.now()}`
  for (let number = 1; number <= count; number += 1) {
    const content = `Question ${number} of many.${'\nAnother line of it.'.repeat(number % 5)}`
    const runId = `${threadId}-${number}`
    const response = await page.request.post('/api/runs', {
      data: { threadId, runId, messages: [{ id: `q-${number}`, role: 'user', content }], tools: [], context: [], state: {} },
    })
    expect(response.status()).toBe(200)
    await response.body()
  }
  return threadId
}

/** The page hears of a scroll with the next picture: until then it would take it for one that comes later. */
const scrollTo = (page: Page, top: number): Promise<void> =>
  page.locator('[data-scroller]').evaluate(
    (box, to) =>
      new Promise<void>((scrolled) => {
        const before = box.scrollTop
        box.scrollTop = to
        if (box.scrollTop === before) scrolled()
        else box.addEventListener('scroll', () => scrolled(), { once: true })
      }),
    top,
  )

/**
 * From the next scroll on, looks at every picture where the question stands that is first in view. `end` lists where else
 * it stood.
 */
const watchFirstInView = (page: Page) =>
  page.locator('[data-scroller]').evaluateHandle((box) => {
    const tops: number[] = []
    let isOver = false
    const begin = () => {
      const edge = box.getBoundingClientRect().top
      const heading = [...box.querySelectorAll('h2')].find((each) => each.getBoundingClientRect().top >= edge)
      const look = () => {
        if (heading) tops.push(heading.getBoundingClientRect().top)
        if (!isOver) requestAnimationFrame(look)
      }
      look()
    }
    box.addEventListener('scroll', begin, { once: true })
    return {
      end: () => {
        isOver = true
        const [first = Number.NaN] = tops
        return tops.length < 2 ? ['was not looked at'] : tops.filter((top) => Math.abs(top - first) > 0.5)
      },
    }
  })
