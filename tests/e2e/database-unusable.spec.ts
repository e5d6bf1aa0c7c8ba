import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './chat'
import { startOwnApp } from './own-app'

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-unusable-'))
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))
test.use({ expectedComplaints: /Failed to load resource/ })

const start = () => startOwnApp({ env: { DATA_DIR: folder, DEMO_TOKENS_PER_SECOND: '400' } })
const inFolder = (name: string) => join(folder, name)

const healthOf = async (url: string) => {
  const response = await fetch(`${url}/api/health`)
  return { http: response.status, ...(await response.json()) }
}

const faults: { what: string; spoil: () => void; mend: () => void; sentence: string }[] = [
  {
    what: 'that is damaged',
    spoil: () => writeFileSync(inFolder('unfold.db'), readFileSync(inFolder('whole.db')).fill(7, 4096 * 2)),
    mend: () => copyFileSync(inFolder('whole.db'), inFolder('unfold.db')),
    sentence: '`unfold.db` is damaged. Put back a copy (`npm run restore`)',
  },
  {
    what: 'that is empty',
    spoil: () => writeFileSync(inFolder('unfold.db'), ''),
    mend: () => copyFileSync(inFolder('whole.db'), inFolder('unfold.db')),
    sentence: '`unfold.db` is empty: what was in it is lost.',
  },
  {
    what: 'whose visitors’ secret was lost',
    spoil: () => rmSync(inFolder('visitor-secret')),
    mend: () => copyFileSync(inFolder('secret'), inFolder('visitor-secret')),
    sentence: '(`visitor-secret` beside `unfold.db`) is lost. Put it back',
  },
]

/** What stands between back-ticks is code on the page. */
const asShown = (sentence: string): string => sentence.replaceAll('`', '')

test('a database that is damaged, empty, or without its visitors’ secret is named at the start, in health and on the page, and used when it is put right', {
  tag: '@once',
}, async ({ chat, page }) => {
  test.setTimeout(150_000)
  const first = await start()
  await chat.open(first.url)
  await chat.ask('what is 10 + 10')
  await chat.hasEnded()
  const path = new URL(page.url()).pathname
  await page.goto('about:blank')
  await first.end()
  // A clean stop leaves one file that is whole.
  expect(readdirSync(folder).sort()).toEqual(['unfold.db', 'visitor-secret'])
  copyFileSync(inFolder('unfold.db'), inFolder('whole.db'))
  copyFileSync(inFolder('visitor-secret'), inFolder('secret'))

  for (const { what, spoil, mend, sentence } of faults) {
    spoil()
    const app = await start()
    try {
      await expect.poll(() => app.printed(), what).toContain(sentence)
      expect(await healthOf(app.url), what).toMatchObject({
        http: 503,
        database: 'unusable',
        problem: expect.stringContaining(sentence),
      })
      await chat.open(app.url + path)
      await expect(chat.notice).toContainText(asShown(sentence))
      await expect(page.getByText('does not exist or was deleted')).toHaveCount(0)
      await chat.open(app.url)
      await expect(chat.notice).toContainText(asShown(sentence))
      await chat.composer.fill('Are you there?')
      await chat.send.click()
      await expect(chat.notice).toContainText('Your text is kept here.')
      await expect(chat.composer).toHaveValue('Are you there?')

      mend()
      await expect.poll(async () => (await healthOf(app.url)).http).toBe(200)
      await chat.open(app.url + path)
      await expect(chat.answer).toContainText('20')
      await expect(chat.notice).toBeHidden()
      await page.goto('about:blank')
      await app.end()
    } finally {
      await app.stop()
    }
  }
})

test('a file that is removed while the app runs is missed within seconds, and not made anew', { tag: '@once' }, async ({
  chat,
}) => {
  const app = await start()
  try {
    await chat.open(app.url)
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    rmSync(inFolder('unfold.db'))
    await expect.poll(() => app.printed()).toContain('`unfold.db` was removed while the server ran.')
    expect(await healthOf(app.url)).toMatchObject({ http: 503, database: 'unusable' })
    await chat.page.reload()
    await expect(chat.notice).toContainText(asShown('`unfold.db` was removed while the server ran. Put it back'))
    expect(readdirSync(folder)).not.toContain('unfold.db')
  } finally {
    await app.stop()
  }
})

test('a folder that was chosen and cannot be written stops the app with a sentence', { tag: '@once' }, async () => {
  writeFileSync(inFolder('file'), '')
  const failure = await startOwnApp({ env: { DATA_DIR: inFolder('file') } }).catch((error: Error) => error)
  expect(String(failure)).toMatch(/ended by itself with 1.*DATA_DIR ".*" is not a folder\. Set it to one\./s)
})
