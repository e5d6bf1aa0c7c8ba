// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { FormattedAnswer } from '@/components/answer/formatted-answer'
import { RunCard } from '@/components/run/run-card'
import { ReadOnlyTurn } from '@/components/thread/read-only-thread'
import { TurnActions } from '@/components/thread/turn-actions'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { chatWith } from '@/tests/components/chat/chat-fixture'
import { readFixture } from '@/tests/support/fixtures'

afterEach(cleanup)

const run = readFixture('stopped').reduce(reduceRun, emptyRun('r' as RunId, 't' as ThreadId, 0))

test('a run that was stopped says by whom to the one who did it, and to nobody else', () => {
  const [turn] = chatWith(run).thread.turns
  if (!turn) throw new Error('The fixture has a turn')
  const copy = render(<ReadOnlyTurn turn={turn} restoredSeq={0} />).container
  expect(copy.innerHTML).toContain('Stopped')
  expect(copy.innerHTML).toContain('This run was stopped.')
  expect(copy.innerHTML).not.toMatch(/by you/i)
  const own = render(<RunCard run={run} restoredSeq={run.lastSeq} skewMs={0} />).container
  expect(own.innerHTML).toContain('Stopped by you')
  const actions = render(<TurnActions turn={turn} run={run} isLast onChoose={() => {}} onRegenerate={() => {}} />)
  expect(actions.container.textContent).toContain('Stopped by you')
})

test('what the model was not shown is said below the answer, as in the chat', () => {
  const imageLeftOut = 'red.png was left out, because the provider refused the question that came with it.'
  const [turn] = chatWith({ ...run, imageLeftOut }).thread.turns
  if (!turn) throw new Error('The fixture has a turn')
  expect(render(<ReadOnlyTurn turn={turn} restoredSeq={0} />).container.textContent).toContain(imageLeftOut)
})

test('an answer is there with its turn, in the page as the server draws it too', () => {
  const done = readFixture('search-then-answer').reduce(reduceRun, emptyRun('r' as RunId, 't' as ThreadId, 0))
  const [turn] = chatWith(done).thread.turns
  const [firstWord] = done.answer?.text.split(' ') ?? []
  if (!turn || !firstWord) throw new Error('The fixture has a turn with an answer')
  const page = document.createElement('div')
  page.innerHTML = renderToString(<ReadOnlyTurn turn={turn} restoredSeq={done.lastSeq} renderer={FormattedAnswer} />)
  const answer = page.querySelector('[data-slot=answer]')
  expect(answer?.getAttribute('aria-busy')).toBe('false')
  expect(answer?.textContent).toContain(firstWord)
})
