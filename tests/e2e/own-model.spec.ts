import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { listing, startHttpServer } from '@/tests/support/http-server'
import { startKeyedUpstream } from '@/tests/support/keyed-upstream'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { type Chat, expect, test } from './chat'
import { heldAfter } from './held'
import { startOwnApp } from './own-app'

const key = 'a-key/of.one+visitor-0123456789'
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Use a real model' })
const openIt = (page: Page) => page.getByRole('button', { name: 'Use a real model' }).click()
const keyField = (page: Page) => dialog(page).getByLabel('API key')
const addressField = (page: Page) => dialog(page).getByLabel('Address')
const look = (page: Page) => dialog(page).getByRole('button', { name: 'Find models' }).click()

async function setUp(chat: Chat, address: string): Promise<void> {
  const { page } = chat
  await openIt(page)
  await keyField(page).fill(key)
  await addressField(page).fill(address)
  await look(page)
  await expect(dialog(page).getByRole('status')).toHaveText(/^2 models at 127\.0\.0\.1:\d+$/)
  await dialog(page).getByRole('button', { name: 'Use test-model' }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(chosen(page)).toHaveText('test-model')
}
const chosen = (page: Page) => page.getByRole('combobox', { name: 'Model' }).getByRole('option', { selected: true })

// Each starts apps of its own, and one starts two.
test.describe.configure({ timeout: 120_000 })

test.describe('a key of one’s own', () => {
  // A wrong key is refused, and a server dies, which a browser notes.
  test.use({ expectedComplaints: /status of 400|ERR_CONNECTION_RE(FUSED|SET)|ERR_INCOMPLETE_CHUNKED/ })

  test('is pasted, tried, used, nowhere to be read, and forgotten', { tag: '@once' }, async ({ chat, page, browser }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'unfold-data-'))
    const upstream = await startKeyedUpstream(key)
    const app = await startOwnApp({ env: { DATA_DIR: dataDir } })
    try {
      await chat.open(app.url)
      await expect(page.getByText('Answers come from a built-in library, not from an AI model.')).toBeVisible()
      await openIt(page)
      await keyField(page).fill('a wrong key')
      await look(page)
      await expect(dialog(page).getByRole('alert')).toHaveText('The key must be a key without spaces.')
      await expect(keyField(page)).toBeFocused()
      await keyField(page).fill('wrong')
      await addressField(page).fill(`127.0.0.1:${upstream.port}`)
      await look(page)
      await expect(dialog(page).getByRole('alert')).toHaveText(`127.0.0.1:${upstream.port} did not accept this key.`)
      await expectNothingGrave(page)
      await page.keyboard.press('Escape')
      await expect(dialog(page)).toHaveCount(0)
      await setUp(chat, `127.0.0.1:${upstream.port}`)
      await chat.ask('Who answers?')
      await chat.hasEnded()
      await expect(chat.answer).toHaveText('Hello from the test model.')
      expect(upstream.model.requests.at(-1)?.body.model).toBe('test-model')
      const { pathname } = new URL(page.url())

      await page.reload()
      await expect(chosen(page)).toHaveText('test-model')
      await chat.hasEnded()
      upstream.revoke()
      await chat.ask('And now?')
      await expect(chat.notice).toContainText('The provider did not accept your key. Change it under “Use a real model”.')

      // Nowhere to be read.
      const share = await page.request.post(`${app.url}/api/shares`, {
        data: { threadId: pathname.split('/').at(-1) },
      })
      const { runs } = (await chat.stored()).turns.at(-1) ?? { runs: [] }
      const told = await Promise.all(
        [
          '/',
          pathname,
          '/api/models',
          '/api/health',
          `/api/threads${pathname.replace('/chat', '')}`,
          ...runs.map(({ runId }) => `/api/runs/${runId}/events`),
          `/share/${(await share.json()).shareId}`,
        ].map(async (path) => (await page.request.get(app.url + path)).text()),
      )
      for (const text of [...told, app.printed(), await page.content(), await page.evaluate(() => document.cookie)])
        expect(text).not.toContain(key)
      expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(key)
      for (const file of readdirSync(dataDir)) expect(readFileSync(join(dataDir, file), 'latin1'), file).not.toContain(key)
      const cookie = (await page.context().cookies()).find(({ name }) => name === 'own-provider')
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
      expect(decodeURIComponent(cookie?.value ?? '')).not.toContain(key)

      // Of another visitor it is nothing, not even with the cookie.
      const stranger = await browser.newContext()
      await stranger.addCookies([{ name: 'own-provider', value: cookie?.value ?? '', url: app.url }])
      expect(await (await stranger.request.get(`${app.url}/api/models`)).json()).toMatchObject({ models: [{ id: 'demo' }] })
      await stranger.close()

      // One press forgets it.
      await page.goto(app.url)
      await chat.isAwake()
      await page.getByRole('combobox', { name: 'Model' }).selectOption('Demo model')
      await openIt(page)
      await dialog(page).getByRole('button', { name: 'Disconnect' }).click()
      await expect(dialog(page).getByText('Connected to')).toHaveCount(0)
      expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('own-provider')
      await page.keyboard.press('Escape')
      await expect(page.locator('[data-slot=model]')).toHaveText('Demo model')
    } finally {
      await Promise.all([app.stop(), upstream.close()])
    }
  })

  test('is gone with a process that dies: the run ends as interrupted, and a press goes on', { tag: '@once' }, async ({
    chat,
  }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'unfold-data-'))
    const upstream = await startKeyedUpstream(key)
    const first = await startOwnApp({ env: { DATA_DIR: dataDir } })
    try {
      await chat.open(first.url)
      await setUp(chat, `127.0.0.1:${upstream.port}`)
      const held = heldAfter(finalAnswer('An answer that never comes to its end.'), 4)
      upstream.model.reply(callTools([{ name: 'add', args: { x: 2, y: 3 } }]), held.reply, finalAnswer('It is five.'))
      await chat.ask('What is 2 + 3?')
      await upstream.model.reached(held.gate)
      await first.stop()
      const second = await startOwnApp({ port: first.port, env: { DATA_DIR: dataDir } })
      try {
        await expect(chat.notice).toContainText('The server restarted while this was running.', { timeout: 30_000 })
        await chat.notice.getByRole('button', { name: 'Continue' }).click()
        await expect(chat.answer).toHaveText('It is five.')
        expect(upstream.model.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)
      } finally {
        await second.stop()
      }
    } finally {
      await Promise.all([first.stop(), upstream.close()])
    }
  })
})

test('on a public address nothing of this machine is reached; VISITOR_KEYS=off closes it', { tag: '@once' }, async ({
  request,
}) => {
  const canary = await startHttpServer(listing('secret-model'))
  const [open, closed] = await Promise.all([
    startOwnApp({ env: { TRUSTED_HOPS: '1' } }),
    startOwnApp({ env: { VISITOR_KEYS: 'off' } }),
  ])
  try {
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:7f00:1]']) {
      for (const [method, more] of [
        ['POST', {}],
        ['PUT', { modelId: 'secret-model' }],
      ] as const) {
        const data = { address: `http://${host}:${canary.port}/v1`, ...more }
        const response = await request.fetch(`${open.url}/api/own-provider`, { method, data })
        expect(response.status(), host).toBe(400)
        expect(await response.json()).toMatchObject({ field: 'address' })
        expect((await response.text()).includes('is in a private network'), host).toBe(true)
        expect(response.headers()['set-cookie'] ?? '').not.toContain('own-provider')
      }
    }
    for (const method of ['POST', 'PUT']) {
      const data = { address: `http://127.0.0.1:${canary.port}/v1`, modelId: 'secret-model' }
      expect((await request.fetch(`${closed.url}/api/own-provider`, { method, data })).status()).toBe(404)
    }
    expect(await (await request.get(`${closed.url}/api/models`)).json()).toMatchObject({ canBringOwn: false })
    expect(await (await request.get(closed.url)).text()).not.toContain('Use a real model')
    expect(canary.asked).toEqual([])
  } finally {
    await Promise.all([open.stop(), closed.stop(), canary.close()])
  }
})
