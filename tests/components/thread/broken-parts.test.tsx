// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FormattedAnswer } from '@/components/answer/formatted-answer'
import { LazyStepBody } from '@/components/run/call-step'
import { Thread } from '@/components/thread/thread'
import type { ChatSession } from '@/lib/client/chat/chat-state'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun } from '@/lib/run-view/state'
import type { ThreadView } from '@/lib/run-view/thread-view'
import { chatWith } from '@/tests/components/chat/chat-fixture'
import { readFixture } from '@/tests/support/fixtures'

let broken: string[] = []
const throwIf = (name: string): void => {
  if (broken.includes(name)) throw new Error(`${name} cannot be drawn`)
}
vi.mock('@/components/answer/markdown/code-block', () => ({
  CodeBlock: ({ code }: { code: string }) => {
    throwIf(code)
    return <pre>{code}</pre>
  },
}))
vi.mock('@/components/run/step-part', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  ArgsView: () => {
    throwIf('args')
    return <p>Arguments as usual</p>
  },
}))
vi.mock('@/components/run/run-card', () => ({
  RunCard: ({ run }: { run: { runId: string } }) => {
    throwIf(run.runId)
    return <p>Steps of {run.runId}</p>
  },
}))

beforeEach(() => {
  broken = []
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const answer = (text: string, state: 'writing' | 'done' = 'done') => (
  <FormattedAnswer answer={{ messageId: 'm1' as MessageId, text, kind: 'answer', state, startedAt: 0 }} isCut={false} />
)

test('a block of an answer that throws is shown as it was written, the others as usual', () => {
  broken = ['one']
  render(answer('# Before\n\n```\none\n```\n\n```\ntwo\n```\n\nThe **end**.'))
  expect(screen.getByRole('heading', { name: 'Before' })).toBeDefined()
  expect(screen.getByText(/```\s*one\s*```/)).toBeDefined()
  expect(screen.getByText('two').tagName).toBe('PRE')
  expect(screen.getByText('end').tagName).toBe('STRONG')
})

test('a block that threw is drawn again once its text is another', () => {
  broken = ['one']
  const { rerender } = render(answer('```\none\n```'))
  expect(screen.queryByText('one')?.tagName).not.toBe('PRE')
  rerender(answer('```\none more\n```'))
  expect(screen.getByText('one more').tagName).toBe('PRE')
})

test('the body of a step that throws shows what was called and what came of it', async () => {
  broken = ['args']
  const run = readFixture('sums-in-order').reduce(reduceRun, emptyRun('r' as RunId, 't' as ThreadId, 0))
  const call = callsOf(run).find((each) => each.state === 'done')
  if (!call) throw new Error('The fixture has a finished call')
  render(<LazyStepBody call={call} isOpen hasNext={false} isCorrected={false} />)
  await waitFor(() => expect(screen.getByText(call.argsText)).toBeDefined())
  expect(screen.queryByText('Arguments as usual')).toBeNull()
})

test('a turn that throws is plain text, and the turn beside it is as usual', () => {
  broken = ['bad']
  const done = (id: string) => readFixture('stopped').reduce(reduceRun, emptyRun(id as RunId, 't' as ThreadId, 0))
  const turns: ThreadView['turns'] = ['bad', 'good'].map((id) => ({
    messageId: `q-${id}` as MessageId,
    question: `Question of ${id}`,
    askedAt: 1,
    versions: [{ ...done(id), runId: id as RunId, question: `Question of ${id}` }],
    chosen: 0,
  }))
  const [first, second] = turns
  const state = chatWith(first?.versions[0] ?? done('bad'))
  const chat = { loadEarlier: () => undefined, choose: () => undefined } as unknown as ChatSession
  render(
    <Thread
      chat={chat}
      state={{ ...state, thread: { ...state.thread, turns: [first, second].flatMap((turn) => turn ?? []) } }}
      newest={undefined}
      roomTurn={undefined}
      editing={undefined}
      onEditing={() => undefined}
      onVersion={() => undefined}
    />,
  )
  expect(screen.getByText('This answer could not be displayed properly. Reload the page to try again.')).toBeDefined()
  expect(screen.getByRole('heading', { name: 'Question of bad' })).toBeDefined()
  expect(screen.getByText('Steps of good')).toBeDefined()
})
