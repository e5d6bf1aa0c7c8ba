import { createServer } from 'node:http'
import { listen } from '@/tests/support/listen'
import { passOn } from '@/tests/support/proxy'
import { expect, test } from './chat'

/** For the server a browser that refuses cookies is one that never sends any; not every Chromium can be told to refuse them. */
const noCookieTest = test.extend<{ withoutCookies: string }>({
  withoutCookies: async ({ baseURL }, use) => {
    const app = new URL(baseURL ?? '')
    const server = createServer((request, response) => {
      delete request.headers.cookie
      passOn(request, response, app)
    })
    const port = await listen(server)
    await use(`http://localhost:${port}`)
    server.close()
    server.closeAllConnections()
  },
})

// The chat that cannot be found again.
noCookieTest.use({ expectedComplaints: /\b404\b/ })

noCookieTest(
  'a browser that refuses cookies is told why its chat cannot be found again, while it is on screen and after',
  { tag: '@once' },
  async ({ chat, page, withoutCookies }) => {
    await chat.open(withoutCookies)
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
  },
)
