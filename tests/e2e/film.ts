import { type Browser, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { Chat } from './chat'
import { root, startOwnApp } from './own-app'
import { startWaddenSea, waddenQuestion, waddenStory } from './wadden-sea'

/**
 * `npm run film`: asks the built app, takes pictures as fast as they come, and joins them into `docs/screens/<name>.webp`, each shown for
 * as long as it was on the screen. The last one is `<name>-still.webp`. `npm run film -- run` makes this one only.
 */
type Film = {
  name: string
  question: string
  /** What is asked; `close` ends all of it. */
  start(): Promise<{ url: string; close(): Promise<void> }>
  isThorough?: boolean
  /** At least so long between two pictures; ms. */
  everyMs?: number
  /** The last thing that comes. */
  end(chat: Chat): Promise<void>
}

const folded = async ({ regenerate, page }: Chat): Promise<void> => {
  await regenerate.waitFor()
  await page.locator('[data-slot=run-line][aria-expanded=false]').waitFor()
}

const films: Film[] = [
  {
    name: 'run',
    question: 'What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?',
    async start() {
      const app = await startOwnApp({ env: { DEMO_TOKENS_PER_SECOND: '14' } })
      return { url: app.url, close: app.stop }
    },
    end: folded,
  },
  {
    name: 'research',
    question: waddenQuestion,
    async start() {
      const { app, says, close } = await startWaddenSea()
      says(...waddenStory(24))
      return { url: app.url, close }
    },
    isThorough: true,
    everyMs: 125,
    async end(chat) {
      await folded(chat)
      await chat.page.getByRole('list', { name: 'Follow-up questions' }).waitFor()
    },
  },
]

const size = { width: 1200, height: 760 }
const maxBytes = 1_500_000
/** The question before it is sent, and the end, can be read in peace. */
const firstMs = 900
const lastMs = 4000

type Frame = { picture: Buffer; at: number }

const { ensureBuilt } = await import(new URL('../../scripts/build.mjs', import.meta.url).href)
const { findBrowser } = await import(new URL('../../scripts/browser.mjs', import.meta.url).href)
const only = new Set(process.argv.slice(2))
await ensureBuilt()
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
try {
  for (const film of films.filter(({ name }) => only.size === 0 || only.has(name))) {
    const { url, close } = await film.start()
    try {
      await write(film, await shoot(browser, film, url))
    } finally {
      await close()
    }
  }
} finally {
  await browser.close()
}

async function shoot(from: Browser, { question, isThorough, everyMs = 0, end }: Film, url: string): Promise<Frame[]> {
  const context = await from.newContext({ viewport: size, colorScheme: 'light', locale: 'en-GB' })
  // The sidebar of a first visit has nothing to show.
  await context.addCookies([{ name: 'sidebar', value: 'hidden', url }])
  const page = await context.newPage()
  const chat = new Chat(page)
  await chat.open(url)
  if (isThorough) await page.getByRole('button', { name: 'Thorough', exact: true }).click()
  await chat.composer.fill(question)
  await chat.composer.focus()
  await page.mouse.move(size.width / 2, size.height - 6)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const frames: Frame[] = [{ picture: await take(page), at: performance.now() - firstMs }]
  await chat.composer.press('Enter')
  let hasEnded = false
  const ending = end(chat)
  void ending.finally(() => {
    hasEnded = true
  })
  while (!hasEnded) {
    const at = performance.now()
    frames.push({ picture: await take(page), at })
    const left = at + everyMs - performance.now()
    if (left > 0) await page.waitForTimeout(left)
  }
  await ending
  await page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
  frames.push({ picture: await take(page), at: performance.now() })
  await context.close()
  return frames
}

function take(page: Page): Promise<Buffer> {
  return page.screenshot({ animations: 'allow', caret: 'initial' })
}

async function write({ name }: Film, frames: Frame[]): Promise<void> {
  // What does not change is one picture that stays.
  const shown = frames.filter(({ picture }, place) => place === 0 || !picture.equals(frames[place - 1]?.picture ?? Buffer.of()))
  const delay = shown.map(({ at }, place) => Math.round((shown[place + 1]?.at ?? at + lastMs) - at))
  const path = `${root}/docs/screens/${name}.webp`
  const { size: bytes } = await sharp(
    shown.map(({ picture }) => picture),
    { join: { animated: true } },
  )
    // Without loss: what is drawn away again would leave its shadow, and flat colours need little room.
    .webp({ lossless: true, effort: 6, minSize: true, delay, loop: 0 })
    .toFile(path)
  await sharp(shown.at(-1)?.picture).webp({ lossless: true }).toFile(path.replace('.webp', '-still.webp'))
  const seconds = Math.round(delay.reduce((sum, ms) => sum + ms, 0) / 1000)
  console.log(`${path}: ${shown.length} pictures, ${seconds} s, ${Math.round(bytes / 1024)} KiB`)
  if (bytes > maxBytes) throw new Error(`It is larger than ${maxBytes / 1000} kB.`)
}
