import type { Page, Route } from '@playwright/test'
import { deferred } from '@/tests/support/deferred'
import { say } from '@/tests/support/replies'
import { Chat, expect, modelTest, test } from './chat'
import { heldAfter } from './held'

/** The scripts of the page come when the test lets them: until then it is what the server drew. */
const holdScripts = async (page: Page): Promise<() => Promise<void>> => {
  const { promise, resolve } = deferred()
  const hold = async (route: Route) => {
    await promise
    await route.continue()
  }
  await page.route(/_next\/static\/.*\.js/, hold)
  return async () => resolve()
}

test.describe('what is typed before the page wakes', () => {
  for (const hasExtension of [false, true]) {
    const where = hasExtension ? ', also where an extension put elements in,' : ''
    test(`stays${where} with its caret, and is sent`, { tag: hasExtension ? '@once' : [] }, async ({ chat, page }) => {
      const wake = await holdScripts(page)
      // React says that it drew the page anew, which is what is provoked here.
      await page.addInitScript(() => addEventListener('error', (event) => /#418/.test(event.message) && event.preventDefault()))
      await page.goto('/', { waitUntil: 'commit' })
      await chat.composer.click()
      if (hasExtension) {
        await chat.composer.evaluate((field) => {
          document.body.setAttribute('data-extension', 'on')
          field.setAttribute('data-extension', 'on')
          field.after(document.createElement('x-extension'))
        })
      }
      await page.keyboard.type('What is + 10')
      for (const _ of ' + 10') await page.keyboard.press('ArrowLeft')
      await wake()
      await expect(chat.send).toBeEnabled()
      await expect(chat.composer).toBeFocused()
      await page.keyboard.type(' 10')
      await expect(chat.composer).toHaveValue('What is 10 + 10')
      await chat.send.click()
      await expect(chat.answer).toContainText('20')
    })
  }
})

modelTest.describe('a question asked while the line fails', { tag: '@once' }, () => {
  modelTest.use({ expectedComplaints: /ERR_|Failed to load resource/ })

  modelTest('is in the field after a reload, once', async ({ chat, page, unique }) => {
    const asked = unique('Are you there?')
    await chat.open()
    await page.route('**/api/runs', (route) => route.abort())
    await chat.ask(asked)
    await expect(chat.notice).toContainText('Trying again')
    await page.reload()
    await expect(chat.composer).toHaveValue(asked)
    await chat.composer.fill('')
    await page.reload()
    await expect(chat.send).toBeAttached()
    await expect(chat.composer).toHaveValue('')
  })

  modelTest('is not taken by a second window while the first one tries', async ({ chat, page, context, unique }) => {
    const asked = unique('Whose question is this?')
    await chat.open()
    await page.route('**/api/runs', (route) => route.abort())
    await chat.ask(asked)
    await expect(chat.notice).toContainText('Trying again')
    const other = new Chat(await context.newPage())
    await other.open()
    await other.page.waitForLoadState('networkidle')
    await expect(other.composer).toHaveValue('')
    await page.reload()
    await expect(chat.composer).toHaveValue(asked)
  })

  modelTest(
    'is in the chat after a reload, and not in the field, where it had arrived all the same',
    async ({ chat, page, upstream, unique }) => {
      const asked = unique('Did you hear me?')
      const held = heldAfter(say('I did.'), 0)
      await upstream.replyTo(asked, held.reply)
      await chat.open()
      let isHeard = false
      await page.route('**/api/runs', async (route) => {
        // The server has the whole question, and the browser hears nothing of it.
        if (!isHeard) void fetchAway(page, route)
        isHeard = true
        await route.abort()
      })
      await chat.ask(asked)
      await upstream.reached(held.gate)
      // Still nothing gets through from here: the page before this reload must not find out by itself.
      await page.reload()
      await expect(page).toHaveURL(/\/chat\//)
      await expect(page.getByRole('heading', { level: 2, name: asked })).toBeVisible()
      await expect(chat.composer).toHaveValue('')
      await upstream.open(held.gate)
      await expect(chat.answer).toHaveText('I did.')
    },
  )
})

/** The same request, from beside the page. */
const fetchAway = (page: Page, route: Route): Promise<unknown> =>
  page.request.fetch(route.request().url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    data: route.request().postData() ?? '',
  })

test('a chat that gets its address while its page is already being reloaded is there after it', { tag: '@once' }, async ({
  chat,
  page,
  baseURL,
}) => {
  await chat.open()
  const [hasAddress, answers] = [deferred(), deferred()]
  await page.exposeFunction('hasAddress', () => hasAddress.resolve())
  await page.route(`${baseURL}/`, async (route) => {
    await hasAddress.promise
    await route.continue()
    answers.resolve()
  })
  await page.evaluate(() => {
    const { fetch } = window
    window.fetch = (...request) => {
      if (String(request[0]).endsWith('/api/runs')) location.reload()
      return fetch(...request)
    }
    const pushState = history.pushState.bind(history)
    history.pushState = (...entry) => {
      pushState(...entry)
      Reflect.get(window, 'hasAddress')()
    }
  })
  await chat.composer.fill('what is 40 + 2')
  const loaded = page.waitForEvent('load')
  await chat.composer.press('Enter', { noWaitAfter: true })
  await answers.promise
  await loaded
  await expect(page).toHaveURL(/\/chat\//)
  await expect(page.getByRole('heading', { level: 2, name: 'what is 40 + 2' })).toBeVisible()
  await chat.hasEnded()
  await expect(chat.answer).toContainText('42')
})

modelTest('Send tapped four times quickly sends once and stops nothing', async ({ chat, page, hasTouch, upstream, unique }) => {
  const asked = unique('Once is enough')
  const held = heldAfter(say('Yes.'), 0)
  await upstream.replyTo(asked, held.reply)
  await chat.open()
  // In a chat, where Stop comes up right under the finger.
  const first = unique('Hello')
  await upstream.replyTo(first, say('Hello.'))
  await chat.ask(first)
  await chat.hasEnded()
  await chat.composer.fill(asked)
  // Right after the press before, it would be taken for a part of that one.
  await expect(chat.send).toBeEnabled()
  const box = await chat.send.boundingBox()
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
  // Fingers one after the other, faster than a test can tap.
  const tapOften = () =>
    page.evaluate(
      async ([left, top]) => {
        for (let tap = 0; tap < 4; tap += 1) {
          const event = new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, clientX: left, clientY: top })
          document.elementFromPoint(left, top)?.dispatchEvent(event)
          await new Promise(requestAnimationFrame)
        }
      },
      [x, y] as const,
    )
  const press = () => page.mouse.click(x, y)
  await (hasTouch ? tapOften() : Promise.all([press(), press(), press(), press()]))
  await upstream.reached(held.gate)
  await upstream.open(held.gate)
  await chat.hasEnded(2)
  await expect(chat.answer.last()).toHaveText('Yes.')
  await expect(chat.composer).toHaveValue('')
  expect((await chat.stored()).turns).toHaveLength(2)
})

modelTest.describe('an address that holds no chat', () => {
  modelTest.use({ expectedComplaints: /404/ })

  modelTest('keeps the conversations beside it', { tag: '@once' }, async ({ page, isMobile, upstream, unique, hasTouch }) => {
    const asked = unique('Still listed')
    await upstream.replyTo(asked, say('Yes.'))
    const chat = new Chat(page, { isTouch: hasTouch })
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    const response = await page.goto('/chat/unknown')
    expect(response?.status()).toBe(404)
    await expect(page.getByRole('heading', { name: 'This chat does not exist or was deleted.' })).toBeVisible()
    await expect(page.getByText('this browser sent none')).toHaveCount(0)
    if (isMobile) await page.getByRole('button', { name: 'Open sidebar' }).click()
    await page.getByRole('navigation', { name: 'Chats', exact: true }).getByRole('link', { name: asked }).click()
    await expect(chat.answer).toHaveText('Yes.')
  })

  modelTest('says why, where the browser sends no cookie', { tag: '@once' }, async ({ page, context }) => {
    await page.goto('/chat/unknown')
    await expect(page.getByText('this browser sent none')).toBeVisible()
    await page.goto('/')
    expect((await context.cookies()).map(({ name }) => name)).toContain('visitor')
  })
})
