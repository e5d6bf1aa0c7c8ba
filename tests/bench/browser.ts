import { setTimeout as delay } from 'node:timers/promises'
import { startApp, startUpstream } from './apps'
import { askToTheEnd, countWork, launchBrowser, longTasksSince, nowIn, openPage, type Spent } from './page'
import { lastWords } from './text.mjs'

export type BrowserFigures = Spent & {
  tokens: number
  rate: number
  seconds: number
  /** Lengths in ms of the tasks over 50 ms, longest first; with the second at which each began. */
  longTasks: { ms: number; atSecond: number }[]
  version: string
}

/** A long answer as a person would read it: typed into the built app, streamed at `rate`, drawn to its last word. */
export async function measureBrowser({ quick }: { quick: boolean }): Promise<BrowserFigures> {
  const tokens = quick ? 1000 : 10_000
  const rate = 100
  const upstream = await startUpstream()
  const app = await startApp(upstream)
  const browser = await launchBrowser()
  try {
    const page = await openPage(browser, app.url)
    const read = await countWork(page)
    const startedAt = await nowIn(page)
    console.log(`A browser reads ${tokens} tokens at ${rate} a second …`)
    await askToTheEnd(page, { tokens, rate, text: 'markdown' }, (tokens / rate) * 2000 + 20_000)
    const endedAt = await nowIn(page)
    await delay(1000)
    const spent = await read()
    await page.getByText(lastWords).waitFor({ state: 'attached' })
    const longTasks = await longTasksSince(page, startedAt)
    return {
      tokens,
      rate,
      seconds: (endedAt - startedAt) / 1000,
      ...spent,
      longTasks: longTasks.map(({ ms, at }) => ({ ms, atSecond: (at - startedAt) / 1000 })),
      version: browser.version(),
    }
  } finally {
    await browser.close()
    await Promise.all([upstream, app].map((server) => server.stop()))
  }
}
