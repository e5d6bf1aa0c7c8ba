import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { startApp, startUpstream } from './apps'
import { askToTheEnd, countWork, launchBrowser, longTasksSince, nowIn, openPage } from './page'
import { lastWords } from './text.mjs'

export type DetailsFigures = {
  tokens: number
  rate: number
  calls: number
  /** Of the main thread, for the same run, each time it was read. */
  closedMs: number[]
  openMs: number[]
  list: ListFigures
  version: string
}

type ListFigures = {
  events: number
  /** From the press on the tab to the frame with its rows. */
  openedMs: number
  /** The longest task while it opened, while it was scrolled to its end, and while the filter was written; 0 where none was over 50 ms. */
  openingTaskMs: number
  scrollingTaskMs: number
  filteringTaskMs: number
  /** From the last letter of the filter to the number of events found. */
  filteredMs: number
}

/** Wide enough for the details beside the thread. */
const viewport = { width: 1440, height: 900 }

/** What the run details cost: open beside a run that streams, and with a long list of events. */
export async function measureDetails({ quick }: { quick: boolean }): Promise<DetailsFigures> {
  const tokens = quick ? 600 : 3000
  const rate = 100
  const calls = { turns: 4, each: 3 }
  const rounds = quick ? 1 : 3
  const upstream = await startUpstream()
  const app = await startApp(upstream)
  const browser = await launchBrowser()
  try {
    const closedMs: number[] = []
    const openMs: number[] = []
    const question = { tokens, rate, text: 'markdown', calls }
    // In turns, so that what else the machine does is spread over both.
    for (let round = 0; round < rounds; round += 1) {
      for (const isOpen of [false, true]) {
        console.log(`A browser reads ${tokens} tokens and their calls, the run details ${isOpen ? 'open' : 'closed'} …`)
        const taskMs = await readRun(browser, app.url, question, isOpen)
        ;(isOpen ? openMs : closedMs).push(taskMs)
      }
    }
    const list = await measureList(browser, app.url, quick ? 1000 : 5000)
    return { tokens, rate, calls: calls.turns * calls.each, closedMs, openMs, list, version: browser.version() }
  } finally {
    await browser.close()
    await Promise.all([upstream, app].map((server) => server.stop()))
  }
}

type Question = { tokens: number; rate: number; text: string; calls: { turns: number; each: number } }

async function readRun(browser: Browser, url: string, question: Question, isOpen: boolean): Promise<number> {
  const page = await openPage(browser, url, viewport)
  try {
    // Whatever is fetched when first wanted is there before anything is counted.
    await askToTheEnd(page, { tokens: 5, text: 'markdown', calls: { turns: 1, each: 2 } }, 20_000)
    await toggleDetails(page)
    await page.getByRole('option', { name: /^Answer/ }).waitFor()
    if (!isOpen) {
      await toggleDetails(page)
      await page.locator('[data-slot=run-details]').waitFor({ state: 'detached' })
    }
    const read = await countWork(page)
    await askToTheEnd(page, question, (question.tokens / question.rate) * 4000 + 30_000)
    await delay(1000)
    const { taskMs } = await read()
    await page.getByText(lastWords).last().waitFor({ state: 'attached' })
    return taskMs
  } finally {
    await page.close()
  }
}

async function measureList(browser: Browser, url: string, count: number): Promise<ListFigures> {
  console.log(`A browser opens ${count.toLocaleString('en')} events …`)
  const page = await openPage(browser, url, viewport)
  await askToTheEnd(page, { tokens: count, text: 'markdown' }, 60_000)
  await page.getByText(lastWords).waitFor({ state: 'attached' })
  await toggleDetails(page)
  await page.getByRole('option', { name: /^Answer/ }).waitFor()
  // They are read in the background from then on.
  await delay(2000)
  const longest = async (since: number) => (await longTasksSince(page, since))[0]?.ms ?? 0

  let since = await nowIn(page)
  const openedMs = await timeOf(page, '[role=tab][id$=events]', '[role=listbox][aria-label=Events] [role=option]')
  const events = Number((await page.locator('[data-slot=event-count]').textContent())?.replace(/\D/g, ''))
  await delay(500)
  const openingTaskMs = await longest(since)

  since = await nowIn(page)
  await page.getByRole('listbox', { name: 'Events' }).evaluate(
    (list) =>
      new Promise<void>((resolve) => {
        const step = () => {
          list.scrollTop += list.clientHeight / 2
          if (list.scrollTop + list.clientHeight < list.scrollHeight - 1) requestAnimationFrame(step)
          else resolve()
        }
        step()
      }),
  )
  await delay(500)
  const scrollingTaskMs = await longest(since)

  since = await nowIn(page)
  await page.getByRole('textbox', { name: 'Filter events' }).pressSequentially('step_', { delay: 60 })
  const filteredMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const field = document.querySelector<HTMLInputElement>('input[aria-label="Filter events"]')
        const words = () => document.querySelector('[data-slot=event-count]')?.textContent ?? ''
        const pressed = performance.now()
        const look = () => (/^1 of /.test(words()) ? resolve(performance.now() - pressed) : requestAnimationFrame(look))
        if (!field) throw new Error('There is no filter')
        // As React hears it: by the setter of the element's own class.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'step_finished')
        field.dispatchEvent(new Event('input', { bubbles: true }))
        look()
      }),
  )
  await delay(500)
  const filteringTaskMs = await longest(since)
  await page.close()
  return { events, openedMs, openingTaskMs, scrollingTaskMs, filteringTaskMs, filteredMs }
}

const toggleDetails = (page: Page): Promise<void> => page.keyboard.press('Control+.')

/** From a press on one element to the frame in which the other is there, in ms. */
const timeOf = (page: Page, pressed: string, awaited: string): Promise<number> =>
  page.evaluate(
    ([button, wanted]) =>
      new Promise<number>((resolve, reject) => {
        const element = document.querySelector<HTMLElement>(button)
        if (!element) return reject(new Error(`There is no ${button}`))
        const startedAt = performance.now()
        const look = () => (document.querySelector(wanted) ? resolve(performance.now() - startedAt) : requestAnimationFrame(look))
        element.click()
        requestAnimationFrame(look)
      }),
    [pressed, awaited] as const,
  )
