import type { Locator, Page } from '@playwright/test'
import { callTools, finalAnswer, gate, join, type Reply } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { type Chat, expect, modelTest, test } from './chat'

const tasks = ['How streams resume', 'What WebSockets do instead', 'What proxies do to them', 'Who uses which']
const plan = (done: number, more: string[] = []) => ({
  name: 'update_plan',
  args: {
    items: [...tasks, ...more].map((task, n) => ({ task, state: n < done ? 'done' : n === done ? 'doing' : 'todo' })),
  },
})
const search = (query: string) => ({ name: 'search', args: { query } })
const searches = ['server-sent events', 'WebSockets', 'backpressure', 'streams'].map(search)
const report =
  '## In short\n\nA stream resumes by its last id [1].\n\n| Way | Resumes |\n| --- | --- |\n| SSE | yes [1] |\n\n## Not found\n\nWho uses which.'

/** From the message field back to what stands above it, as people go who use no pointer. */
const tabTo = async (page: Page, element: Locator): Promise<void> => {
  await page.keyboard.press('/')
  for (let presses = 0; presses < 8 && !(await isFocused(element)); presses += 1) await page.keyboard.press('Shift+Tab')
  await expect(element).toBeFocused()
}
const isFocused = (element: Locator) => element.evaluate((each) => each === document.activeElement)

const planOf = ({ steps }: Chat) => steps.getByRole('region', { name: 'Plan' })
const tasksOf = (chat: Chat) => planOf(chat).getByRole('listitem')

modelTest(
  'a thorough run plans first, ticks off, outlives a reload, is stopped, and answers with what was found',
  async ({ chat, page, upstream, unique, isMobile }) => {
    const asked = unique('Go into streams thoroughly')
    const [planned, found, changed] = [gate(), gate(), gate()]
    const half = callTools([plan(0)], { fragment: 8 })
    await upstream.replyTo(
      asked,
      { ...half, parts: half.parts.toSpliced(20, 0, ...planned.parts) } as Reply,
      callTools(searches),
      join(
        found,
        callTools([
          plan(2, ['Whether HTTP/2 changes that']),
          ...searches.slice(0, 3).map(({ args }) => search(`${args.query} in detail`)),
        ]),
      ),
      join(changed, callTools([plan(4)])),
    )
    await chat.open()
    const toggle = page.getByRole('button', { name: 'Thorough', exact: true })
    await expect(toggle).toHaveAttribute('title', 'Plans first, searches more, takes minutes')
    if (isMobile) await toggle.tap()
    else {
      await toggle.focus()
      await page.keyboard.press('Space')
    }
    await expect(toggle).toHaveAttribute('aria-pressed', 'true')
    await chat.ask(asked)

    // Task by task, as it is written.
    await upstream.reached(planned)
    await expect(chat.runLine).toHaveAccessibleName('Planning')
    await expect(planOf(chat).locator('[data-slot=caret]')).toBeVisible()
    await expect(tasksOf(chat).first()).toHaveText('In progress: How streams resume')
    expect(await tasksOf(chat).count()).toBeLessThan(tasks.length)
    await upstream.open(planned)
    await upstream.reached(found)
    await expect(tasksOf(chat)).toHaveText([`In progress: ${tasks[0]}`, ...tasks.slice(1).map((task) => `To do: ${task}`)])
    await expect(planOf(chat)).toContainText('0 of 4 done')
    await expect(chat.runLine).toHaveAccessibleName(/^0 of 4 · /)
    await expect(chat.steps.locator('[data-slot=step]')).toHaveCount(4)
    const [first] = await upstream.requests(asked)
    expect(first?.body.tools?.map((tool) => tool.function.name)).toEqual(['update_plan'])
    await expectNothingGrave(page)

    await page.reload()
    await chat.isAwake()
    await expect(toggle).toHaveAttribute('aria-pressed', 'true')
    await expect(tasksOf(chat)).toHaveCount(4)
    await upstream.open(found)
    await upstream.reached(changed)
    await expect(tasksOf(chat)).toHaveText([
      'Done: How streams resume',
      'Done: What WebSockets do instead',
      'In progress: What proxies do to them',
      'To do: Who uses which',
      'To do: Whether HTTP/2 changes that',
    ])
    await expect(page.locator('[data-slot=step]').last()).toContainText('in detail')

    // What runs is in sight wherever one is in the steps, under the header and over nothing but them.
    const size = page.viewportSize() ?? { width: 1280, height: 800 }
    await page.setViewportSize({ ...size, height: 520 })
    const isOnTop = () =>
      chat.runLine.evaluate((line) => {
        const { top, left, width, height } = line.getBoundingClientRect()
        const edge = line.closest('[data-scroller]')?.getBoundingClientRect().top ?? 0
        const there = document.elementFromPoint(left + width / 2, top + height / 2)
        return { fromEdge: Math.round(top - edge), isSeen: there !== null && line.contains(there) }
      })
    await chat.steps.evaluate((steps) => {
      const box = steps.closest('[data-scroller]')
      if (box) box.scrollTop += steps.getBoundingClientRect().top - box.getBoundingClientRect().top + 120
    })
    await expect.poll(isOnTop).toEqual({ fromEdge: 0, isSeen: true })
    await expect(chat.runLine).toHaveAccessibleName(/^2 of 5 · /)
    // A row that gets the focus comes to stand below it.
    if (!isMobile) {
      const row = page.locator('[data-slot=step-head]').first()
      await row.focus()
      const [line, focused] = [await chat.runLine.boundingBox(), await row.boundingBox()]
      expect(focused?.y).toBeGreaterThanOrEqual((line?.y ?? 0) + (line?.height ?? 0) - 1)
    }

    await page.setViewportSize(size)
    if (isMobile) await chat.stop.tap()
    else await page.keyboard.press('Escape')
    await chat.hasEnded()
    await expect(chat.notice).toContainText('You stopped this run. 7 finished steps are saved.')
    await expect(chat.notice.getByRole('button')).toHaveText(['Answer with what was found', 'Continue'])
    await expectNothingGrave(page)
    await upstream.replyTo(asked, finalAnswer(report, ['search']))
    const answerNow = chat.notice.getByRole('button', { name: 'Answer with what was found' })
    if (isMobile) await answerNow.tap()
    else {
      await tabTo(page, answerNow)
      await page.keyboard.press('Enter')
    }
    await chat.hasEnded()
    await expect(chat.answer.getByRole('table')).toBeVisible()
    const last = (await upstream.requests(asked))
      .filter(({ body }) => body.tools?.some((tool) => tool.function.name === 'final_answer'))
      .at(-1)
    expect(last?.body.tools?.map((tool) => tool.function.name)).toEqual(['final_answer'])
    await expect(chat.runLine).toHaveAccessibleName(/^7 steps, 2 of 5 done, 7 searches/)
    await chat.unfold()
    await expect(tasksOf(chat)).toHaveCount(5)
  },
)

modelTest(
  'folded, opened and taken back: earlier steps of a long run go where nobody looks, and nothing moves',
  {
    tag: '@once',
  },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('A long run')
    const turns = Array.from({ length: 9 }, (_, n) => callTools([search(`streams ${n}`), search(`WebSockets ${n}`)]))
    const held = gate()
    await upstream.replyTo(asked, callTools([plan(0)]), ...turns, join(held, finalAnswer(report, ['search'])))
    await chat.open()
    await page.getByRole('button', { name: 'Thorough', exact: true }).click()
    await chat.ask(asked)
    await upstream.reached(held)
    // One follows the end, so they have gone out of sight.
    await expect(page.getByRole('button', { name: /^\d+ earlier steps$/ })).toBeAttached()
    await expect(chat.runLine).toBeInViewport()
    await upstream.open(held)
    await chat.hasEnded()
  },
)

test('the demo model cannot be thorough, and says what it takes', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  const toggle = page.getByRole('button', { name: 'Thorough', exact: true })
  await expect(toggle).toHaveAttribute('title', 'Needs a real model')
  await toggle.click({ force: true })
  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  await chat.ask('What is 10 + 10?')
  await chat.hasEnded()
  await expect(page.getByRole('region', { name: 'Plan' })).toHaveCount(0)
})
