import { callTools, finalAnswer } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'

modelTest(
  'a search: its query is written into its row, its pages come as cards',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('What are server-sent events?')
    const search = callTools([{ name: 'search', args: { query: 'server-sent events' } }], { fragment: 1 })
    const held = heldAfter(search, '{"query":"server-sent'.length + 1)
    await upstream.replyTo(
      asked,
      held.reply,
      finalAnswer('They are a one-way stream [1], which resumes by itself [2].', ['search']),
    )

    await chat.open()
    await chat.ask(asked)
    const query = chat.steps.locator('[data-slot=query]')
    await expect(query).toContainText('server-sent')
    await expect(query).not.toContainText('events')
    await expect(chat.runLine).toContainText('Searching')
    await upstream.open(held.gate)
    await chat.hasEnded()
    await expect(chat.runLine).toContainText('1 search')
    await chat.unfold()
    await expect(query).toHaveText('server-sent events')
    await expect(chat.steps.getByText(/^\d results$/)).toBeVisible()
    await expect(chat.steps.locator('[data-slot=found-page]').first()).toBeVisible()
    await expect(page.getByRole('list', { name: 'Sources' }).getByRole('link').first()).toBeVisible()
  },
)

test.describe('citations', () => {
  test.beforeEach(async ({ chat }) => {
    await chat.open()
    await chat.ask('How do server-sent events compare with WebSockets?')
    await chat.hasEnded()
  })

  test('are numbered, light their card and open a hover card', { tag: '@once' }, async ({ chat, page }) => {
    const citation = chat.answer.getByRole('link', { name: /^Source 2:/ }).last()
    await expect(citation).toHaveText('2')
    const card = page.getByRole('list', { name: 'Sources' }).getByRole('link').nth(1)
    await expect(card).not.toHaveAttribute('data-hot')
    await citation.hover()
    await expect(card).toHaveAttribute('data-hot')
    const peek = page.locator('[data-slot=hover-card]')
    await expect(peek).toBeVisible()
    await expect(peek.locator('mark')).not.toBeEmpty()
    const [chipBox, peekBox] = [await citation.boundingBox(), await peek.boundingBox()]
    expect(overlap(chipBox, peekBox)).toBe(false)

    // The card can be entered, and the topmost thing closes first.
    await peek.hover()
    await expect(peek).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(peek).toBeHidden()
    await expect(card).not.toHaveAttribute('data-hot')
  })

  test('open the page they cite', async ({ chat, page, context, isMobile }) => {
    const citation = chat.answer.getByRole('link', { name: /^Source 1:/ }).last()
    const title = (await citation.getAttribute('aria-label'))?.replace('Source 1: ', '') ?? ''
    const opened = context.waitForEvent('page')
    if (isMobile) {
      await citation.tap()
      const sheet = page.getByRole('dialog', { name: `Source 1: ${title}` })
      await expect(sheet).toBeVisible()
      await sheet.getByRole('link', { name: 'Open page' }).tap()
    } else await citation.click()
    const article = await opened
    await expect(article).toHaveURL(/\/knowledge\/[\w-]+$/)
    await expect(article.getByRole('heading', { level: 1, name: title })).toBeVisible()
    expect(await article.evaluate(() => window.opener)).toBeNull()
  })

  test('a sheet gives the focus back when it closes', { tag: '@phone' }, async ({ chat, page }) => {
    await chat.answer
      .getByRole('link', { name: /^Source 1:/ })
      .last()
      .tap()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: 'Close' }).tap()
    await expect(sheet).toBeHidden()
    await expect(chat.regenerate).toBeVisible()
  })
})

type Box = { x: number; y: number; width: number; height: number } | null

const overlap = (a: Box, b: Box): boolean =>
  a !== null && b !== null && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
