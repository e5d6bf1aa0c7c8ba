import type { Page, Request } from '@playwright/test'
import { openBufferingProxy } from '@/tests/support/buffering-proxy'
import type { ProxyServer } from '@/tests/support/proxy'
import { Chat, expect, test } from './chat'
import { type OwnApp, startOwnApp } from './own-app'

const words = /^Something on the network is delaying live updates/
const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'

/** How a page reads its runs. */
const watchReading = (page: Page) => {
  const lines: string[] = []
  page.on('request', (request: Request) => {
    const { pathname, search } = new URL(request.url())
    if (/^\/api\/runs(\/[^/]+\/events)?$/.test(pathname)) lines.push(`${request.method()} ${search}`)
  })
  return {
    asked: () => lines.filter((line) => line.startsWith('POST')),
    polls: () => lines.filter((line) => line === 'GET ?wait=no').length,
    streams: () => lines.filter((line) => line === 'GET ' || line === 'POST ').length,
  }
}

const hasEndedSlowly = (chat: Chat): Promise<void> => expect(chat.regenerate).toHaveCount(1, { timeout: 40_000 })

test.describe('an app whose runs take seconds', { tag: '@once' }, () => {
  // One after the other, so that it starts once.
  test.describe.configure({ mode: 'default' })
  // A stream that is given up for polls is an aborted request.
  test.use({ expectedComplaints: /ERR_ABORTED/ })
  let app: OwnApp
  test.beforeAll(async () => {
    app = await startOwnApp({ env: { DEMO_TOKENS_PER_SECOND: '24' } })
  })
  test.afterAll(() => app.stop())

  test.describe('behind a proxy that holds back', () => {
    test.slow()
    let proxy: ProxyServer
    const startProxy = async (flushMs: number) => {
      proxy = await openBufferingProxy(new URL(app.url), flushMs)
    }
    test.afterEach(() => proxy.close())

    test('says so once, links to help, and goes on in polls', async ({ chat, page, context }) => {
      await startProxy(2_500)
      const reading = watchReading(page)
      await chat.open(proxy.url)
      await chat.ask('How does an agent decide which tool to call?')
      await expect(chat.notice).toHaveText(words, { timeout: 20_000 })
      await expect(chat.stop).toBeVisible()
      await expect(page.getByRole('status').getByText(words)).toBeAttached()
      const before = reading.polls()

      const opening = context.waitForEvent('page')
      await chat.notice.getByRole('link', { name: 'About proxies' }).click()
      const help = await opening
      await expect(help.getByRole('heading', { level: 1, name: 'Behind a proxy' })).toBeVisible()
      await expect(help.getByText('proxy_buffering off;')).toBeVisible()
      await help.close()

      await expect(chat.answer).not.toBeEmpty()
      await hasEndedSlowly(chat)
      expect(reading.polls()).toBeGreaterThan(before + 3)
      expect(reading.asked()).toEqual(['POST '])
      expect(reading.streams()).toBe(1)
      await expect(chat.notice).toHaveText(words)
      await chat.notice.getByRole('button', { name: 'Dismiss' }).click()
      await expect(chat.notice).toHaveCount(0)

      await chat.ask(sums)
      await expect(chat.step('add').last()).toBeVisible()
      await expect(chat.stop).toBeVisible()
      await chat.hasEnded(2)
      await expect(chat.answer.last()).toContainText('136')
      expect(reading.asked()).toEqual(['POST ', 'POST ?wait=no'])

      await page.reload()
      await chat.isAwake()
      await chat.ask('What is 2 + 2?')
      await chat.hasEnded(3)
      await expect(chat.answer.last()).toContainText('4')
      expect(reading.streams()).toBe(1)
      await expect(chat.notice).toHaveCount(0)
    })

    test('until a run is over: the next one is read in polls, and another tab finds out by itself, in silence', async ({
      chat,
      context,
    }) => {
      await startProxy(60_000)
      await chat.open(proxy.url)
      await chat.ask('How does an agent decide which tool to call?')
      await expect(chat.notice).toHaveText(words, { timeout: 30_000 })
      await chat.hasEnded()

      const other = new Chat(await context.newPage())
      const reading = watchReading(other.page)
      await other.open(proxy.url)
      await other.ask('How do server-sent events compare with WebSockets?')
      await hasEndedSlowly(other)
      await other.ask(sums)
      await other.hasEnded(2)
      expect(reading.asked()).toEqual(['POST ', 'POST ?wait=no'])
      await expect(other.notice).toHaveCount(0)
    })
  })

  test('by itself never says so', async ({ chat, page }) => {
    test.slow()
    const reading = watchReading(page)
    await chat.open(app.url)
    await chat.ask('How do server-sent events compare with WebSockets?')
    await hasEndedSlowly(chat)
    await chat.ask(sums)
    await chat.hasEnded(2)
    expect(reading.asked()).toEqual(['POST ', 'POST '])
    expect(reading.polls()).toBe(0)
    await expect(chat.notice).toHaveCount(0)
    expect(await page.evaluate(() => [sessionStorage.getItem('transport'), localStorage.getItem('told-held-back')])).toEqual([
      null,
      null,
    ])
  })
})
