import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { openInstances } from '@/tests/support/instances'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { type Chat, expect, modelTest } from './chat'
import { heldAfter } from './held'
import { startOwnApp } from './own-app'

/** Three instances of the app on a host without a database, none of which knows what another one has heard. */
const test = modelTest.extend<object, { host: string }>({
  host: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures it needs.
    async ({}, use) => {
      const model = { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model' }
      const env = { ...model, VERCEL: '1', VISITOR_SECRET: 'v'.repeat(40), RUNS_PER_HOUR: '0', CONCURRENT_RUNS: '0' }
      const apps = await Promise.all([startOwnApp({ env }), startOwnApp({ env }), startOwnApp({ env })])
      const instances = await openInstances(apps)
      try {
        await use(instances.url)
      } finally {
        await instances.close()
        await Promise.all(apps.map((app) => app.stop()))
      }
    },
    { scope: 'worker' },
  ],
})

// In one worker, so that they start the instances once.
test.describe.configure({ mode: 'default' })

const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }])
const listed = ({ page }: Chat, title: string) => page.getByRole('navigation').getByRole('link', { name: title })

test.describe('a serverless host without a database', { tag: '@once' }, () => {
  // An instance that does not know the run it is asked to stop says so; the connection is closed then.
  test.use({ expectedComplaints: /\b404\b/ })

  test('a chat goes on, is there after a reload and in the list, and is not offered to be shared', async ({
    chat,
    page,
    upstream,
    unique,
    host,
  }) => {
    const asked = unique('What is 10 + 10?')
    const more = unique('And again?')
    await upstream.replyTo(asked, add, finalAnswer('It is 20.', ['add']))
    await upstream.replyTo(more, finalAnswer('Still 20.', []))
    await chat.open(host)
    await expect(page.getByText('Chats are saved in this browser only.')).toBeVisible()
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(chat.answer).toHaveText('It is 20.')
    await chat.ask(more)
    await chat.hasEnded(2)
    const [request] = await upstream.requests(more)
    const said = request?.body.messages.map(({ content }) => JSON.stringify(content)).join(' ')
    expect(said).toContain(asked)
    expect(said).toContain('It is 20.')

    await page.reload()
    await expect(chat.answer).toHaveText(['It is 20.', 'Still 20.'])
    await expect(listed(chat, asked)).toBeVisible()
    await page.getByRole('button', { name: 'Share chat' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('heading', { name: 'Export this chat' })).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Markdown' })).toBeVisible()
    await expect(dialog.getByRole('button', { name: /link/i })).toHaveCount(0)
  })

  test('Stop ends the request to the model within a second, and what was there stays', async ({
    chat,
    page,
    upstream,
    unique,
    host,
  }) => {
    const asked = unique('What is it?')
    const held = heldAfter(finalAnswer('The first words are here, and these never come.', ['add']), 10)
    await upstream.replyTo(asked, add, held.reply)
    await chat.open(host)
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await expect(chat.answer).toContainText('The first words')
    const pressedAt = Date.now()
    await chat.stop.click()
    await chat.hasEnded()
    const closedAt = async () => (await upstream.requests(asked)).at(-1)?.closedAt
    await expect.poll(closedAt, { intervals: [20] }).toBeDefined()
    expect(((await closedAt()) ?? 0) - pressedAt).toBeLessThan(2500)
    await expect(chat.notice).toContainText('You stopped this run.')
    await page.reload()
    await expect(chat.answer).toContainText('The first words')
    await expect(chat.notice).toContainText('You stopped this run.')
  })

  test('a reload in the middle keeps what had come, and the run is gone on with from its finished steps', async ({
    chat,
    page,
    upstream,
    unique,
    host,
  }) => {
    const asked = unique('What is it now?')
    const held = heldAfter(finalAnswer('Half of it, and more.', ['add']), 8)
    await upstream.replyTo(asked, add, held.reply, finalAnswer('All of it.', ['add']))
    await chat.open(host)
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await expect(chat.answer).toContainText('Half')
    await page.reload()
    await expect(chat.notice).toContainText('What arrived is kept.')
    await page.getByRole('button', { name: 'Answer again' }).click()
    await expect(chat.answer).toHaveText('All of it.')
    const last = (await upstream.requests(asked)).at(-1)
    expect(JSON.stringify(last?.body.messages)).toContain('"20"')
  })
})
