import type { Page } from 'playwright'
import { launchBrowser } from './page'
import { percentile } from './stream-client'

/** Medians in ms, until the last answer is on screen, with `latencyMs` to the server and back. */
export type FarFigures = {
  latencyMs: number
  /** The page is loaded again; its scripts are in the browser's cache. */
  reloadMs: number
  /** A chat is chosen in the sidebar that was not open before. */
  switchMs: number
  /** The browser's Back leads to the chat before, which is in memory. */
  backMs: number
}

const latencyMs = 100

/** How long it takes over a slow line to load a chat again, and to go to another one and back. Both have turns. */
export async function measureFar(
  { url, authorization }: { url: string; authorization: string },
  [first, second]: readonly [string, string],
  times: number,
): Promise<FarFigures> {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.addCookies([{ name: 'visitor', value: authorization.replace('Bearer ', ''), url }])
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: latencyMs, downloadThroughput: -1, uploadThroughput: -1 },
    })
    await page.goto(`${url}/chat/${first}`)
    await hasTurnsOf(page, first)
    const spent = { reload: [] as number[], change: [] as number[], back: [] as number[] }
    for (let count = 0; count < times; count += 1) {
      spent.reload.push(await timed(() => page.reload({ waitUntil: 'commit' }), page, first))
      const row = page.getByRole('navigation', { name: 'Chats' }).locator(`a[href="/chat/${second}"]`)
      await row.waitFor()
      spent.change.push(await timed(() => row.click(), page, second))
      spent.back.push(await timed(() => page.goBack(), page, first))
    }
    const [reloadMs, switchMs, backMs] = [spent.reload, spent.change, spent.back].map((all) => percentile(all, 0.5))
    return { latencyMs, reloadMs: reloadMs ?? 0, switchMs: switchMs ?? 0, backMs: backMs ?? 0 }
  } finally {
    await browser.close()
  }
}

const timed = async (go: () => Promise<unknown>, page: Page, threadId: string): Promise<number> => {
  const startedAt = performance.now()
  await go()
  await hasTurnsOf(page, threadId)
  return performance.now() - startedAt
}

const hasTurnsOf = async (page: Page, threadId: string): Promise<void> => {
  const turns = page.locator(`[data-slot=turn][id*="${threadId}"]`)
  await turns.last().locator('[data-slot=answer]:not([aria-busy=true])').waitFor({ state: 'visible' })
}
