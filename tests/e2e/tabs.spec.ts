import type { BrowserContext, Page } from '@playwright/test'
import { finalAnswer } from '@/tests/support/replies'
import { Chat, expect, modelTest } from './chat'
import { heldAfter, heldOften } from './held'

const tabCount = 10
const text = 'The first half of it, and the second half.'

/** The streams of events that a browser holds open; a short poll is none. */
const watchStreams = (context: BrowserContext): { held(): number; most(): number; polls(): number } => {
  const open = new Set<object>()
  let most = 0
  let polls = 0
  context.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (!pathname.endsWith('/events')) return
    if (search !== '') polls += 1
    else open.add(request)
    most = Math.max(most, open.size)
  })
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
  return { held: () => open.size, most: () => most, polls: () => polls }
}

modelTest.describe('ten tabs', { tag: '@once' }, () => {
  modelTest.slow()
  // A tab that gives up its stream for another one aborts a request.
  modelTest.use({ expectedComplaints: /ERR_ABORTED/ })

  modelTest('on one run all see it to its end, and any page still loads', async ({ chat, page, context, upstream, unique }) => {
    const asked = unique('Seen ten times')
    const answer = heldOften(finalAnswer(text, [], { fragment: 4 }), 3)
    const [beginning, middle, end] = answer.gates.map((gate) => () => upstream.open(gate))
    await upstream.replyTo(asked, answer.reply)
    const streams = watchStreams(context)
    await chat.open()
    await chat.ask(asked)
    await page.waitForURL(/\/chat\//)
    await beginning?.()
    await expect(chat.answer).toContainText('The')
    const tabs = [chat, ...(await openTabs(context, tabCount - 1))]
    for (const tab of tabs.slice(1)) await tab.page.goto(page.url(), { waitUntil: 'commit' })
    for (const tab of tabs) await expect(tab.answer).toContainText('The')
    await middle?.()
    await expect.poll(streams.polls).toBeGreaterThan(tabCount)
    expect(streams.most()).toBeLessThanOrEqual(3)

    const other = await context.newPage()
    await other.goto('/knowledge', { timeout: 10_000 })
    await expect(other.getByRole('heading', { level: 1 })).toBeVisible()
    await end?.()
    for (const tab of tabs) {
      await tab.hasEnded()
      await expect(tab.answer).toHaveText(text)
    }
    await expect.poll(streams.held).toBe(0)
  })

  modelTest('each with a run of its own all come to an end', async ({ context, upstream, unique }) => {
    const tabs = await openTabs(context, tabCount)
    // All first: a model that is silent for as long as ten pages take to load would be given up.
    for (const tab of tabs) await tab.open('/')
    const gates: { name: string }[] = []
    for (const [index, tab] of tabs.entries()) {
      const asked = unique(`Number ${index + 1}`)
      const answer = heldAfter(finalAnswer(`${text} ${index + 1}`, [], { fragment: 4 }), 6)
      await upstream.replyTo(asked, answer.reply)
      gates.push(answer.gate)
      await tab.ask(asked)
      await expect(tab.answer).toContainText('The')
    }
    for (const opened of gates) await upstream.open(opened)
    for (const [index, tab] of tabs.entries()) {
      await tab.hasEnded()
      await expect(tab.answer).toHaveText(`${text} ${index + 1}`)
    }
  })
})

modelTest.describe('a tab out of sight', { tag: '@once' }, () => {
  modelTest.use({ expectedComplaints: /ERR_ABORTED/ })

  modelTest('lets go of its stream and says when the answer is ready', async ({ chat, page, context, upstream, unique }) => {
    const asked = unique('While I am away')
    const answer = heldAfter(finalAnswer(text, [], { fragment: 4 }), 6)
    await upstream.replyTo(asked, answer.reply)
    const streams = watchStreams(context)
    await page.clock.install()
    await chat.open()
    await chat.ask(asked)
    await page.waitForURL(/\/chat\//)
    await expect(chat.answer).toContainText('The')

    const isLetGo = page.waitForEvent('requestfailed', (request) => request.method() === 'POST')
    await setHidden(page, true)
    await expect(page).toHaveTitle(/^● Working · /)
    await page.clock.fastForward(30_000)
    await isLetGo
    await page.clock.fastForward(10_000)
    await expect.poll(streams.polls).toBe(1)
    await upstream.open(answer.gate)
    await expect(async () => {
      await page.clock.fastForward(10_000)
      await expect(page).toHaveTitle(/^✓ Answer ready · /, { timeout: 500 })
    }).toPass()
    expect(streams.held()).toBe(0)

    await setHidden(page, false)
    await expect(page).not.toHaveTitle(/Answer ready/)
    await expect(chat.answer).toHaveText(text)
    await expect(chat.notice).toHaveCount(0)
  })

  modelTest('shown in the middle of a run streams again at once', async ({ chat, page, upstream, unique }) => {
    const asked = unique('Back already')
    const answer = heldAfter(finalAnswer(text, [], { fragment: 4 }), 6)
    await upstream.replyTo(asked, answer.reply)
    await page.clock.install()
    await chat.open()
    await chat.ask(asked)
    await page.waitForURL(/\/chat\//)
    await expect(chat.answer).toContainText('The')
    const isLetGo = page.waitForEvent('requestfailed', (request) => request.method() === 'POST')
    await setHidden(page, true)
    await page.clock.fastForward(30_000)
    await isLetGo
    const isJoined = page.waitForRequest((request) => request.url().endsWith('/events'))
    await setHidden(page, false)
    await isJoined
    await upstream.open(answer.gate)
    await chat.hasEnded()
    await expect(chat.answer).toHaveText(text)
  })
})

const openTabs = (context: BrowserContext, count: number): Promise<Chat[]> =>
  Promise.all(Array.from({ length: count }, async () => new Chat(await context.newPage())))

/** Headless tabs are never hidden; the page is told that it is, as a browser tells it. */
const setHidden = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
