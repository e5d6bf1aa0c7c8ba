import { demoSuggestions } from '@/lib/demo-model/suggestions'
import { expect, test } from './chat'

test('the empty screen says what to do: a headline, a composer, four suggestions', async ({ chat, page }) => {
  await chat.open()
  await expect(page.getByRole('heading', { level: 1, name: 'What should we work out?' })).toBeVisible()
  await expect(chat.composer).toBeInViewport()
  const suggestions = page.getByRole('list', { name: 'Suggestions' }).getByRole('button')
  await expect(suggestions).toHaveCount(4)
  for (const { question, words } of demoSuggestions) await expect(suggestions.filter({ hasText: question })).toContainText(words)
  await expect(page).toHaveTitle('Unfold')
})

test('a first question without a key is answered with sources, and pointing at one shows its passage', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  await chat.open()
  await expect(page.getByText('Answers come from a built-in library, not from an AI model.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Use a real model' })).toBeVisible()
  await chat.ask('why is the sky blue')
  await chat.hasEnded()
  await expect(chat.answer).toContainText('because the air scatters the blue part of sunlight')
  // The steps fold when the answer is there, and what the pointer would be on moves up.
  await expect(chat.runLine).toHaveAttribute('aria-expanded', 'false')
  await chat.answer.getByRole('link', { name: 'Source 1: Why the sky is blue' }).first().hover()
  await expect(page.locator('[data-slot=hover-card]').locator('mark')).toContainText('scatters the blue part')
})

for (const { question, trail } of demoSuggestions) {
  // On a phone one of them is pressed; all are played there by `stillness.spec.ts`.
  const tag = question === demoSuggestions[0]?.question ? [] : '@once'
  test(`a suggestion plays a whole run: ${question}`, { tag }, async ({ chat, page }) => {
    await chat.open()
    await page.getByRole('button', { name: question }).click()
    await chat.hasEnded()
    await expect(page).toHaveURL(/\/chat\/[\w-]+$/)
    await expect(page.locator('[data-state=failed]')).toHaveCount(0)
    await expect(chat.answer).not.toBeEmpty()

    const { turns } = await chat.stored()
    const events = turns[0]?.runs[0]?.events ?? []
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
    const results = events.flatMap((event) => (event.type === 'TOOL_CALL_RESULT' ? [event.metadata.status] : []))
    expect(results).toEqual(trail.filter((icon) => icon !== 'text').map(() => 'ok'))
  })
}
