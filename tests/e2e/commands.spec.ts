import type { Page } from '@playwright/test'
import { finalAnswer } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { type Chat, expect, modelTest, test } from './chat'
import { heldAfter } from './held'

const question = 'Take 10 plus 10, multiply by 7, then subtract 4'

const menu = (page: Page) => page.getByRole('dialog', { name: 'Command menu' })
const field = (page: Page) => page.getByRole('combobox', { name: 'Search chats and commands' })
const active = (page: Page) => page.getByRole('option', { selected: true })

/** An answer of which the last words wait for the test. */
const heldLate = (text: string) => {
  const answer = finalAnswer(text)
  return heldAfter(answer, answer.parts.length - 3)
}

async function openMenu(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
}

/** Writes into the menu and does what then stands first. */
async function command(page: Page, words: string): Promise<void> {
  await openMenu(page)
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(menu(page)).toBeHidden()
}

async function openSettings(chat: Chat): Promise<void> {
  await command(chat.page, 'settings')
  await expect(chat.page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
}

const isCut = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const dialog = document.querySelector('dialog[open]')?.getBoundingClientRect()
    return !dialog || dialog.left < 0 || dialog.right > innerWidth || dialog.top < 0 || dialog.bottom > innerHeight
  })

test('the command menu finds a chat by what was said in it, opens it, and gives focus back', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask(question)
  await chat.hasEnded()
  const address = page.url()
  await command(page, 'new chat')
  await expect(page.getByRole('heading', { name: 'What should we work out?' })).toBeVisible()
  if (!isMobile) await expect(chat.composer).toBeFocused()

  await openMenu(page)
  await expect.poll(() => isCut(page)).toBe(false)
  await page.keyboard.press('Escape')
  await expect(menu(page)).toBeHidden()
  if (!isMobile) await expect(chat.composer).toBeFocused()

  await openMenu(page)
  await page.keyboard.type('subtract 4')
  await expect(active(page)).toContainText(question)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(address)
  await expect(chat.answer).toContainText('136')
})

test('the arrow keys choose, a press beside the menu closes it, and nothing matches is said', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  await chat.open()
  await openMenu(page)
  await expect(active(page)).toHaveText(/^New chat/)
  await page.keyboard.press('ArrowDown')
  await expect(active(page)).toHaveText(/^(Open a saved run|Show or hide the sidebar|Switch theme)/)
  await page.keyboard.press('ArrowUp')
  await expect(active(page)).toHaveText(/^New chat/)
  await page.keyboard.type('xylophone')
  await expect(page.getByRole('status').filter({ hasText: 'No results for “xylophone”.' })).toBeVisible()
  await page.mouse.click(5, (page.viewportSize()?.height ?? 0) - 5)
  await expect(menu(page)).toBeHidden()
})

modelTest(
  'Esc closes what is open before it stops the run; the menu stops it too',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Something long')
    const held = heldLate('One two three four five six seven.')
    await upstream.replyTo(asked, held.reply)
    await chat.open()
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await openMenu(page)
    await page.keyboard.press('Escape')
    await expect(menu(page)).toBeHidden()
    await expect(chat.stop).toBeVisible()
    await command(page, 'stop')
    await chat.hasEnded()
  },
)

test('? lists the keys, and they can be turned off', { tag: '@once' }, async ({ chat, page }) => {
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await chat.open()
  await chat.composer.blur()
  await page.keyboard.press('?')
  await expect(list.getByText('Search chats and commands')).toBeVisible()
  await expect(list.locator('kbd').first()).toHaveText('Ctrl')
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()

  await openSettings(chat)
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await chat.composer.blur()
  await page.keyboard.press('?')
  await page.keyboard.press('/')
  await expect(list).toBeHidden()
  await expect(chat.composer).not.toBeFocused()
})

test('settings hold for the next page: theme, steps that stay open', { tag: '@once' }, async ({ chat, page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await chat.open()
  await openSettings(chat)
  await expect.poll(() => isCut(page)).toBe(false)
  await expect(page.getByText(/^Unfold \d+\.\d+\.\d+ · .+ · Chats saved in SQLite$/)).toBeVisible()
  await page.getByRole('radio', { name: 'System' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.getByRole('switch', { name: 'Keep steps open' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')

  await chat.ask(question)
  await chat.hasEnded()
  await expect(chat.runLine).toHaveAttribute('aria-expanded', 'true')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(chat.runLine).toHaveAttribute('aria-expanded', 'true')
})

modelTest('answers only when complete', { tag: '@once' }, async ({ chat, page, upstream, unique }) => {
  const asked = unique('In one piece')
  const held = heldLate('One two three four five six seven.')
  await upstream.replyTo(asked, held.reply)
  await chat.open()
  await openSettings(chat)
  await page.getByRole('switch', { name: 'Show answers only when complete' }).press('Space')
  await page.keyboard.press('Escape')
  await chat.ask(asked)
  await upstream.reached(held.gate)
  await expect(chat.answer).toHaveText('Writing the answer')
  await upstream.open(held.gate)
  await expect(chat.answer).toHaveText('One two three four five six seven.')
})

modelTest(
  'a run that ends out of sight is told, where the person asked for it',
  { tag: '@once' },
  async ({ chat, page, context, upstream, unique }) => {
    await context.grantPermissions(['notifications'])
    await page.addInitScript(() => {
      const told: string[] = []
      Reflect.set(window, 'told', told)
      Reflect.set(
        window,
        'Notification',
        Object.assign(
          class {
            constructor(title: string, { body }: { body?: string } = {}) {
              if (body !== undefined) told.push(`${title}: ${body}`)
            }
            close() {}
          },
          { permission: 'granted', requestPermission: async () => 'granted' },
        ),
      )
    })
    const asked = unique('Tell me later')
    const held = heldLate('One two three.')
    await upstream.replyTo(asked, held.reply)
    await chat.open()
    await openSettings(chat)
    await page.getByRole('switch', { name: 'Notifications' }).press('Space')
    await expect(page.getByRole('switch', { name: 'Notifications' })).toBeChecked()
    await page.keyboard.press('Escape')
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await upstream.open(held.gate)
    await expect.poll(() => page.evaluate(() => Reflect.get(window, 'told'))).toEqual([`Answer ready: ${asked}`])
  },
)

test('delete everything asks, deletes and begins anew', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(question)
  await chat.hasEnded()
  const address = page.url()
  await openSettings(chat)
  await page.getByRole('button', { name: 'Delete…' }).press('Enter')
  const ask = page.getByRole('alertdialog', { name: 'Delete all chats?' })
  await expect(ask.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectNothingGrave(page)
  await page.keyboard.press('Escape')
  await expect(ask).toBeHidden()
  await expect(page.getByRole('button', { name: 'Delete…' })).toBeFocused()
  await page.keyboard.press('Enter')
  await ask.getByRole('button', { name: 'Delete all' }).press('Enter')
  await expect(page).toHaveURL(/\/$/)
  await expect(page.getByRole('heading', { name: 'What should we work out?' })).toBeVisible()
  expect(await (await page.request.get('/api/threads')).json()).toEqual({ threads: [] })
  expect((await page.request.get(address)).status()).toBe(404)
})

test('axe finds nothing grave in the dialogs', async ({ chat, page }) => {
  await chat.open()
  await openMenu(page)
  await expectNothingGrave(page)
  await page.keyboard.press('Escape')
  await openSettings(chat)
  await expectNothingGrave(page)
  await page.keyboard.press('Escape')
  await command(page, 'shortcuts')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectNothingGrave(page)
})
