// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AnswerSection, preloadAnswer } from '@/components/answer/answer-section'
import { CitationContext, CitationScope } from '@/components/answer/citations/citation-scope'
import { runIn, startedAt } from '@/tests/components/chat/chat-fixture'

vi.mock('@/components/answer/formatted-answer', () => {
  throw new Error('Loading chunk 1 failed')
})
vi.mock('@/components/answer/citations/source-cards', () => {
  throw new Error('Loading chunk 2 failed')
})

// Vitest wraps what a mocked module throws, so that it does not look like code that could not be fetched.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(cleanup)

test('without its renderer an answer is shown as plain text', async () => {
  await expect(preloadAnswer()).resolves.toBeUndefined()
  const answer = { messageId: 'm' as never, text: 'It is **2**.', kind: 'answer', state: 'done', startedAt } as const
  render(<AnswerSection run={runIn({ name: 'done' }, { answer })} />)
  expect(await screen.findByText('It is 2.')).toBeDefined()
})

test('without the card of a source, pointing at a citation shows nothing and breaks nothing', async () => {
  vi.useFakeTimers()
  const source = { n: 1, url: 'https://example.org/', title: 'Example', passage: 'Words.' }
  render(
    <CitationScope sources={[source]}>
      <CitationContext.Consumer>
        {(scope) => (
          <a href="/" onPointerEnter={(event) => scope?.onEnter(1, event.currentTarget)}>
            chip
          </a>
        )}
      </CitationContext.Consumer>
    </CitationScope>,
  )
  fireEvent.pointerEnter(screen.getByText('chip'))
  await act(async () => vi.advanceTimersByTimeAsync(200))
  vi.useRealTimers()
  await act(async () => undefined)
  expect(document.querySelector('[data-slot=hover-card]')).toBeNull()
  expect(screen.getByText('chip')).toBeDefined()
})
