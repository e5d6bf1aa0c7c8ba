import { Store } from '@/lib/db/store'
import { openCuttableLine } from '@/tests/support/cuttable-line'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { createDatabase, testDatabase } from '@/tests/support/postgres'
import { checkFrames } from '@/tests/support/raw-frames'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { Chat, expect, modelTest } from './chat'
import { heldOften } from './held'
import { startOwnApp } from './own-app'

modelTest.describe('while the database is away', { tag: '@once' }, () => {
  modelTest.skip(testDatabase === undefined, 'There is no PostgreSQL here.')
  modelTest.use({ expectedComplaints: /Failed to load resource|ERR_/ })

  modelTest(
    'a run goes on unsaved, a new question is kept, and all is there when it is back',
    async ({ chat, page, upstream, unique }) => {
      modelTest.slow()
      const database = await createDatabase()
      await new Store({ postgres: database.url }).migrate()
      const address = new URL(database.url)
      const line = await openCuttableLine(Number(address.port))
      address.port = String(line.port)
      address.hostname = '127.0.0.1'
      const env = { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model', DATABASE_URL: address.href }
      const app = await startOwnApp({ env })
      try {
        const asked = unique('Will this be kept?')
        const held = heldOften(finalAnswer('Every word of this long answer is going to be kept.', ['add'], { fragment: 4 }), 3)
        await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 10, y: 10 } }]), held.reply)
        const [first, second, third] = held.gates
        if (!first || !second || !third) throw new Error('Three gates were asked for.')
        await chat.open(app.url)
        const started = page.waitForRequest(`${app.url}/api/runs`)
        await chat.ask(asked)
        const { runId } = (await started).postDataJSON()
        await upstream.open(first)
        await expect(chat.answer).toContainText('Every')

        const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
        const raw = await fetch(`${app.url}/api/runs/${runId}/events`, { headers: { cookie } })

        line.cut()
        await upstream.open(second)
        await expect(chat.answer).toContainText('long answer')
        await expect(chat.notice).toContainText('This run is not being saved')

        const other = new Chat(await page.context().newPage())
        await other.open(app.url)
        await other.composer.fill('Can you hear me?')
        await other.composer.press('Enter')
        await expect(other.notice).toContainText('Try again in a moment. Your text is kept here.')
        await expect(other.composer).toHaveValue('Can you hear me?')

        line.mend()
        await expect(chat.notice).toBeHidden()
        await upstream.open(third)
        await chat.hasEnded()
        const bytes = await raw.text()
        expect(bytes).toContain(': status {"recording":"degraded"}\n\n')
        expect(checkFrames(bytes).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
        await page.reload()
        await expect(chat.answer).toHaveText('Every word of this long answer is going to be kept.')
        await other.composer.press('Enter')
        await other.hasEnded()
      } finally {
        await app.stop()
        line.close()
        await database.drop()
      }
    },
  )
})
