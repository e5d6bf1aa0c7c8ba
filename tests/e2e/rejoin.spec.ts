import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCuttableLine } from '@/tests/support/cuttable-line'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { Chat, expect, modelTest, modelUrl } from './chat'
import { heldAfter, heldOften } from './held'
import { startOwnApp } from './own-app'

const reloads = 20
const words = Array.from({ length: 3 * reloads }, (_, index) => `word${index + 1}`)
const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }])

modelTest('20 reloads in the middle of a run lose nothing', { tag: '@once' }, async ({ chat, page, upstream, unique }) => {
  modelTest.slow()
  const asked = unique('Count, please')
  const text = words.join(' ')
  const held = heldOften(finalAnswer(text, ['add'], { fragment: 3 }), reloads + 1)
  await upstream.replyTo(asked, add, held.reply)
  await chat.open()
  await chat.ask(asked)
  await page.waitForURL(/\/chat\//)
  let before = ''
  for (const [index, gate] of held.gates.slice(0, reloads).entries()) {
    await upstream.open(gate)
    await upstream.reached(held.gates[index + 1] ?? gate)
    await page.reload({ waitUntil: 'domcontentloaded' })
    await expect(chat.answer).toContainText(before || 'word1')
    await expect(chat.stop).toBeVisible()
    before = (await chat.answer.textContent()) ?? ''
    expect(text.startsWith(before)).toBe(true)
  }
  for (const gate of held.gates) await upstream.open(gate)
  await chat.hasEnded()
  await expect(chat.answer).toHaveText(text)

  const run = (await chat.stored()).turns[0]?.runs[0]
  expect(run?.ended).toBe(true)
  expect(run?.events.map(({ seq }) => seq)).toEqual(run?.events.map((_, index) => index + 1))
  expect((await upstream.requests(asked)).length).toBe(2)
})

modelTest('a second tab shows the same run as it goes', { tag: '@once' }, async ({ chat, page, context, upstream, unique }) => {
  const asked = unique('Seen twice')
  const answer = heldAfter(finalAnswer('First half, second half.', ['add'], { fragment: 4 }), 6)
  await upstream.replyTo(asked, add, answer.reply)
  await chat.open()
  await chat.ask(asked)
  await page.waitForURL(/\/chat\//)
  await expect(chat.answer).toContainText('First')
  const second = new Chat(await context.newPage())
  await second.open(page.url())
  await expect(second.answer).toContainText('First')
  await expect(second.stop).toBeVisible()
  await upstream.open(answer.gate)
  for (const tab of [chat, second]) {
    await tab.hasEnded()
    await expect(tab.answer).toHaveText('First half, second half.')
  }
})

modelTest.describe('when the line breaks', () => {
  modelTest.use({ expectedComplaints: /ERR_|Failed to load resource/ })

  for (const offline of [false, true]) {
    const title = offline ? 'for want of a network' : 'although there is a network'
    modelTest(
      `${title}, the run goes on and is joined again`,
      { tag: '@once' },
      async ({ chat, page, context, upstream, unique }) => {
        const asked = unique('Through a tunnel')
        const answer = heldAfter(finalAnswer('Before the tunnel, after the tunnel.', ['add'], { fragment: 4 }), 7)
        await upstream.replyTo(asked, add, answer.reply)
        const line = await openCuttableLine(Number(new URL(modelUrl).port))
        try {
          await chat.open(line.url)
          await chat.ask(asked)
          await page.waitForURL(/\/chat\//)
          await expect(chat.answer).toContainText('Before')
          if (offline) await context.setOffline(true)
          line.cut()
          const words = offline ? /^You are offline\./ : /^Connection lost\. Trying again (in \d+ s|now)\./
          await expect(chat.notice).toContainText(words)
          await expect(chat.notice).toContainText('The run continues on the server.')
          await upstream.open(answer.gate)
          line.mend()
          // `online` joins again by itself, long before the next try would be due.
          if (offline) await context.setOffline(false)
          await chat.hasEnded()
          await expect(chat.answer).toHaveText('Before the tunnel, after the tunnel.')
          await expect(chat.notice).toHaveCount(0)
          await expect(chat.step('add')).toHaveCount(1)
        } finally {
          await line.close()
        }
      },
    )
  }
})

modelTest.describe('when a server that keeps nothing restarts', { tag: '@once' }, () => {
  modelTest.use({ expectedComplaints: /Failed to load resource|ERR_/ })
  const model = { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model' }
  const env = { ...model, VERCEL: '1', VISITOR_SECRET: 'v'.repeat(40) }

  modelTest(
    'the browser has what had come, before and after a reload, and goes on from it',
    async ({ chat, page, upstream, unique }) => {
      modelTest.slow() // It starts two apps.
      const asked = unique('Are you still there?')
      const answer = heldAfter(finalAnswer('This half is kept.', ['add'], { fragment: 4 }), 6)
      await upstream.replyTo(asked, add, answer.reply, finalAnswer('And here is all.', ['add']))
      const first = await startOwnApp({ env })
      let second: Awaited<ReturnType<typeof startOwnApp>> | undefined
      try {
        await chat.open(first.url)
        await chat.ask(asked)
        await page.waitForURL(/\/chat\//)
        await expect(chat.answer).toContainText('This')
        await first.stop()
        await expect(chat.notice).toContainText('What arrived is kept.')
        second = await startOwnApp({ env, port: first.port })
        await page.reload()
        await expect(chat.notice).toContainText('What arrived is kept.')
        await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('20')
        await chat.notice.getByRole('button', { name: 'Answer again' }).click()
        await expect(page.getByRole('group', { name: 'Versions' })).toContainText('2 / 2')
        await expect(chat.answer).toHaveText('And here is all.')
      } finally {
        await Promise.all([first.stop(), second?.stop()])
      }
    },
  )
})

modelTest.describe('when a server that keeps its chats is killed and started again', { tag: '@once' }, () => {
  modelTest.use({ expectedComplaints: /Failed to load resource|ERR_/ })

  modelTest(
    'the run says so and goes on by itself, and a step that was done is not made again',
    async ({ chat, page, upstream, unique }) => {
      modelTest.slow()
      const dataDir = mkdtempSync(join(tmpdir(), 'unfold-restart-'))
      const env = { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model', DATA_DIR: dataDir }
      const asked = unique('Do not forget this')
      const answer = heldAfter(finalAnswer('This half is lost.', ['add'], { fragment: 4 }), 6)
      const again = heldAfter(finalAnswer('All of it is here.', ['add'], { fragment: 4 }), 4)
      await upstream.replyTo(asked, add, answer.reply, again.reply)
      const first = await startOwnApp({ env })
      let second: Awaited<ReturnType<typeof startOwnApp>> | undefined
      try {
        await chat.open(first.url)
        await chat.ask(asked)
        await page.waitForURL(/\/chat\//)
        await expect(chat.answer).toContainText('This')
        await first.stop()
        await expect(chat.notice).toContainText('Connection lost.')
        second = await startOwnApp({ env, port: first.port })
        const versions = page.getByRole('group', { name: 'Versions' })
        await upstream.reached(again.gate)
        await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('20', { timeout: 20_000 })
        await upstream.open(again.gate)
        await expect(chat.answer).toHaveText('All of it is here.', { timeout: 20_000 })
        await expect(versions).toContainText('2 / 2')

        const asks = await upstream.requests(asked)
        expect(
          asks
            .at(-1)
            ?.body.messages.filter(({ role }) => role === 'tool')
            .map(({ content }) => content),
        ).toEqual(['20'])
        const { turns } = await chat.stored()
        const calls = turns[0]?.runs.map(({ events }) => events.filter(({ type }) => type === 'TOOL_CALL_START').length)
        expect(calls).toEqual([1, 0])

        await page.reload()
        await expect(chat.answer).toHaveText('All of it is here.')
        await versions.getByRole('button', { name: 'Previous version' }).click()
        await expect(chat.notice).toContainText('The server restarted while this was running.')
      } finally {
        await Promise.all([first.stop(), second?.stop()])
        rmSync(dataDir, { recursive: true, force: true })
      }
    },
  )
})
