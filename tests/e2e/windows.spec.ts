import { say } from '@/tests/support/replies'
import { Chat, expect, modelTest } from './chat'

modelTest(
  'two windows side by side show the same, without a click in the other one',
  { tag: '@once' },
  async ({ chat, page, context, upstream, unique }) => {
    const [first, second] = [unique('First of all'), unique('And then')]
    await upstream.replyTo(first, say('One.'))
    await upstream.replyTo(second, say('Two.'))
    await chat.open()
    await chat.ask(first)
    await chat.hasEnded()
    const other = new Chat(await context.newPage())
    await other.open(page.url())
    await expect(other.answer).toHaveText('One.')
    const list = other.page.getByRole('navigation', { name: 'Chats', exact: true })
    const titles = list.getByRole('listitem').getByRole('link')
    await expect(titles).toHaveText([first])

    await chat.ask(second)
    await chat.hasEnded(2)
    await expect(other.answer).toHaveText(['One.', 'Two.'])

    await chat.regenerate.last().click()
    await expect(other.page.getByText('2 / 2')).toBeVisible()

    const mine = page.getByRole('navigation', { name: 'Chats', exact: true })
    await mine.getByRole('link', { name: first }).hover()
    await mine.getByRole('button', { name: `Rename or delete ${first}` }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await mine.getByRole('textbox', { name: 'Chat title' }).fill('Renamed')
    await page.keyboard.press('Enter')
    await expect(titles).toHaveText(['Renamed'])
    await expect(other.page.locator('h1')).toHaveText('Renamed')

    await mine.getByRole('link', { name: 'Renamed' }).hover()
    await mine.getByRole('button', { name: 'Rename or delete Renamed' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(titles).toHaveCount(0)
    await expect(other.page.getByRole('heading', { level: 1 })).toHaveText('This chat was deleted in another tab.')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(other.answer.first()).toHaveText('One.')
  },
)
