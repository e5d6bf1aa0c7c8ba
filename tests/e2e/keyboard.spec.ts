import type { Page } from '@playwright/test'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'

test.describe('with the keyboard alone', { tag: '@once' }, () => {
  test('Tab goes through the empty screen from top to bottom', async ({ chat, page }) => {
    await chat.open()
    await expect(chat.composer).toBeFocused()
    // Back to the beginning of the document, as a person who tabs in from the browser's own bar.
    await page.evaluate(() => {
      document.body.tabIndex = -1
      document.body.focus()
    })
    const names: (string | null)[] = []
    for (let presses = 0; presses < 17; presses += 1) {
      await page.keyboard.press('Tab')
      names.push(await focusedName(page))
    }
    expect(names).toEqual([
      'Skip to the message field',
      'Unfold',
      'Close sidebar',
      expect.stringContaining('New chat'),
      'Search chats',
      'Search chats and commands',
      'Settings',
      expect.stringContaining('Switch to dark theme'),
      'Message',
      'Add files',
      'Thorough',
      'Demo model, change',
      'Use a real model',
      expect.stringContaining('Why is the sky blue?'),
      expect.stringContaining('Take 10 plus 10'),
      expect.stringContaining('How does coffee'),
      expect.stringContaining('What is the capital'),
    ])
    await page.keyboard.press('Enter')
    await chat.hasEnded()
  })

  test('the skip link and / go to the composer', async ({ chat, page }) => {
    await chat.open()
    await page.getByRole('link', { name: 'Skip to the message field' }).focus()
    await expect(page.getByRole('link', { name: 'Skip to the message field' })).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(chat.composer).toBeFocused()
    await page.getByRole('button', { name: 'Switch to dark theme' }).focus()
    await page.keyboard.press('/')
    await expect(chat.composer).toBeFocused()
    await expect(chat.composer).toHaveValue('')
    await page.keyboard.type('1/2')
    await expect(chat.composer).toHaveValue('1/2')
  })

  modelTest('Enter opens steps, J and K move, and a new chat is a chord', async ({ chat, page, upstream, unique }) => {
    const asked = unique('Two steps')
    await upstream.replyTo(
      asked,
      callTools([{ name: 'add', args: { x: 1, y: 2 } }]),
      callTools([{ name: 'subtract', args: { x: 9, y: 4 } }]),
      finalAnswer('3 and 5.'),
    )
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(chat.runLine).toHaveAttribute('aria-expanded', 'false')
    await chat.runLine.focus()
    await page.keyboard.press('Enter')
    const head = (name: string) => chat.page.getByRole('button', { name: new RegExp(`^${name}, done`) })
    await expect(head('add')).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(head('add')).toBeFocused()
    await page.keyboard.press('j')
    await expect(head('subtract')).toBeFocused()
    await page.keyboard.press('k')
    await expect(head('add')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(head('add')).toHaveAttribute('aria-expanded', 'true')
    await expect(chat.step('add').getByText('Result', { exact: false }).first()).toBeVisible()
    expect(await head('add').evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none')

    await page.keyboard.press('Shift+Control+O')
    await expect(page.getByRole('heading', { name: 'What should we work out?' })).toBeVisible()
    await expect(page).toHaveURL(/\/$/)
    await expect(chat.composer).toBeFocused()
    await page.goBack()
    await expect(chat.answer).toHaveText('3 and 5.')
  })

  test('the last answer is copied by a chord, with its sources as links', async ({ chat, page, clipboard }) => {
    await chat.open()
    await chat.ask('How does an agent decide which tool to call?')
    await chat.hasEnded()
    await page.keyboard.press('Shift+Control+C')
    await expect(page.getByText('Answer copied.')).toHaveCount(1)
    expect(await clipboard.text()).toContain(`${new URL(page.url()).origin}/knowledge/`)
  })
})

const focusedName = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const element = document.activeElement
    return element
      ? (element.getAttribute('aria-label') ?? (element instanceof HTMLElement ? (element.textContent ?? '').trim() : null))
      : null
  })
