import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { Chat, expect, test } from './chat'

test('a browser that refuses cookies is told why its chat cannot be found again, while it is on screen and after', {
  tag: '@once',
}, async ({ baseURL, launchOptions }) => {
  const profile = mkdtempSync(join(tmpdir(), 'unfold-no-cookies-'))
  mkdirSync(join(profile, 'Default'))
  const refused = { profile: { default_content_setting_values: { cookies: 2 } } }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(refused))
  const context = await chromium.launchPersistentContext(profile, { ...launchOptions, ...(baseURL !== undefined && { baseURL }) })
  try {
    const page = await context.newPage()
    const chat = new Chat(page)
    await chat.open()
    await chat.ask('what is 10 + 10')
    await expect(chat.answer).toContainText('20')
    await expect(chat.notice).toContainText('This browser does not save this site’s cookies')
    await expect(chat.notice).toContainText('Allow cookies for this site')
    await chat.composer.fill('and add 2')
    await chat.composer.press('Enter')
    await expect(chat.composer).toHaveValue('and add 2')
    await expect(chat.notice).toContainText('you cannot find or continue this chat later')
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(1)
    await expect(chat.answer).toContainText('20')
    await page.reload()
    await expect(page.getByRole('heading', { name: 'This chat does not exist or was deleted.' })).toBeVisible()
    await expect(page.getByText('this browser sent none')).toBeVisible()
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
})
