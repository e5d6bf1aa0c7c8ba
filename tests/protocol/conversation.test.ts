import { expect, test } from 'vitest'
import { readConversation } from '@/lib/protocol/conversation'

const user = (id: string, content: unknown) => ({ id, role: 'user', content })
const assistant = (content: string | undefined, ...calls: [id: string, name: string, args: object][]) => ({
  id: `a-${content}`,
  role: 'assistant',
  ...(content !== undefined && { content }),
  ...(calls.length > 0 && {
    toolCalls: calls.map(([id, name, args]) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } })),
  }),
})
const result = (toolCallId: string, content: unknown, error?: string) => ({
  id: `r-${toolCallId}`,
  role: 'tool',
  toolCallId,
  content,
  ...(error !== undefined && { error }),
})
const call = (toolCallId: string, name: string, argsText: string, content: string, failed = false) => ({
  toolCallId,
  name,
  argsText,
  content,
  failed,
})

test('a conversation is told as turns, each call with its result', () => {
  const { conversation, ...asked } = readConversation([
    { id: 's', role: 'system', content: 'You are a parrot.' },
    user('1', 'My name is Ada.'),
    assistant('Let me note that.', ['c1', 'note', { name: 'Ada' }]),
    assistant(undefined, ['c2', 'add', { x: 1 }]),
    result('c1', 'noted'),
    result('c2', '', 'no y'),
    { id: 'x', role: 'reasoning', content: 'Hm.' },
    assistant('Hello Ada.'),
    user('2', 'What is my name?'),
  ])
  expect(asked).toEqual({ messageId: '2', question: 'What is my name?' })
  expect(conversation).toEqual({
    before: [
      { role: 'user', text: 'My name is Ada.' },
      {
        role: 'assistant',
        text: 'Let me note that.',
        calls: [call('c1', 'note', '{"name":"Ada"}', 'noted'), call('c2', 'add', '{"x":1}', 'no y', true)],
      },
      { role: 'assistant', text: 'Hello Ada.', calls: [] },
    ],
    since: [],
    answers: [],
    instructions: ['You are a parrot.'],
  })
})

test('what tools of the app gave back belongs to the question before it', () => {
  const { messageId, conversation } = readConversation([
    user('1', 'Make it blue.'),
    assistant(undefined, ['c1', 'paint', { colour: 'blue' }], ['c2', 'paint', { colour: 'red' }]),
    result('c1', [{ type: 'text', text: 'done' }]),
  ])
  expect(messageId).toBe('1')
  expect(conversation?.since).toEqual([
    { role: 'assistant', text: '', calls: [call('c1', 'paint', '{"colour":"blue"}', 'done')] },
  ])
  expect(conversation?.answers).toEqual([{ id: 'r-c1', role: 'tool', toolCallId: 'c1', content: 'done' }])
})

test('images of the question are addresses; earlier ones are words', () => {
  const image = { type: 'image', source: { type: 'data', mimeType: 'image/png', value: 'aGk=' } }
  const old = { type: 'binary', mimeType: 'image/jpeg', url: 'https://pictures.test/1.jpg' }
  const { conversation, ...asked } = readConversation([
    user('1', [{ type: 'text', text: 'Before' }, image]),
    user('2', [{ type: 'text', text: 'What is this?' }, image, old]),
  ])
  expect(asked).toEqual({
    messageId: '2',
    question: 'What is this?\n[Image]\n[Image]',
    images: ['data:image/png;base64,aGk=', 'https://pictures.test/1.jpg'],
  })
  expect(conversation?.before).toEqual([{ role: 'user', text: 'Before\n[Image]' }])
})

test('control characters go from everything that is read', () => {
  const { conversation } = readConversation([user('1', 'a\u0000b'), assistant('c\u001bd'), user('2', 'e')])
  expect(conversation?.before).toEqual([
    { role: 'user', text: 'ab' },
    { role: 'assistant', text: 'cd', calls: [] },
  ])
})
