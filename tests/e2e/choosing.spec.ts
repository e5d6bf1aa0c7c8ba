import type { Page } from '@playwright/test'
import { finalAnswer } from '@/tests/support/replies'
import { startUpstream } from '@/tests/support/upstream'
import { expect, test } from './chat'
import { type OwnApp, startOwnApp } from './own-app'

const picker = (page: Page) => page.getByRole('combobox', { name: 'Model' })
const chosen = (page: Page) => picker(page).getByRole('option', { selected: true })
const regenerateWith = (page: Page) => page.getByRole('button', { name: 'Regenerate with…' })

// Each starts an app of its own.
test.describe.configure({ timeout: 120_000 })

/** An app without a key, beside a server for models on this machine. */
async function startBoth(): Promise<{ app: OwnApp; upstream: Awaited<ReturnType<typeof startUpstream>>; stop(): Promise<void> }> {
  const upstream = await startUpstream()
  const app = await startOwnApp({ env: { DISCOVER: String(upstream.port) } })
  return { app, upstream, stop: async () => void (await Promise.all([app.stop(), upstream.close()])) }
}

test('a server on this machine answers without a key; the chosen model is kept, by chat and by device', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  const { app, upstream, stop } = await startBoth()
  const found = (name: string) => `${name} · port ${upstream.port}`
  try {
    await chat.open(app.url)
    await expect(picker(page).getByRole('option')).toHaveText([found('test-model'), found('other-model'), 'Demo model'])
    await expect(chosen(page)).toHaveText(found('test-model'))
    await chat.ask('Who answers?')
    await chat.hasEnded()
    await expect(chat.answer).toHaveText('Hello from the test model.')
    expect(upstream.requests.map(({ body }) => body.model)).toEqual(['test-model'])
    expect(upstream.requests[0]?.headers.authorization).toBeUndefined()
    expect((await chat.stored()).turns[0]?.runs[0]?.model).toEqual({
      id: `local-${upstream.port}:test-model`,
      label: found('test-model'),
    })
    const first = page.url()

    await page.goto(app.url)
    await chat.isAwake()
    await picker(page).selectOption('Demo model')
    await page.reload()
    await chat.isAwake()
    await expect(chosen(page)).toHaveText('Demo model')
    await chat.ask('What is 6 times 7?')
    await chat.hasEnded()
    await expect(chat.answer).toContainText('42')

    await page.goto(first)
    await expect(chosen(page)).toHaveText(found('test-model'))
    await chat.hasEnded()
    await expect(chosen(page)).toHaveText(found('test-model'))
    await chat.ask('And who answers now?')
    await chat.hasEnded(2)
    expect(upstream.requests.map(({ body }) => body.model)).toEqual(['test-model', 'test-model'])
  } finally {
    await stop()
  }
})

test('an answer is made again with another model, which the chat then goes on with', { tag: '@once' }, async ({
  chat,
  page,
  hasTouch,
}) => {
  const { app, upstream, stop } = await startBoth()
  try {
    upstream.reply(finalAnswer('The first.'), finalAnswer('The second.'))
    await chat.open(app.url)
    await chat.ask('Who are you?')
    await chat.hasEnded()
    await expect(chat.answer).toHaveText('The first.')
    if (hasTouch) await regenerateWith(page).tap()
    else {
      await regenerateWith(page).focus()
      await page.keyboard.press('Enter')
    }
    const menu = page.getByRole('menu', { name: 'Regenerate with' })
    await expect(menu.getByRole('menuitem')).toHaveText([`other-model · port ${upstream.port}`, 'Demo model'])
    await expect(menu.getByRole('menuitem').first()).toBeFocused()
    if (hasTouch) await menu.getByRole('menuitem').first().tap()
    else await page.keyboard.press('Enter')
    await expect(chat.answer).toHaveText('The second.')
    await expect(page.getByRole('group', { name: 'Versions' })).toContainText('2 / 2')
    expect(upstream.requests.map(({ body }) => body.model)).toEqual(['test-model', 'other-model'])
    await expect(chosen(page)).toHaveText(`other-model · port ${upstream.port}`)
    await page.reload()
    await expect(chosen(page)).toHaveText(`other-model · port ${upstream.port}`)
  } finally {
    await stop()
  }
})

test('a server that is started later is there when the person comes back to the page', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  const before = await startUpstream()
  await before.close()
  const app = await startOwnApp({ env: { DISCOVER: String(before.port) } })
  try {
    await chat.open(app.url)
    await expect(page.locator('[data-slot=model]')).toHaveText('Demo model')
    const upstream = await startUpstream({ port: before.port })
    try {
      // What is known is looked after again every few seconds, and when the window is in front again.
      await expect(async () => {
        await page.evaluate(() => dispatchEvent(new Event('focus')))
        await expect(chosen(page)).toHaveText(`test-model · port ${before.port}`, { timeout: 500 })
      }).toPass()
      await chat.ask('Who answers?')
      await chat.hasEnded()
      expect(upstream.requests.map(({ body }) => body.model)).toEqual(['test-model'])
    } finally {
      await upstream.close()
    }
  } finally {
    await app.stop()
  }
})

test('on a narrow phone the name of a model is shortened, and Send stays in the composer', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  const name = 'gpt-oss-120b-with-a-rather-long-name-of-its-own'
  const upstream = await startUpstream()
  const app = await startOwnApp({
    env: { OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'sk-test', MODEL: name, MODELS: `${name},other-model` },
  })
  try {
    await page.setViewportSize({ width: 320, height: 640 })
    await chat.open(app.url)
    await expect(chosen(page)).toHaveText(name)
    await expect(page.getByRole('combobox', { name: 'Thinking' })).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  } finally {
    await Promise.all([app.stop(), upstream.close()])
  }
})
