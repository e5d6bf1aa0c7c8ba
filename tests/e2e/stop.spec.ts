import { deferred } from '@/tests/support/deferred'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { callTools, finalAnswer, type StreamReply, say, think } from '@/tests/support/replies'
import { type Chat, expect, modelTest } from './chat'
import { heldAfter } from './held'
import { startOwnApp } from './own-app'

type Moment = {
  while: string
  turn: StreamReply
  heldAt: number
  isThere(chat: Chat): Promise<void>
  /** The button beside what is said of it then; `Continue` unless the answer had begun. */
  goesOn?: 'Answer again'
  after?(chat: Chat): Promise<void>
}

const moments: Moment[] = [
  {
    while: 'nothing has come yet',
    turn: say('Late.'),
    heldAt: 0,
    isThere: async (chat) => expect(chat.runLine).toContainText('Thinking'),
  },
  {
    while: 'it thinks aloud',
    turn: think('Let me see what there is to see.'),
    heldAt: 4,
    isThere: async (chat) => expect(chat.page.locator('[data-slot=step][data-state=thinking]')).toBeVisible(),
  },
  {
    while: 'arguments are written',
    turn: callTools([{ name: 'multiply', args: { x: 20, y: 7 } }], { fragment: 1 }),
    heldAt: 5,
    isThere: async (chat) => expect(chat.step('multiply')).toHaveAttribute('data-state', 'writing'),
    after: async (chat) => {
      await expect(chat.step('multiply')).toContainText('Stopped by you')
      await expect(chat.step('multiply')).toHaveAttribute('data-state', 'cancelled')
    },
  },
  {
    while: 'the answer streams',
    turn: finalAnswer('The first words are here, and these never come.', ['add']),
    heldAt: 10,
    isThere: async (chat) => expect(chat.answer).toContainText('The first words'),
    goesOn: 'Answer again',
    after: async (chat) => expect(chat.answer).toContainText('The first words'),
  },
]

for (const { while: moment, turn, heldAt, isThere, goesOn = 'Continue', after } of moments) {
  // What a press stops is the same for a key, which is one in `shortcuts.test.tsx`, and the moments are the same on a phone.
  const isForAll = moment === 'the answer streams'
  for (const by of isForAll ? (['the button', 'Esc'] as const) : (['the button'] as const)) {
    const tag = isForAll && by === 'the button' ? [] : '@once'
    modelTest(`Stop by ${by} while ${moment}`, { tag }, async ({ chat, page, upstream, unique, isMobile }) => {
      const asked = unique('What is it?')
      const held = heldAfter(turn, heldAt)
      await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 10, y: 10 } }]), held.reply)
      await chat.open()
      await chat.ask(asked)
      await upstream.reached(held.gate)
      await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('20')
      await isThere(chat)

      await page.evaluate(() => {
        const press = () => Object.assign(window, { pressedAt: Date.now() })
        addEventListener('keydown', press, { capture: true, once: true })
        addEventListener('click', press, { capture: true, once: true })
      })
      if (by === 'Esc') await page.keyboard.press('Escape')
      else await chat.stop.click()
      const closedAt = async () => (await upstream.requests(asked)).at(-1)?.closedAt
      await expect.poll(closedAt, { intervals: [20] }).toBeDefined()
      const pressedAt: number = await page.evaluate(() => Reflect.get(window, 'pressedAt'))
      expect(((await closedAt()) ?? 0) - pressedAt).toBeLessThan(1000)

      await chat.hasEnded()
      if (!isMobile) await expect(chat.composer).toBeFocused()
      await expect(chat.notice).toHaveText(`You stopped this run. 1 finished step is saved.${goesOn}`)
      await chat.unfold()
      await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('20')
      await after?.(chat)
      await expect(page.locator('[data-slot=caret], [data-growing], [data-state=running], [data-state=writing]')).toHaveCount(0)
      await chat.ask(`${asked} once more [plain]`)
      await chat.hasEnded(2)
      await expect(chat.answer.last()).toHaveText('A plain answer, by no tool at all.')
    })
  }
}

modelTest('a run is not said to have stopped before it has', { tag: '@once' }, async ({ chat, page, upstream, unique }) => {
  const asked = unique('What is it?')
  const held = heldAfter(callTools([{ name: 'multiply', args: { x: 20, y: 7 } }], { fragment: 1 }), 5)
  await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 10, y: 10 } }]), held.reply)
  const [pressed, delivered] = [deferred(), deferred()]
  await page.route('**/stop', async (route) => {
    pressed.resolve()
    await delivered.promise
    await route.continue()
  })
  await chat.open()
  await chat.ask(asked)
  await upstream.reached(held.gate)
  await expect(chat.step('multiply')).toHaveAttribute('data-state', 'writing')
  await chat.stop.click()
  await pressed.promise
  const form = page.getByRole('form', { name: 'Message' })
  await expect(form.getByRole('button', { name: 'Stopping…' })).toBeDisabled()
  await expect(chat.runLine).toContainText('Stopping…')
  await expect(page.getByText(/^Stopped|You stopped|Stopped by you/)).toHaveCount(0)
  await expect(chat.regenerate).toHaveCount(0)
  expect((await upstream.requests(asked)).at(-1)?.closedAt).toBeUndefined()
  delivered.resolve()
  await chat.hasEnded()
  await expect(chat.notice).toContainText('You stopped this run.')
})

modelTest.describe('a Stop that does not get there', { tag: '@once' }, () => {
  modelTest.use({ expectedComplaints: /503/ })

  modelTest('says so, the run goes on, and is stopped by the next press', async ({ chat, page, upstream, unique }) => {
    const asked = unique('What is it?')
    const held = heldAfter(finalAnswer('The first words are here, and these never come.', ['add']), 10)
    await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 10, y: 10 } }]), held.reply)
    await page.route('**/stop', (route) => route.fulfill({ status: 503 }))
    await chat.open()
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await chat.stop.click()
    await expect(chat.notice).toContainText('The server has not received Stop yet. The run is still going.')
    await expect(chat.stop).toBeEnabled()
    await page.unroute('**/stop')
    await chat.notice.getByRole('button', { name: 'Try again' }).click()
    await chat.hasEnded()
    await expect(chat.notice).toContainText('You stopped this run.')
  })
})

modelTest.describe('with a search service that never answers', { tag: '@once' }, () => {
  modelTest('Stop while a tool runs', async ({ chat, upstream, unique }) => {
    const app = await startOwnApp({
      nodeArgs: ['--import', `${import.meta.dirname}/silent-search.mjs`],
      env: { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model', SEARCH: 'wikipedia' },
    })
    try {
      const asked = unique('Look for it')
      const calls = [
        { name: 'add', args: { x: 1, y: 1 } },
        { name: 'search', args: { query: 'silence' } },
      ]
      await upstream.replyTo(asked, callTools(calls))
      await chat.open(app.url)
      await chat.ask(asked)
      const search = chat.page.locator('[data-slot=step][data-state=running]')
      await expect(search).toHaveCount(1)
      await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('2')
      await chat.stop.click()
      await chat.hasEnded()
      await expect(chat.steps.getByText('Stopped by you')).toBeVisible()
      await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('2')
      await chat.ask(`${asked} again [plain]`)
      await chat.hasEnded(2)
    } finally {
      await app.stop()
    }
  })
})
