import { busy, dropMidStream } from '@/tests/support/faults'
import { callTools, finalAnswer, join, say } from '@/tests/support/replies'
import { expect, modelTest } from './chat'

/** One of a kind: the words of each fault are in `to-model-error.test.ts`, its buttons in `run-notice.test.tsx`. */
const table: [scenario: string, words: RegExp, canTryAgain: boolean][] = [
  [
    'fault:401',
    /^The model provider did not accept the key\. Check `?OPENAI_API_KEY`? on the server\. Your question is saved\./,
    false,
  ],
  ['fault:drop', /^The answer was cut off before its end\. The connection to the model provider was lost\./, true],
]

for (const [scenario, words, canTryAgain] of table) {
  modelTest(`in plain words: ${scenario}`, { tag: '@once' }, async ({ chat, page, unique }) => {
    await chat.open()
    await chat.ask(unique(`What now? [${scenario}]`))
    await chat.hasEnded()
    await expect(chat.notice).toContainText(words)
    await expect(chat.notice.getByRole('button', { name: 'Try again' })).toHaveCount(canTryAgain ? 1 : 0)
    await expect(page.locator('[data-slot=run-status]')).toHaveText('Stopped on an error')
    await expect(page.getByRole('alert').filter({ hasText: words })).toHaveCount(1)
    await expect(page.locator('[data-slot=caret], [data-growing]')).toHaveCount(0)
  })
}

modelTest('a busy provider is tried again, and the wait is said', { tag: '@once' }, async ({ chat, upstream, unique }) => {
  const asked = unique('Are you there?')
  await upstream.replyTo(asked, busy({ retryAfterSeconds: 1 }), say('Here I am.'))
  await chat.open()
  await chat.ask(asked)
  await expect(chat.notice).toContainText(/^The model provider is busy\. Trying again (in \d s|now)\.$/)
  await chat.hasEnded()
  await expect(chat.notice).toHaveCount(0)
  await expect(chat.answer).toHaveText('Here I am.')
})

modelTest(
  'a provider that stays busy ends the run; Try again makes a second version',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Still there?')
    await upstream.replyTo(asked, busy({ retryAfterMs: 50 }), busy({ retryAfterMs: 50 }), busy({ retryAfterMs: 50 }))
    await chat.open()
    await chat.ask(asked)
    await expect(chat.notice.getByRole('button', { name: 'Try again' })).toBeVisible()
    await expect(chat.notice).toContainText(/^The model provider is busy\..*Your question is saved\./)
    await chat.notice.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('group', { name: 'Versions' })).toContainText('2 / 2')
    await expect(chat.answer).toHaveText('Hello from the test model.')
    await expect(chat.notice).toHaveCount(0)
  },
)

modelTest('what was finished before a failure stays', { tag: '@once' }, async ({ chat, upstream, unique }) => {
  const asked = unique('And then?')
  await upstream.replyTo(
    asked,
    callTools([{ name: 'add', args: { x: 2, y: 2 } }]),
    dropMidStream(8, finalAnswer('This would have been a much longer answer.', ['add'])),
  )
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  await expect(chat.notice).toContainText('Your question and 1 step are saved.')
  await expect(chat.step('add').locator('[data-slot=call-result]')).toHaveText('4')
})

modelTest('a tool that fails says why on its row, and the run goes on', { tag: '@once' }, async ({ chat, unique }) => {
  await chat.open()
  await chat.ask(unique('Divide one by nothing [tool-failure]'))
  await chat.hasEnded()
  const row = chat.step('divide')
  await expect(row).toHaveAttribute('data-state', 'failed')
  await expect(row.getByText('Failed', { exact: true })).toBeVisible()
  await expect(row).toContainText('1 ÷ 0 has no result. The model continued without it.')
  await row.getByRole('button', { name: 'Show details' }).click()
  await expect(row.getByText('Arguments', { exact: false })).toBeVisible()
  await expect(chat.runLine).toContainText('The step failed')
  await expect(chat.answer).toHaveText('One cannot be divided by zero.')
})

modelTest(
  'arguments that a tool refuses go back to the model, which mends them',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Ten and ten, in words')
    await upstream.replyTo(
      asked,
      callTools([{ name: 'add', args: { x: 'ten', y: 10 } }]),
      callTools([{ name: 'add', args: { x: 10, y: 10 } }]),
      join(finalAnswer('20', ['add'])),
    )
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(page.locator('[data-slot=step][data-state=corrected]')).toContainText(/could not use these arguments/)
    await expect(chat.runLine).toContainText('2 steps')
    await expect(page.locator('[data-slot=step][data-state=done] [data-slot=call-result]')).toHaveText('20')
    await expect(chat.answer).toHaveText('20')
  },
)

modelTest.describe('when the server refuses a question', () => {
  modelTest.use({ expectedComplaints: /status of 429/ })

  modelTest('it goes back into the composer', { tag: '@once' }, async ({ chat, page, unique }) => {
    await page.route('**/api/runs', (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          status: 429,
          code: 'rate-limited',
          detail: 'You can ask again at 12:00 UTC.',
          retryAfterMs: 1000,
        }),
      }),
    )
    const asked = unique('One too many')
    await chat.open()
    await chat.composer.fill(asked)
    await chat.send.click()
    await expect(chat.notice).toContainText('You can ask again at 12:00 UTC.')
    await expect(chat.composer).toHaveValue(asked)
    await chat.notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect(chat.notice).toHaveCount(0)
  })
})
