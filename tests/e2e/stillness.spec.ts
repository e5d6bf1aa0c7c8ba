import type { Locator, Page } from '@playwright/test'
import { demoSuggestions } from '@/lib/demo-model/suggestions'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

type Shift = { value: number; moved: string[] }

/**
 * Lists the layout shifts from now on, as the browser scores them. It reports what was on screen in one frame and
 * stood elsewhere in the next; so growth at the end is none, since what is new has no earlier place. Left out are:
 * what follows a press within 500 ms, which is the person's own doing (`hadRecentInput`, as in the web vital CLS);
 * a word that moves to the next line while the last block of an answer grows; and a box that changes its size where it is,
 * with an edge or its middle in place, as the words at the right of a row do.
 */
const watchShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const shifts: Shift[] = []
    Reflect.set(window, 'shifts', shifts)
    type Source = { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }
    type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: Source[] }

    const isAtGrowingEnd = ({ node }: Source) => {
      if (!node?.isConnected) return true // A word that was still fading in.
      const element = node instanceof Element ? node : node.parentElement
      const block = element?.closest('[data-slot=answer] > *')
      // The last but one too: by the time this is told, the next block may have begun.
      return (
        block !== null &&
        block !== undefined &&
        [...document.querySelectorAll('[data-slot=answer] > *')].slice(-2).includes(block)
      )
    }
    const isNear = (x: number, y: number) => Math.abs(x - y) < 1
    const staysInPlace = ({ previousRect: a, currentRect: b }: Source) =>
      (isNear(a.left, b.left) || isNear(a.right, b.right)) && (isNear(a.top, b.top) || isNear(a.top + a.bottom, b.top + b.bottom))
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Entry[]) {
        if (entry.hadRecentInput) continue
        const moved = entry.sources.filter((each) => !isAtGrowingEnd(each) && !staysInPlace(each))
        if (moved.length === 0) continue
        const words = moved.map(({ node, previousRect: a, currentRect: b }) => {
          const name = node instanceof Element ? node.outerHTML.slice(0, 120) : node?.textContent
          return `${name}: ${a.x},${a.y} to ${b.x},${b.y}`
        })
        shifts.push({ value: entry.value, moved: words })
      }
    }).observe({ type: 'layout-shift', buffered: false })
  })

const shiftsOf = (page: Page): Promise<Shift[]> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        // Entries are handed over after the frame in which they happened.
        requestAnimationFrame(() => setTimeout(() => resolve(Reflect.get(window, 'shifts'))))
      }),
  )

for (const [index, { question }] of demoSuggestions.entries()) {
  test(`nothing moves during a whole run: ${question}`, { tag: index === 0 ? [] : '@once' }, async ({ chat, page }) => {
    await chat.open()
    // A face that came in the place of another would move what stands after a call's arguments.
    await page.waitForFunction(() =>
      [...document.fonts].some(({ family, status }) => /mono/i.test(family) && status === 'loaded'),
    )
    await chat.ask(question)
    await watchShifts(page)
    await chat.hasEnded()
    await expect(page.locator('[data-slot=run-status]')).toHaveCount(0)
    expect(await shiftsOf(page)).toEqual([])
  })
}

test('nothing moves in a second run either, below the first', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask('Take 10 plus 10, multiply by 7, then subtract 4')
  await chat.hasEnded()
  await expect(chat.runLine).toHaveAttribute('aria-expanded', 'false')
  await chat.ask('How does an agent decide which tool to call?')
  await watchShifts(page)
  await chat.hasEnded(2)
  await expect(page.locator('[data-slot=run-status]')).toHaveCount(0)
  expect(await shiftsOf(page)).toEqual([])
})

modelTest(
  'a row keeps its place and size through its states, and so does all above it',
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Row by row')
    const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }])
    const named = heldAfter(callTools([{ name: 'multiply', args: { x: 20, y: 7 } }]), 1)
    const written = heldAfter(named.reply, 4)
    const answer = heldAfter(finalAnswer('140.'), 1)
    await upstream.replyTo(asked, add, written.reply, answer.reply)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await chat.open()
    await chat.ask(asked)
    const above = [page.getByRole('heading', { level: 2 }), chat.runLine, chat.step('add').locator('[data-slot=step-head]')]
    const row = chat.step('multiply')
    await expect(row).toHaveAttribute('data-state', 'writing')
    const before = await boxesOf([...above, row])
    // The bar is drawn to the scale of the run, which grows.
    const shown = await chat.step('add').screenshot({ mask: [page.locator('[data-slot=time-bar]')] })

    await upstream.open(named.gate)
    await upstream.reached(written.gate)
    await expect(row.locator('[data-slot=call]')).toContainText('x')
    expect(await boxesOf([...above, row])).toEqual(before)
    await upstream.open(written.gate)
    await expect(row.locator('[data-slot=call-result]')).toHaveText('140')
    expect(await boxesOf([...above, row])).toEqual(before)
    expect(
      (await chat.step('add').screenshot({ mask: [page.locator('[data-slot=time-bar]')] })).equals(shown),
      'the row above is the same to the pixel',
    ).toBe(true)
    await upstream.open(answer.gate)
    await chat.hasEnded()
  },
)

const boxesOf = (locators: Locator[]) => Promise.all(locators.map((locator) => locator.boundingBox()))

modelTest(
  'sending puts the question under the header, and a reader who scrolls up is left alone',
  async ({ chat, page, upstream, unique }) => {
    const first = unique('A long story')
    const paragraphs = Array.from({ length: 30 }, (_, index) => `Paragraph ${index + 1} of a long story.`).join('\n\n')
    await upstream.replyTo(first, finalAnswer(paragraphs, [], { fragment: 40 }))
    await chat.open()
    await chat.ask(first)
    await chat.hasEnded()

    const second = unique('Another long story')
    const long = finalAnswer(paragraphs, [], { fragment: 40 })
    const held = heldAfter(long, Math.floor(long.parts.length / 2))
    await upstream.replyTo(second, held.reply)
    await chat.ask(second)
    const question = page.getByRole('heading', { level: 2, name: second })
    await upstream.reached(held.gate)
    await expect(chat.answer.last()).toContainText('Paragraph 10')

    const scroller = page.locator('[data-scroller]')
    await scroller.hover()
    await page.mouse.wheel(0, -600)
    await expect(page.getByRole('button', { name: /Latest|New answer/ })).toBeVisible()
    const place = await scroller.evaluate((element) => element.scrollTop)
    await upstream.open(held.gate)
    await chat.hasEnded(2)
    expect(await scroller.evaluate((element) => element.scrollTop)).toBe(place)
    await page.getByRole('button', { name: 'New answer' }).click()
    await expect(chat.regenerate.last()).toBeInViewport()
    await expect(question).toBeAttached()
  },
)
