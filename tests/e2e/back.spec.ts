import type { Page } from '@playwright/test'
import { expect, test } from './chat'

const sums = 'what is 10 + 10, then multiply by 7'

test.describe('Back on a phone', { tag: '@phone' }, () => {
  test('closes what lies over the page, one thing after the other, and then leaves', async ({ chat, page }) => {
    await chat.open()
    await chat.ask(sums)
    await chat.hasEnded()
    const address = page.url()
    const nav = page.getByRole('navigation', { name: 'Chats', exact: true })

    const over: { name: string; open(): Promise<void>; isOpen: ReturnType<Page['getByRole']> }[] = [
      {
        name: 'conversations',
        open: () => page.getByRole('button', { name: 'Open sidebar' }).click(),
        isOpen: nav,
      },
      {
        name: 'settings, from the conversations',
        open: async () => {
          await page.getByRole('button', { name: 'Open sidebar' }).click()
          await nav.getByRole('button', { name: 'Settings' }).click()
        },
        isOpen: page.locator('dialog[open]'),
      },
      {
        name: 'run details',
        open: () =>
          page
            .getByRole('button', { name: /run details/i })
            .first()
            .click(),
        isOpen: page.locator('dialog[open]'),
      },
      {
        name: 'sharing',
        open: () => page.getByRole('button', { name: 'Share answer' }).click(),
        isOpen: page.locator('dialog[open]'),
      },
    ]
    for (const { name, open, isOpen } of over) {
      await test.step(name, async () => {
        await open()
        await expect(isOpen).toBeVisible()
        await expect.poll(() => page.evaluate(() => history.state?.over)).toBe(1)
        await page.evaluate(() => history.back())
        await expect(isOpen).toBeHidden()
        expect(page.url()).toBe(address)
        await expect(chat.answer).toBeVisible()
      })
    }
    const length = await page.evaluate(() => history.length)
    for (let times = 0; times < 3; times += 1) {
      await page.getByRole('button', { name: 'Open sidebar' }).click()
      await expect.poll(() => page.evaluate(() => history.state?.over)).toBe(1)
      await nav.getByRole('button', { name: 'Close sidebar' }).click()
      await expect.poll(() => page.evaluate(() => history.state?.over)).toBeUndefined()
    }
    expect(await page.evaluate(() => history.length)).toBe(length)
    // The one entry before the chat is the page that it was asked on.
    await page.evaluate(() => history.back())
    await expect(page).toHaveURL(/\/$/)
  })

  test('leads on at once also after the page was loaded anew with something open', async ({ chat, page }) => {
    await chat.open()
    await chat.ask(sums)
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Open sidebar' }).click()
    await expect.poll(() => page.evaluate(() => history.state?.over)).toBe(1)
    await page.reload()
    await expect(chat.answer).toBeVisible()
    await expect.poll(() => page.evaluate(() => history.state?.over)).toBeUndefined()
    await page.evaluate(() => history.back())
    await expect(page).toHaveURL(/\/$/)
  })

  test('from a chat that was opened in the conversations leads to the chat before', async ({ chat, page }) => {
    await chat.open()
    await chat.ask(sums)
    await chat.hasEnded()
    const first = page.url()
    await page.getByRole('button', { name: 'New chat' }).last().click()
    await chat.ask('what is 2 + 2')
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Open sidebar' }).click()
    await expect.poll(() => page.evaluate(() => history.state?.over)).toBe(1)
    await page.getByRole('navigation', { name: 'Chats', exact: true }).getByRole('link', { name: sums }).click()
    await expect(page).toHaveURL(first)
    await page.evaluate(() => history.back())
    await expect(page.getByRole('heading', { level: 2, name: 'what is 2 + 2' })).toBeVisible()
  })
})
