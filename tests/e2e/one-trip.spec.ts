import type { Page } from '@playwright/test'
import { Client } from 'pg'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { createDatabase, testDatabase } from '@/tests/support/postgres'
import { callTools, finalAnswer, say } from '@/tests/support/replies'
import { expect, modelTest, test } from './chat'
import { heldAfter } from './held'
import { startOwnApp } from './own-app'

const sums = 'what is 10 + 10, then multiply by 7'
const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }])

/** What the page asks the API about its conversation from now on: method, path without ids, and from which event on. */
const requestsFrom = (page: Page): string[] => {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    const path = pathname.replace(/^\/api\/(threads|runs)\/[^/]+/, '/api/$1/:id')
    const after = request.headers()['last-event-id']
    if (request.method() === 'GET' && path.includes('/:id')) asked.push(after === undefined ? path : `${path} after ${after}`)
  })
  return asked
}

test('a chat that is loaded anew comes with its page: nothing is asked for its turns', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  // Also where the server is never told that the answer was seen, and lists it as something new.
  await page.route(/\/api\/threads\/[^/]+$/, (route) => (route.request().method() === 'PATCH' ? undefined : route.fallback()))
  const asked = requestsFrom(page)
  await page.reload()
  await expect(chat.answer).toContainText('140')
  await chat.isAwake()
  expect(asked).toEqual([])
  // It is a chat like any other: what comes next is asked in it.
  await chat.ask('what is 2 + 2')
  await chat.hasEnded(2)
})

modelTest(
  'a run under way comes with the page as far as it went, and its stream goes on from there',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Half now, half later')
    const answer = heldAfter(finalAnswer('First half, second half.', ['add'], { fragment: 4 }), 6)
    await upstream.replyTo(asked, add, answer.reply)
    await chat.open()
    await chat.ask(asked)
    await expect(chat.answer).toContainText('First')
    const before = (await chat.answer.textContent()) ?? ''
    const requests = requestsFrom(page)
    await page.reload()
    await expect(chat.answer).toHaveText(before)
    await expect(chat.stop).toBeVisible()
    await expect.poll(() => requests).toEqual([expect.stringMatching(/^\/api\/runs\/:id\/events after [1-9]\d*$/)])
    await upstream.open(answer.gate)
    await chat.hasEnded()
    await expect(chat.answer).toHaveText('First half, second half.')
    await expect(chat.step('add')).toHaveCount(1)
    expect(requests).toHaveLength(1)
  },
)

modelTest(
  'the page is there before the database has read its turns, which come in the same response',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    modelTest.skip(testDatabase === undefined, 'Only a table of Postgres can be held.')
    const database = await createDatabase()
    const env = {
      OPENAI_BASE_URL: upstreamUrl,
      OPENAI_API_KEY: 'test',
      MODEL: 'test-model',
      DATABASE_URL: database.url,
      DATABASE_MIGRATE: 'on',
    }
    const app = await startOwnApp({ env })
    const holder = new Client({ connectionString: database.url })
    try {
      const asked = unique('Are you slow?')
      await upstream.replyTo(asked, say('Not I.'))
      await chat.open(app.url)
      await chat.ask(asked)
      await chat.hasEnded()
      await page.waitForURL(/\/chat\//)
      await holder.connect()
      await holder.query('begin; lock table run_events in access exclusive mode')
      const requests = requestsFrom(page)
      await page.reload({ waitUntil: 'commit' })
      await expect(page.locator('h1')).toHaveText(asked)
      await expect(chat.composer).toBeVisible()
      await expect(chat.answer).toHaveCount(0)
      await holder.query('commit')
      await expect(chat.answer).toHaveText('Not I.')
      expect(requests).toEqual([])
    } finally {
      await holder.end()
      await app.stop()
      await database.drop()
    }
  },
)
