import { type Browser, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { Chat } from './chat'
import { root, startOwnApp } from './own-app'

/**
 * `npm run film`: asks the built app on its demo model, takes pictures as fast as they come, and joins them into
 * `docs/screens/run.webp`, each shown for as long as it was on the screen. The last one is `run-still.webp`.
 */
const question = 'What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?'
const size = { width: 1200, height: 760 }
const maxBytes = 1_500_000
/** The question before it is sent, and the end, can be read in peace. */
const firstMs = 900
const lastMs = 4000

type Frame = { picture: Buffer; at: number }

const { ensureBuilt } = await import(new URL('../../scripts/build.mjs', import.meta.url).href)
const { findBrowser } = await import(new URL('../../scripts/browser.mjs', import.meta.url).href)
await ensureBuilt()
const app = await startOwnApp({ env: { DEMO_TOKENS_PER_SECOND: '14' } })
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
try {
  await write(await shoot(browser))
} finally {
  await browser.close()
  await app.stop()
}

async function shoot(from: Browser): Promise<Frame[]> {
  const context = await from.newContext({ viewport: size, colorScheme: 'light', locale: 'en-GB' })
  // The sidebar of a first visit has nothing to show.
  await context.addCookies([{ name: 'sidebar', value: 'hidden', url: app.url }])
  const page = await context.newPage()
  const chat = new Chat(page)
  await chat.open(app.url)
  await chat.composer.fill(question)
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const frames: Frame[] = [{ picture: await take(page), at: performance.now() - firstMs }]
  await chat.composer.press('Enter')
  await page.mouse.move(size.width / 2, size.height - 6)
  let hasEnded = false
  const end = chat.regenerate.waitFor().then(() => page.locator('[data-slot=run-line][aria-expanded=false]').waitFor())
  void end.finally(() => {
    hasEnded = true
  })
  while (!hasEnded) {
    const at = performance.now()
    frames.push({ picture: await take(page), at })
  }
  await end
  await page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
  frames.push({ picture: await take(page), at: performance.now() })
  return frames
}

function take(page: Page): Promise<Buffer> {
  return page.screenshot({ animations: 'allow', caret: 'initial' })
}

async function write(frames: Frame[]): Promise<void> {
  // What does not change is one picture that stays.
  const shown = frames.filter(({ picture }, place) => place === 0 || !picture.equals(frames[place - 1]?.picture ?? Buffer.of()))
  const delay = shown.map(({ at }, place) => Math.round((shown[place + 1]?.at ?? at + lastMs) - at))
  const path = `${root}/docs/screens/run.webp`
  const { size: bytes } = await sharp(
    shown.map(({ picture }) => picture),
    { join: { animated: true } },
  )
    // Without loss: what is drawn away again would leave its shadow, and flat colours need little room.
    .webp({ lossless: true, effort: 6, minSize: true, delay, loop: 0 })
    .toFile(path)
  await sharp(shown.at(-1)?.picture).webp({ lossless: true }).toFile(path.replace('.webp', '-still.webp'))
  console.log(`${path}: ${shown.length} pictures, ${Math.round(bytes / 1024)} KiB`)
  if (bytes > maxBytes) throw new Error(`It is larger than ${maxBytes / 1000} kB.`)
}
