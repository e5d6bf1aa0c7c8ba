import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxArgsBytes } from '@/lib/protocol/branch-point'
import { AppError } from '@/lib/protocol/error'
import { parseRunId } from '@/lib/protocol/ids'
import { parseRunInput } from '@/lib/protocol/run-input'

const question = { id: 'm1', role: 'user', content: 'What is 10 + 10?' }
const input = (changes: object = {}) => ({
  threadId: 't1',
  runId: 'r1',
  protocolVersion: '1.0',
  messages: [question],
  tools: [],
  context: [],
  state: {},
  forwardedProps: {},
  ...changes,
})
const unfold = (props: unknown) => input({ forwardedProps: { unfold: props } })
const asking = (content: unknown) => input({ messages: [{ ...question, content }] })

/** A JSON object with a text of two bytes a letter in it. */
function argsOfBytes(bytes: number): string {
  return `{"x":"${'é'.repeat((bytes - 8) / 2)}"}`
}

const plain = { threadId: 't1', runId: 'r1', messageId: 'm1', question: 'What is 10 + 10?', dialect: '1.0', detach: false }

test.each<[string, unknown, object]>([
  ['a plain AG-UI request', input(), plain],
  ['one without forwardedProps', { threadId: 't1', runId: 'r1', protocolVersion: '1.0', messages: [question] }, plain],
  ['a client of 0.x, which names no version', input({ protocolVersion: undefined }), { ...plain, dialect: '0.x' }],
  [
    'a page of ours that was opened before the protocol had a version',
    input({ protocolVersion: undefined, forwardedProps: { unfold: { detach: true } } }),
    { ...plain, detach: true },
  ],
  ['props of other apps', input({ forwardedProps: { other: { deep: [1] } } }), plain],
  [
    'all of ours',
    unfold({ detach: true, model: 'm', mode: 'thorough', from: { runId: 'r0', seq: 7, action: 'regenerate' } }),
    { ...plain, detach: true, modelId: 'm', mode: 'thorough', from: { action: 'regenerate', runId: 'r0', seq: 7 } },
  ],
  [
    'a step to make again',
    unfold({ from: { runId: 'r0', seq: 7, action: 'retry-call', toolCallId: 'a-call_1' } }),
    { ...plain, from: { action: 'retry-call', runId: 'r0', seq: 7, toolCallId: 'a-call_1' } },
  ],
  [
    'a step to make again with other arguments, of which every digit is kept',
    unfold({ from: { runId: 'r0', seq: 7, action: 'retry-call', toolCallId: 'a', args: '{ "x": 90071992547409931.10 }' } }),
    {
      ...plain,
      from: { action: 'retry-call', runId: 'r0', seq: 7, toolCallId: 'a', args: '{ "x": 90071992547409931.10 }' },
    },
  ],
  [
    'arguments as long as they may be',
    unfold({ from: { runId: 'r0', seq: 7, action: 'retry-call', toolCallId: 'a', args: argsOfBytes(maxArgsBytes) } }),
    { ...plain, from: { action: 'retry-call', runId: 'r0', seq: 7, toolCallId: 'a', args: argsOfBytes(maxArgsBytes) } },
  ],
  [
    'half a surrogate pair in arguments, mended',
    unfold({ from: { runId: 'r0', seq: 7, action: 'retry-call', toolCallId: 'a', args: '{"x":"\ud800"}' } }),
    { ...plain, from: { action: 'retry-call', runId: 'r0', seq: 7, toolCallId: 'a', args: '{"x":"\ufffd"}' } },
  ],
  [
    'a step that this action does not need',
    unfold({ from: { runId: 'r0', seq: 0, action: 'answer-now', toolCallId: 'a-call_1' } }),
    { ...plain, from: { action: 'answer-now', runId: 'r0', seq: 0 } },
  ],
  [
    'ids of any shape',
    input({ threadId: 'user:7/thread#1 ü', runId: 'x'.repeat(200), messages: [{ ...question, id: '../../etc' }] }),
    { ...plain, threadId: 'user:7/thread#1 ü', runId: 'x'.repeat(200), messageId: '../../etc' },
  ],
  [
    'parts of text, joined',
    asking([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]),
    { ...plain, question: 'a\nb' },
  ],
  [
    'half a surrogate pair and control characters, cleaned',
    asking('a\ud800b\u0000c\u001b[31m\r\nd\te'),
    { ...plain, question: 'a\ufffdbc[31m\nd\te' },
  ],
  ['a new question as pages of earlier versions ask it', unfold({ detach: true, action: 'send' }), { ...plain, detach: true }],
  [
    'a step to make again as pages of earlier versions ask for it',
    unfold({ action: 'retry-call', from: { runId: 'r0', seq: 7 }, toolCallId: 'a', args: '{}' }),
    { ...plain, from: { action: 'retry-call', runId: 'r0', seq: 7, toolCallId: 'a', args: '{}' } },
  ],
])('takes %s', (_title, body, expected) => {
  expect(parseRunInput(body)).toEqual(expected)
})

test.each<[string, unknown, string]>([
  ['what is no object', [], 'body'],
  ['null', null, 'body'],
  ['a version that is no text', input({ protocolVersion: 1 }), 'protocolVersion'],
  ['a missing threadId', input({ threadId: undefined }), 'threadId'],
  ['an id that a path takes for a step up', input({ runId: '..' }), 'runId'],
  ['an id with a control character', input({ runId: 'a\u0000b' }), 'runId'],
  ['an id of 201 characters', input({ runId: 'x'.repeat(201) }), 'runId'],
  ['a message that is a number', input({ messages: [42, question] }), 'messages[0]'],
  [
    'a message with a role that nobody knows',
    input({ messages: [{ role: 'root', content: 'x' }, question] }),
    'messages[0].role',
  ],
  ['results without a question', input({ messages: [{ role: 'tool', id: 'm', toolCallId: 'c', content: 'x' }] }), 'messages'],
  ['a sound', asking([{ type: 'audio', source: { type: 'url', value: 'https://a.test/b.mp3' } }]), 'messages[0].content'],
  [
    'an image at no address',
    asking([{ type: 'image', source: { type: 'url', value: 'file:///etc/passwd' } }]),
    'messages[0].content[0]',
  ],
  [
    'an image that is a script',
    asking([{ type: 'image', source: { type: 'data', mimeType: 'image/svg+xml', value: 'PHN2Zz4=' } }]),
    'messages[0].content[0]',
  ],
  ['an interrupt to resume', input({ resume: [{ interruptId: 'i', status: 'resolved' }] }), 'resume'],
  ['tools that are no list', input({ tools: {} }), 'tools'],
  ['a tool without a name', input({ tools: [{ description: 'x' }] }), 'tools[0].name'],
  ['a tool with a name that no model takes', input({ tools: [{ name: 'a b', description: 'x' }] }), 'tools[0].name'],
  [
    'a tool twice',
    input({
      tools: [
        { name: 'a', description: '' },
        { name: 'a', description: '' },
      ],
    }),
    'tools[1].name',
  ],
  [
    'parameters of a tool that are no object',
    input({ tools: [{ name: 'a', description: '', parameters: { type: 'array' } }] }),
    'tools[0].parameters.type',
  ],
  ['context that is text', input({ context: 'x' }), 'context'],
  ['context without a value', input({ context: [{ description: 'x' }] }), 'context[0].value'],
  ['messages that are no list', input({ messages: {} }), 'messages'],
  ['no message', input({ messages: [] }), 'messages'],
  [
    'a last message that is not the user’s',
    input({ messages: [question, { id: 'm2', role: 'assistant', content: 'x' }] }),
    'messages[1].role',
  ],
  ['a message without id', input({ messages: [{ role: 'user', content: 'x' }] }), 'messages[0].id'],
  ['content that is a number', asking(7), 'messages[0].content'],
  ['a part that is a picture', asking([{ type: 'image', url: 'x' }]), 'messages[0].content'],
  ['a blank question', asking(' \n\t '), 'messages[0].content'],
  ['a question of which nothing can be seen', asking('\u200b\u2060 \u202e\ufeff'), 'messages[0].content'],
  ['a question of control characters', asking('\u0000\u0007'), 'messages[0].content'],
  ['forwardedProps that are no object', input({ forwardedProps: 'x' }), 'forwardedProps'],
  ['unfold that is no object', unfold('x'), 'forwardedProps.unfold'],
  ['an unknown action', unfold({ from: { runId: 'r0', seq: 1, action: 'destroy' } }), 'forwardedProps.unfold.from.action'],
  ['a run without an action', unfold({ from: { runId: 'r0', seq: 1 } }), 'forwardedProps.unfold.from.action'],
  [
    'a word in a branch point that is not ours',
    unfold({ from: { runId: 'r0', seq: 1, action: 'edit', call: 'a' } }),
    'forwardedProps.unfold.from.call',
  ],
  ['the action of an earlier version without a run', unfold({ action: 'continue' }), 'forwardedProps.unfold.from.runId'],
  ['arguments of an earlier version with a new question', unfold({ action: 'send', args: '{}' }), 'forwardedProps.unfold.args'],
  ['a word that is not ours', unfold({ detatch: true }), 'forwardedProps.unfold.detatch'],
  ['detach that is text', unfold({ detach: 'yes' }), 'forwardedProps.unfold.detach'],
  ['an empty model', unfold({ model: '' }), 'forwardedProps.unfold.model'],
  ['a seq below nothing', unfold({ from: { runId: 'r0', seq: -1 } }), 'forwardedProps.unfold.from.seq'],
  ['a seq between two', unfold({ from: { runId: 'r0', seq: 1.5 } }), 'forwardedProps.unfold.from.seq'],
  ...['edit', 'regenerate', 'continue', 'retry-call', 'answer-now'].map((action): [string, unknown, string] => [
    `${action} without a run`,
    unfold({ from: { action } }),
    'forwardedProps.unfold.from.runId',
  ]),
  [
    'retry-call without a step',
    unfold({ from: { runId: 'r0', seq: 1, action: 'retry-call' } }),
    'forwardedProps.unfold.from.toolCallId',
  ],
  ...['', 'x'.repeat(81), 'a\u0000b', '\ud800', 7].map((toolCallId): [string, unknown, string] => [
    `the step ${JSON.stringify(toolCallId)}`,
    unfold({ from: { runId: 'r0', seq: 1, action: 'retry-call', toolCallId } }),
    'forwardedProps.unfold.from.toolCallId',
  ]),
  ...['', '{', '[1]', 'null', '"{}"', '7', "{'x': 1}", argsOfBytes(maxArgsBytes + 2), { x: 1 }, 7].map(
    (args): [string, unknown, string] => [
      `the arguments ${JSON.stringify(args).slice(0, 20)}`,
      unfold({ from: { runId: 'r0', seq: 1, action: 'retry-call', toolCallId: 'a', args } }),
      'forwardedProps.unfold.from.args',
    ],
  ),
  ...['edit', 'regenerate', 'continue', 'answer-now'].map((action): [string, unknown, string] => [
    `arguments with ${action}`,
    unfold({ from: { runId: 'r0', seq: 1, action, toolCallId: 'a', args: '{}' } }),
    'forwardedProps.unfold.from.args',
  ]),
])('refuses %s, naming the field', (_title, body, field) => {
  const refused = (() => {
    try {
      return parseRunInput(body)
    } catch (error) {
      return error
    }
  })()
  expect(refused).toMatchObject({ code: 'bad-request', field })
  expect(refused).toHaveProperty('message', expect.stringMatching(/^[\w.[\]]+ .+\.$/))
})

test('a question of 32 KiB of UTF-8 passes, one byte more does not', () => {
  expect(parseRunInput(asking('é'.repeat(16 * 1024))).question).toHaveLength(16 * 1024)
  expect(() => parseRunInput(asking(`${'é'.repeat(16 * 1024)}x`))).toThrow(
    expect.objectContaining({
      code: 'too-large',
      field: 'messages[0].content',
      message: 'This message is longer than 32 KB. Shorten it and try again.',
    }),
  )
})

test('whatever comes in is either taken or refused with a field, and never pollutes', () => {
  const mostly = fc.record(
    {
      threadId: fc.oneof(fc.constant('t1'), fc.anything()),
      runId: fc.oneof(fc.constant('r1'), fc.anything()),
      messages: fc.oneof(fc.constant([question]), fc.anything()),
      forwardedProps: fc.anything(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.anything(), mostly), (body) => {
      try {
        parseRunInput(body)
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
        expect(error).toHaveProperty('field', expect.any(String))
      }
      expect({}).not.toHaveProperty('polluted')
    }),
  )
})

test('an id of a path that cannot be one is not found', () => {
  expect(parseRunId('abc-DEF_1')).toBe('abc-DEF_1')
  expect(parseRunId('user%3A7%2Fa')).toBe('user:7/a')
  expect(parseRunId('100%')).toBe('100%')
  for (const text of ['..', 'a%00b', 'x'.repeat(201)])
    expect(() => parseRunId(text)).toThrow(expect.objectContaining({ code: 'not-found' }))
})
