import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, chromium, type Page, type Request } from 'playwright'
import { findBrowser } from '@/scripts/browser.mjs'

export type LongTask = { ms: number; at: number }

/** What the main thread did between two looks; processor time, not time on the clock: what else the machine does is no work of the page. */
export type Spent = { scriptMs: number; taskMs: number; layoutMs: number; styleMs: number; heapMegabytes: number }

export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })

/** A page of its own, as of a new visitor, which keeps the tasks over 50 ms. */
export async function openPage(browser: Browser, url: string, viewport = { width: 1280, height: 800 }): Promise<Page> {
  const page = await browser.newPage({ viewport })
  // tsx gives functions their names by this, which is not there in a page.
  await page.addInitScript('globalThis.__name = (each) => each')
  await page.addInitScript(() => {
    const tasks: { ms: number; at: number }[] = []
    Object.assign(window, { longTasks: tasks })
    new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries()) tasks.push({ ms: duration, at: startTime })
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  return page
}

/** In ms of the page's own clock. */
export const nowIn = (page: Page): Promise<number> => page.evaluate(() => performance.now())

export async function longTasksSince(page: Page, since: number): Promise<LongTask[]> {
  const found = await page.evaluate(() => ('longTasks' in window ? window.longTasks : []) as { ms: number; at: number }[])
  return found.filter(({ at }) => at >= since).sort((a, b) => b.ms - a.ms)
}

/** Begins to count; the function that it gives says what was spent since. */
export async function countWork(page: Page): Promise<() => Promise<Spent>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => new Map((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
  const before = await read()
  return async () => {
    const after = await read()
    const spentMs = (name: string) => ((after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN)) * 1000
    return {
      scriptMs: spentMs('ScriptDuration'),
      taskMs: spentMs('TaskDuration'),
      layoutMs: spentMs('LayoutDuration'),
      styleMs: spentMs('RecalcStyleDuration'),
      heapMegabytes: (after.get('JSHeapUsedSize') ?? Number.NaN) / 1e6,
    }
  }
}

/** Asks, and waits for the end of the stream, with no look at the page before it: a look again and again is work for the page too. */
export async function askToTheEnd(page: Page, question: object, timeoutMs: number): Promise<void> {
  const ended = new AbortController()
  const onEnd = (request: Request) => request.url().endsWith('/api/runs') && ended.abort()
  // Listened for before it is asked: a response that nobody listens to may not say that it has ended.
  page.on('requestfinished', onEnd).on('requestfailed', onEnd)
  try {
    await page.getByRole('textbox', { name: 'Message' }).fill(JSON.stringify(question))
    await page.keyboard.press('Enter')
    await delay(timeoutMs, undefined, { signal: ended.signal }).catch(() => undefined)
  } finally {
    page.off('requestfinished', onEnd).off('requestfailed', onEnd)
  }
  if (!ended.signal.aborted) throw new Error(`The answer took over ${timeoutMs} ms.`)
}
