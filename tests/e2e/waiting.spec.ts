import { loadingModel } from '@/tests/support/faults'
import { callTools, say } from '@/tests/support/replies'
import { expect, modelTest } from './chat'

const loading = Array.from({ length: 400 }, () => loadingModel())

modelTest(
  'a model that is being loaded: it is said, with a clock, and Stop is at hand',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Are you awake?')
    await upstream.replyTo(asked, ...loading)
    await chat.open()
    await chat.ask(asked)
    const line = page.locator('[data-slot=run-line]')
    await expect(line).toHaveText(/^The model is loading…\d+\.\d s$/)
    const first = await line.textContent()
    await expect(line).not.toHaveText(first ?? '')
    await expect(chat.notice).toHaveCount(0)
    await chat.stop.click()
    await chat.hasEnded()
    await expect(chat.notice).toContainText('You stopped this run.')
    await expect(line).toHaveCount(0)
  },
)

modelTest(
  'a wait in the middle of a run stands in its line, and is over with the first word',
  { tag: '@once' },
  async ({ chat, upstream, unique }) => {
    const asked = unique('What is 10 plus 10?')
    const sum = callTools([{ name: 'add', args: { x: 10, y: 10 } }])
    await upstream.replyTo(asked, sum, ...loading.slice(0, 60), say('It is 20.'))
    await chat.open()
    await chat.ask(asked)
    await expect(chat.runLine).toContainText(/The model is loading…\d+\.\d s/)
    await chat.hasEnded()
    await expect(chat.answer).toHaveText('It is 20.')
    await expect(chat.runLine).not.toContainText('loading')
  },
)
