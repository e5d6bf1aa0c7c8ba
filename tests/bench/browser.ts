import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from 'playwright'
import { findBrowser } from '@/bin/browser.mjs'
import { startApp, startUpstream } from './apps'
import { lastWords } from './text.mjs'

export type BrowserFigures = {
  tokens: number
  rate: number
  seconds: number
  scriptMs: number
  taskMs: number
  layoutMs: number
  styleMs: number
  heapMegabytes: number
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
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  const browser = await chromium.launch({ executablePath: await findBrowser(), args })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.addInitScript(() => {
      const tasks: { ms: number; at: number }[] = []
      Object.assign(window, { longTasks: tasks })
      new PerformanceObserver((list) => {
        for (const { duration, startTime } of list.getEntries()) tasks.push({ ms: duration, at: startTime })
      }).observe({ type: 'longtask', buffered: true })
    })
    await page.goto(app.url, { waitUntil: 'networkidle' })
    const session = await page.context().newCDPSession(page)
    // Processor time of the page's main thread, not time on the clock: what else the machine does is no work of the page.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const read = async () =>
      new Map((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
    const before = await read()
    const startedAt = await page.evaluate(() => performance.now())
    console.log(`A browser reads ${tokens} tokens at ${rate} a second …`)
    await page.getByRole('textbox').fill(JSON.stringify({ tokens, rate, text: 'markdown' }))
    const timeout = (tokens / rate) * 2000 + 20_000
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/runs'))
    await page.keyboard.press('Enter')
    // The end of the stream, and no look at the page before it: a look again and again is work for the page too.
    const stream = (await answer).finished()
    await Promise.race([stream, delay(timeout).then(() => Promise.reject(new Error(`The answer took over ${timeout} ms.`)))])
    const endedAt = await page.evaluate(() => performance.now())
    await delay(1000)
    const after = await read()
    await page.getByText(lastWords).waitFor({ state: 'attached' })
    const spent = (name: string) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN)
    const found = await page.evaluate(() => ('longTasks' in window ? window.longTasks : []) as { ms: number; at: number }[])
    return {
      tokens,
      rate,
      seconds: (endedAt - startedAt) / 1000,
      scriptMs: spent('ScriptDuration') * 1000,
      taskMs: spent('TaskDuration') * 1000,
      layoutMs: spent('LayoutDuration') * 1000,
      styleMs: spent('RecalcStyleDuration') * 1000,
      heapMegabytes: (after.get('JSHeapUsedSize') ?? Number.NaN) / 1e6,
      longTasks: found
        .filter(({ at }) => at >= startedAt)
        .map(({ ms, at }) => ({ ms, atSecond: (at - startedAt) / 1000 }))
        .sort((a, b) => b.ms - a.ms),
      version: browser.version(),
    }
  } finally {
    await browser.close()
    await Promise.all([upstream, app].map((server) => server.stop()))
  }
}
