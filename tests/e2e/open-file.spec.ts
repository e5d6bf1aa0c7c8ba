import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { dropFile } from '@/tests/support/drop-file'
import { readFixture } from '@/tests/support/fixtures'
import { hostileFile, hostileMark } from '@/tests/support/hostile-file'
import { expect, test } from './chat'

const toText = (events: unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')

test('a run that was downloaded opens again, by dropping it', async ({ chat, page }) => {
  await chat.open()
  await chat.ask('what is 10 + 10')
  await chat.hasEnded()
  const turn = await page.locator('.turn-run').textContent()
  await page.getByRole('button', { name: 'Share answer' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'JSON Lines' }).click()])
  const text = readFileSync(await download.path(), 'utf8')
  await page.keyboard.press('Escape')

  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/api/runs') && asked.push(request.url()))
  await dropFile(page, download.suggestedFilename(), text)
  const about = page.getByRole('complementary', { name: 'About this file' })
  await expect(about).toContainText(`opened from ${download.suggestedFilename()}`)
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('what is 10 + 10')
  expect(await page.locator('.turn-run').textContent()).toBe(turn?.replace(', run details', ''))
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  }
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'Close file' }).click()
  await expect(chat.composer).toBeVisible()
})

test('it can be chosen by keyboard, and a broken one says where it is broken', { tag: '@once' }, async ({ chat, page }) => {
  const events = readFixture('parallel')
  await chat.open()
  const choose = async (name: string, text: string) => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search chats and commands' })).toBeFocused()
    await page.keyboard.type('open a saved')
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')])
    await chooser.setFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(text) })
  }
  await choose('cut.jsonl', toText(events).slice(0, -40))
  await expect(page.getByRole('alert').filter({ hasText: 'cut.jsonl' })).toHaveText(
    `cut.jsonl could not be opened. Line ${events.length} of the file is broken: it is not valid JSON.`,
  )
  await choose('whole.jsonl', toText(events))
  await expect(page.getByRole('complementary', { name: 'About this file' })).toContainText('whole.jsonl')
  await expect(page.getByRole('alert').filter({ hasText: 'cut.jsonl' })).toHaveCount(0)
  await page.keyboard.press('Control+.')
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeFocused()
})

for (const bypassCSP of [false, true]) {
  test.describe(`text of every kind in every field of a file, with the security policy ${bypassCSP ? 'off' : 'on'}`, () => {
    test.use({ bypassCSP })

    test('runs nothing, asks for nothing, and moves nothing', async ({ chat, page }) => {
      await page.addInitScript((mark) => Reflect.set(window, mark, 0), hostileMark)
      const dialogs: string[] = []
      page.on('dialog', async (dialog) => {
        dialogs.push(dialog.message())
        await dialog.dismiss()
      })
      await chat.open()
      await dropFile(page, 'plain.jsonl', toText(readFixture('search-then-answer')))
      await expect(page.getByRole('complementary', { name: 'About this file' })).toBeVisible()
      const neighbours = () =>
        page.evaluate(() =>
          ['.top', '.top h1 ~ .ib', '.scroll'].map((one) => {
            const { x, y, width, height } = document.querySelector(one)?.getBoundingClientRect() ?? {}
            return [one, x, y, width, height]
          }),
        )
      const before = await neighbours()
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))

      await dropFile(page, '<img src=x onerror=alert(1)>.jsonl', hostileFile())
      await expect(page.locator('.answer')).toContainText('The end of it')
      await page.locator('.run-line').click()
      const closed = page.locator('.step-head[aria-expanded="false"]')
      while ((await closed.count()) > 0) await closed.first().click()
      await page.getByRole('button', { name: 'Run details', exact: true }).click()
      for (const name of ['Sources', 'Events', 'Timeline']) await page.getByRole('tab', { name }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Replay', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible()
      await page.getByRole('button', { name: 'Close', exact: true }).click()

      expect(await page.evaluate((mark) => Reflect.get(window, mark), hostileMark)).toBe(0)
      expect(dialogs).toEqual([])
      expect(asked.filter((url) => !url.includes('/_next/static/'))).toEqual([])
      expect(await page.locator('main :is(script, iframe, img, style, object, embed, form, video)').count()).toBe(0)
      const protocols = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLAnchorElement>('main a[href], aside a[href]')].map(({ protocol }) => protocol),
      )
      expect(protocols.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      expect(await neighbours()).toEqual(before)
    })
  })
}
