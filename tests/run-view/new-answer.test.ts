import { expect, test } from 'vitest'
import type { MessageId, RunId } from '@/lib/protocol/event'
import { hasNewAnswer } from '@/lib/run-view/new-answer'
import type { Answer, RunState, RunView } from '@/lib/run-view/state'
import type { TurnView } from '@/lib/run-view/thread-view'
import { doneCall, runIn, stepsOf } from '@/tests/components/chat/chat-fixture'

const run = (
  text: string,
  name: 'working' | 'answering' | 'done' | 'stopped' = 'answering',
  more: Partial<RunView> = {},
): RunView => runIn({ name } as RunState, text === '' ? more : { answer: answer(text), ...more })
const answer = (text: string, kind: Answer['kind'] = 'answer'): Answer => ({
  messageId: 'a' as MessageId,
  text,
  kind,
  state: 'writing',
  startedAt: 1,
})
const turn = (versions: RunView[], chosen = versions.length - 1, id = 'q'): TurnView => ({
  messageId: id as MessageId,
  question: 'What?',
  askedAt: 0,
  versions,
  chosen,
})
const other = { runId: 'run-2' as RunId }
const prose = { turn: 'turn-1' as const, answer: answer('Let me look.', 'prose') }

test.each<[string, TurnView | undefined, TurnView | undefined, boolean]>([
  ['the first words of an answer', turn([run('', 'working')]), turn([run('It')]), true],
  ['further words', turn([run('It')]), turn([run('It is')]), true],
  ['the end of an answer, without further words', turn([run('It is')]), turn([run('It is', 'done')]), false],
  ['a step', turn([run('', 'working')]), turn([run('', 'working', { steps: stepsOf(doneCall('a')) })]), false],
  ['prose that may be a note', turn([run('', 'working')]), turn([run('', 'answering', prose)]), false],
  ['prose that is the answer after all', turn([run('', 'answering', prose)]), turn([run('Let me look.', 'done')]), true],
  ['a question of one’s own', turn([run('It is', 'done')]), turn([run('', 'working', other)], 0, 'q2'), false],
  ['a question and its answer from elsewhere', turn([run('It is', 'done')]), turn([run('Yes', 'done', other)], 0, 'q2'), true],
  ['another version, asked for', turn([run('It is', 'done')]), turn([run('It is', 'done'), run('', 'working', other)]), false],
  [
    'its words',
    turn([run('It is', 'done'), run('', 'working', other)]),
    turn([run('It is', 'done'), run('I', 'answering', other)]),
    true,
  ],
  [
    'an older version, chosen',
    turn([run('It is', 'done'), run('I', 'done', other)]),
    turn([run('It is', 'done'), run('I', 'done', other)], 0),
    false,
  ],
  ['a chat that is opened', undefined, turn([run('It is', 'done')]), false],
  ['a chat without turns', turn([run('It is', 'done')]), undefined, false],
])('%s', (_what, before, after, isNew) => expect(hasNewAnswer(before, after)).toBe(isNew))

test('where answers are shown when complete, their words are new at the end', () => {
  const whole = { whole: true }
  expect(hasNewAnswer(turn([run('It')]), turn([run('It is')]), whole)).toBe(false)
  expect(hasNewAnswer(turn([run('It is')]), turn([run('It is', 'done')]), whole)).toBe(true)
})
