import type { Locator, Page } from '@playwright/test'
import { finalAnswer } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'

/** The conversations, in the words of a person; on a phone they are opened first. */
const openSidebar = async (page: Page, isMobile: boolean): Promise<Locator> => {
  if (isMobile) await page.getByRole('button', { name: 'Open sidebar' }).tap()
  return page.getByRole('navigation', { name: 'Chats', exact: true })
}
const rows = (nav: Locator): Locator => nav.getByRole('listitem').getByRole('link')
const choose = async (page: Page, nav: Locator, title: string, item: 'Rename' | 'Delete') => {
  const button = nav.getByRole('button', { name: `Rename or delete ${title}`, exact: true })
  await nav.getByRole('link', { name: title }).hover()
  await button.click()
  await page.getByRole('menuitem', { name: item }).click()
}
const newChat = async (page: Page) => {
  await page.keyboard.press('Shift+Control+O')
  await expect(page).toHaveURL(/\/$/)
}

test('earlier chats are listed, opened in the page, and found again after a reload', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await newChat(page)
  await chat.ask('What is 2 + 2?')
  await chat.hasEnded()
  const nav = await openSidebar(page, isMobile)
  await expect(nav.getByRole('list', { name: 'Today' }).getByRole('link')).toHaveText(['What is 2 + 2?', sums])
  await expect(rows(nav).first()).toHaveAttribute('aria-current', 'page')
  await page.evaluate(() => Reflect.set(window, 'isSamePage', true))
  await rows(nav).last().click()
  await expect(page.getByRole('heading', { level: 1, name: sums })).toBeVisible()
  await expect(chat.answer).toContainText('136')
  expect(await page.evaluate(() => Reflect.get(window, 'isSamePage'))).toBe(true)
  if (isMobile) await expect(nav).toBeHidden()

  await page.reload()
  await chat.hasEnded()
  const again = await openSidebar(page, isMobile)
  await expect(rows(again)).toHaveText(['What is 2 + 2?', sums])
  await expect(rows(again).last()).toHaveAttribute('aria-current', 'page')
})

test('a chat is renamed in place, in the header too, and keeps its name', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  const nav = await openSidebar(page, isMobile)
  await choose(page, nav, sums, 'Rename')
  await nav.getByRole('textbox', { name: 'Chat title' }).fill('Sums in a row')
  await page.keyboard.press('Enter')
  await expect(rows(nav)).toHaveText(['Sums in a row'])
  await expect(page.locator('h1')).toHaveText('Sums in a row')
  await expect(page).toHaveTitle(/^Sums in a row/)
  await page.reload()
  await expect(page.locator('h1')).toHaveText('Sums in a row')
})

test('a deleted chat is gone at once and comes back by Undo, also the one that is open', async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  const address = page.url()
  const nav = await openSidebar(page, isMobile)
  await choose(page, nav, sums, 'Delete')
  await expect(page).toHaveURL(/\/$/)
  await expect(rows(nav)).toHaveCount(0)
  await expect(nav.getByText('Chat deleted.')).toBeVisible()
  await nav.getByRole('button', { name: 'Undo' }).click()
  await expect(page).toHaveURL(address)
  await expect(rows(nav)).toHaveText([sums])
  await expect(chat.answer).toContainText('136')
})

test.describe('what stays deleted', () => {
  test.use({ expectedComplaints: /404/ })

  test('a deletion holds: after 8 s there is no way back, nor by the address', { tag: '@once' }, async ({ chat, page }) => {
    await page.clock.install()
    await chat.open()
    await chat.ask(sums)
    await chat.hasEnded()
    const address = page.url()
    const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
    await choose(page, nav, sums, 'Delete')
    await expect(nav.getByText('Chat deleted.')).toBeVisible()
    await page.clock.fastForward(8_000)
    await expect(nav.getByText('Chat deleted.')).toBeHidden()
    await page.goBack()
    await expect(page.getByRole('heading', { name: 'This chat does not exist or was deleted.' })).toBeVisible()
    await page.goto(address)
    await expect(page.getByRole('heading', { name: 'This chat does not exist or was deleted.' })).toBeVisible()
  })
})

test('chats are found by what was said in them', { tag: '@once' }, async ({ chat, page, isMobile }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await newChat(page)
  await chat.ask('How does an agent decide which tool to call?')
  await chat.hasEnded()
  const nav = await openSidebar(page, isMobile)
  const field = nav.getByRole('searchbox', { name: 'Search chats' })
  await field.fill('subtr')
  await expect(rows(nav)).toHaveText([sums])
  await field.fill('136')
  await expect(rows(nav)).toHaveText([sums])
  await field.fill('zebra crossing')
  await expect(nav.getByText('No chats match “zebra crossing”.')).toBeVisible()
  await field.press('Escape')
  await expect(rows(nav)).toHaveCount(2)
  await expect(field).toHaveValue('')
})

modelTest(
  'a run shows its dot while another chat is open, and says when it ended unseen',
  { tag: '@once' },
  async ({ chat, page, upstream, unique, isMobile }) => {
    const asked = unique('Slowly')
    const reply = finalAnswer('It took a while.')
    const held = heldAfter(reply, reply.parts.length - 4)
    await upstream.replyTo(asked, held.reply)
    await chat.open()
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await expect(page).toHaveURL(/\/chat\//)
    await newChat(page)
    const nav = await openSidebar(page, isMobile)
    await expect(rows(nav)).toHaveText([`${asked}Running`])
    await upstream.open(held.gate)
    await expect(rows(nav)).toHaveText([`${asked}New answer`])
    await rows(nav).click()
    await expect(chat.answer).toHaveText('It took a while.')
    if (isMobile) await openSidebar(page, isMobile)
    await expect(rows(nav)).toHaveText([asked])
    // Seen is what the server has heard of, and not only this page.
    await expect
      .poll(async () => (await (await page.request.get(`${new URL(page.url()).origin}/api/threads`)).json()).threads[0].state)
      .toBe('seen')
  },
)

modelTest('two tabs agree on what there is', { tag: '@once' }, async ({ chat, page, context, upstream, unique }) => {
  const asked = unique('In the other tab')
  await upstream.replyTo(asked, finalAnswer('Yes.'))
  await chat.open()
  const other = await context.newPage()
  await other.goto(page.url())
  await chat.ask(asked)
  await chat.hasEnded()
  await other.bringToFront()
  await other.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(rows(other.getByRole('navigation', { name: 'Chats', exact: true })).first()).toContainText(asked)
})

test.describe('a long list', { tag: '@once' }, () => {
  test('is read on as its end comes near, and rows stay where they are', async ({ chat, page }) => {
    const all = Array.from({ length: 220 }, (_, index) => ({
      threadId: `chat-${index}`,
      title: `Chat ${index}`,
      updatedAt: Date.now() - index * 3_600_000,
      state: 'seen',
    }))
    const asked: (string | null)[] = []
    await page.route(/\/api\/threads\?/, (route) => {
      const before = new URL(route.request().url()).searchParams.get('before')
      asked.push(before)
      const from = before === null ? 0 : Number(before)
      return route.fulfill({ json: { threads: all.slice(from, from + 50), ...(from < 170 && { next: String(from + 50) }) } })
    })
    await chat.open()
    const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
    await expect(rows(nav).first()).toBeVisible()
    const list = nav.locator('[data-slot=thread-list]')
    expect(await list.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true)
    expect(asked.length).toBeLessThan(4)
    await list.evaluate((element) => {
      element.scrollTop = 900
    })
    const place = () => nav.getByRole('link', { name: 'Chat 30', exact: true }).evaluate((row) => row.getBoundingClientRect().top)
    const before = await place()
    await expect.poll(() => asked.length).toBeGreaterThan(1)
    const isMoreThan = (count: number) => expect.poll(() => rows(nav).count()).toBeGreaterThan(count)
    await isMoreThan(50)
    expect(await place()).toBe(before)
    for (let shown = await rows(nav).count(); shown < 220; shown = await rows(nav).count()) {
      await list.evaluate((element) => {
        element.scrollTop = element.scrollHeight
      })
      await isMoreThan(shown)
    }
    await expect(rows(nav)).toHaveCount(220)
    expect(asked.filter((before) => before !== null)).toEqual(['50', '100', '150', '200'])
  })
})

test.describe('beside the page', { tag: '@once' }, () => {
  test('it can be hidden by a key, which this device remembers; the text only moves to the middle', async ({ chat, page }) => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await chat.open()
    await chat.ask(sums)
    await chat.hasEnded()
    const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
    const width = () => chat.answer.evaluate((element) => element.getBoundingClientRect().width)
    const before = await width()
    await page.keyboard.press('Control+b')
    await expect(nav).toBeHidden()
    expect(await width()).toBe(before)
    await page.reload()
    await expect(nav).toBeHidden()
    await expect(page.getByRole('button', { name: 'Open sidebar' })).toBeVisible()
    await page.getByRole('button', { name: 'Open sidebar' }).click()
    await expect(nav).toBeVisible()
    await page.reload()
    await expect(nav).toBeVisible()
    await expect(page.getByRole('button', { name: 'Open sidebar' })).toBeHidden()
  })

  test('everything in it is done by keys', async ({ chat, page }) => {
    await chat.open()
    await chat.ask(sums)
    await chat.hasEnded()
    const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
    await nav.getByRole('searchbox').focus()
    await page.keyboard.press('Tab')
    await expect(nav.getByRole('button', { name: 'Search chats and commands' })).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(rows(nav)).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Mine')
    await page.keyboard.press('Enter')
    await expect(rows(nav)).toBeFocused()
    await expect(rows(nav)).toHaveText(['Mine'])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(rows(nav)).toHaveCount(0)
    await expect(nav.getByText('Chat deleted.')).toBeVisible()
  })
})

test('over a narrow page it takes the focus, Esc gives it back, and no run is stopped', async ({ chat, page, isMobile }) => {
  await page.setViewportSize({ width: isMobile ? 390 : 800, height: 800 })
  await chat.open()
  const button = page.getByRole('button', { name: 'Open sidebar' })
  const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
  await expect(nav).toBeHidden()
  await button.click()
  await expect(page.getByRole('button', { name: 'Close sidebar' })).toBeFocused()
  await expect(page.locator('[data-slot=page]')).toHaveAttribute('inert', '')
  const box = await nav.boundingBox()
  expect(Math.round(box?.width ?? 0)).toBe(isMobile ? Math.round(390 * 0.86) : 256)
  await page.keyboard.press('Escape')
  await expect(nav).toBeHidden()
  await expect(button).toBeFocused()
  await button.click()
  await page.mouse.click(isMobile ? 380 : 700, 400)
  await expect(nav).toBeHidden()
})

test('a list that cannot be read says so, and the chat goes on', { tag: '@once' }, async ({ chat, page }) => {
  await page.route(/\/api\/threads\?/, (route) =>
    route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Proxy</h1>' }),
  )
  await chat.open()
  const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
  await expect(nav.getByRole('alert')).toContainText('Your chats could not be loaded.')
  await page.unroute(/\/api\/threads\?/)
  await nav.getByRole('button', { name: 'Try again' }).click()
  await expect(nav.getByText('Your chats will appear here.')).toBeVisible()
})
