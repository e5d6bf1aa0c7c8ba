// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { Intro, Suggestions } from '@/components/chat/empty-screens'
import type { Suggestion } from '@/lib/protocol/suggestion'

afterEach(cleanup)

const suggestions: Suggestion[] = [
  { question: 'Take 10 plus 10', trail: ['sum', 'sum'], words: '2 sums in order' },
  { question: 'How do agents call tools?', trail: ['globe', 'text'], words: 'Searches and cites' },
]

test('the headline is the one h1, and suggestions are a list that says which tools each will use', () => {
  render(
    <>
      <Intro />
      <Suggestions suggestions={suggestions} onSend={() => undefined} />
    </>,
  )
  expect(screen.getAllByRole('heading', { level: 1 }).map((each) => each.textContent)).toEqual(['What should we work out?'])
  const list = screen.getByRole('list', { name: 'Suggestions' })
  expect(within(list).getAllByRole('listitem')).toHaveLength(2)
  expect(within(list).getByRole('button', { name: /How do agents call tools\?.*Searches and cites/ })).toBeTruthy()
})

test('a suggestion sends its question', async () => {
  const onSend = vi.fn()
  render(<Suggestions suggestions={suggestions} onSend={onSend} />)
  await userEvent.click(screen.getByRole('button', { name: /Take 10 plus 10/ }))
  expect(onSend).toHaveBeenCalledExactlyOnceWith('Take 10 plus 10')
})
