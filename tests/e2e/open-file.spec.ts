import { readFileSync } from 'node:fs'
import { dropFile } from '@/tests/support/drop-file'
import { readFixture } from '@/tests/support/fixtures'
import { hostileFile } from '@/tests/support/hostile-file'
import { expectNothingGrave } from './accessibility'
import { expect, test } from './chat'
import { neighboursOf, openAll, watchForHarm } from './harmless'

const toText = (events: unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')

// Nothing can be dropped on a phone.
test('a run that was downloaded opens again, by dropping it', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask('what is 10 + 10')
  await chat.hasEnded()
  const shown = () => page.locator('[data-slot=run-line], [data-slot=call], [data-slot=answer]').allTextContents()
  const before = await shown()
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
  expect(await shown()).toEqual(before)
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible()
  await expectNothingGrave(page)
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'Close file' }).click()
  await expect(chat.composer).toBeVisible()
})

test('it can be chosen by keyboard, and a broken one says where it is broken', { tag: '@once' }, async ({ chat, page }) => {
  const events = readFixture('parallel')
  // From now on the browser asks this test for files: it would not know it yet when the key is pressed, and close its own dialog.
  page.on('filechooser', () => undefined)
  await chat.open()
  const choose = async (name: string, text: string) => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search chats and commands' })).toBeFocused()
    await page.keyboard.type('open a saved')
    await expect(page.getByRole('option', { name: 'Open a saved run' })).toBeVisible()
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')])
    await chooser.setFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(text) })
  }
  await choose('cut.jsonl', toText(events).slice(0, -40))
  await expect(page.getByRole('alert').filter({ hasText: 'cut.jsonl' })).toHaveText(
    `cut.jsonl could not be opened. Line ${events.length} of the file is broken: it is not valid JSON.`,
  )
  await chat.composer.focus()
  await choose('whole.jsonl', toText(events))
  await expect(page.getByRole('complementary', { name: 'About this file' })).toContainText('whole.jsonl')
  await expect(page.getByRole('complementary', { name: 'About this file' })).toBeFocused()
  await expect(page.getByRole('alert').filter({ hasText: 'cut.jsonl' })).toHaveCount(0)
  await page.keyboard.press('Control+.')
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeFocused()
  // The keys of the page are there beside a file, too.
  await choose('again.jsonl', toText(readFixture('sums-in-order')))
  await expect(page.getByRole('complementary', { name: 'About this file' })).toContainText('again.jsonl')
  await page.keyboard.press('Control+Shift+O')
  await expect(chat.composer).toBeFocused()
})

for (const bypassCSP of [false, true]) {
  test.describe(`text of every kind in every field of a file, with the security policy ${bypassCSP ? 'off' : 'on'}`, {
    tag: '@once',
  }, () => {
    test.use({ bypassCSP })

    test('runs nothing, asks for nothing, and moves nothing', async ({ chat, page }) => {
      const harm = await watchForHarm(page)
      await chat.open()
      await dropFile(page, 'plain.jsonl', toText(readFixture('search-then-answer')))
      await expect(page.getByRole('complementary', { name: 'About this file' })).toBeVisible()
      const beside = ['header', 'header h1 ~ button', '[data-scroller]']
      const before = await neighboursOf(page, beside)
      await dropFile(page, '<img src=x onerror=alert(1)>.jsonl', hostileFile())
      await expect(page.locator('[data-slot=answer]')).toContainText('The end of it')
      await openAll(page)
      await page.getByRole('button', { name: 'Replay', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible()
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      await harm.expectNone()
      expect(await neighboursOf(page, beside)).toEqual(before)
    })
  })
}
