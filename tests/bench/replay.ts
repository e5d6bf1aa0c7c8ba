import { dropFile } from '@/tests/support/drop-file'
import { readFixture } from '@/tests/support/fixtures'
import { startApp, startUpstream } from './apps'
import { countWork, launchBrowser, longTasksSince, nowIn, openPage, type Spent } from './page'
import { lastWords, tokenAt } from './text.mjs'

export type ReplayFigures = Spent & {
  tokens: number
  rate: number
  speed: number
  seconds: number
  /** Lengths in ms of the tasks over 50 ms, longest first: while it played, and while it was dragged to and fro. */
  longTaskMs: number[]
  draggingTaskMs: number[]
  version: string
}

/** A long answer that was saved, opened from its file and played back four times as fast as it came. */
export async function measureReplay({ quick }: { quick: boolean }): Promise<ReplayFigures> {
  const tokens = quick ? 1000 : 10_000
  const rate = 100
  const speed = 4
  const upstream = await startUpstream()
  const app = await startApp(upstream)
  const browser = await launchBrowser()
  try {
    const page = await openPage(browser, app.url)
    await dropFile(page, 'run.jsonl', toFile(tokens, rate))
    await page.getByText(lastWords).waitFor()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByRole('radio', { name: `${speed}×` }).check()
    const slider = page.getByRole('slider', { name: 'Playback position' })
    await slider.press('Home')
    console.log(`A browser replays ${tokens} tokens at ${rate * speed} a second …`)
    const read = await countWork(page)
    const startedAt = await nowIn(page)
    const over = page.getByRole('button', { name: 'Play again' }).waitFor({ timeout: 120_000 })
    const play = page.getByRole('button', { name: 'Play', exact: true })
    if (await play.isVisible()) await play.click()
    await over
    const endedAt = await nowIn(page)
    const spent = await read()
    const longTasks = await longTasksSince(page, startedAt)

    const draggedAt = await nowIn(page)
    const box = await slider.boundingBox()
    if (!box) throw new Error('The slider is not there.')
    await page.mouse.move(box.x + box.width - 8, box.y + box.height / 2)
    await page.mouse.down()
    for (const share of [0.1, 0.9, 0.4, 0.6, 0.05]) {
      await page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 20 })
    }
    await page.mouse.up()
    const dragging = await longTasksSince(page, draggedAt)
    return {
      tokens,
      rate,
      speed,
      seconds: (endedAt - startedAt) / 1000,
      ...spent,
      longTaskMs: longTasks.map(({ ms }) => ms),
      draggingTaskMs: dragging.map(({ ms }) => ms),
      version: browser.version(),
    }
  } finally {
    await browser.close()
    await Promise.all([upstream, app].map((server) => server.stop()))
  }
}

/** A recorded run whose answer is another one, as JSON Lines. */
function toFile(tokens: number, rate: number): string {
  const events = readFixture('sums-in-order')
  const first = events.findIndex(({ type }) => type === 'TEXT_MESSAGE_CONTENT')
  const word = events[first]
  if (word?.type !== 'TEXT_MESSAGE_CONTENT') throw new Error('The recorded run has no answer.')
  const words = Array.from({ length: tokens }, (_, index) => ({ ...word, delta: tokenAt(index, tokens) }))
  const rest = events.slice(first).filter(({ type }) => type !== 'TEXT_MESSAGE_CONTENT')
  let { timestamp } = word
  return [...events.slice(0, first), ...words, ...rest]
    .map((event, index) => {
      if (index >= first) timestamp += index < first + tokens ? 1000 / rate : 0
      return `${JSON.stringify({ ...event, seq: index + 1, timestamp: index < first ? event.timestamp : timestamp })}\n`
    })
    .join('')
}
