import { describe, expect, test } from 'vitest'
import type { ChatMessage } from './chat-request'
import { callTools, join, stream, think } from './replies'
import { OwnFields, refusalOf } from './request-rules'

const system: ChatMessage = { role: 'system', content: 'You add.' }
const user: ChatMessage = { role: 'user', content: 'What is 10 plus 10?' }
const call = (id = 'call_1', args = '{"x":10,"y":10}') => ({
  id,
  type: 'function',
  function: { name: 'add', arguments: args },
})
const calls = (...tool_calls: ReturnType<typeof call>[]): ChatMessage => ({ role: 'assistant', tool_calls })
const answer = (tool_call_id = 'call_1'): ChatMessage => ({ role: 'tool', tool_call_id, content: '20' })

const refused = (messages: object[], own?: OwnFields): string | undefined => {
  const refusal = refusalOf({ model: 'm', messages: messages as ChatMessage[] }, own)
  return refusal && JSON.parse(refusal.body).error.message
}

describe('what a strict server takes', () => {
  test.each<[string, ChatMessage[]]>([
    ['a question', [system, user]],
    ['a chat', [system, user, { role: 'assistant', content: '20' }, user]],
    ['a call with its answer', [system, user, calls(call()), answer()]],
    ['text beside a call', [system, user, { ...calls(call()), content: 'One sum.' }, answer()]],
    ['two calls, two turns', [user, calls(call('a'), call('b')), answer('b'), answer('a'), calls(call()), answer()]],
  ])('%s', (_title, messages) => expect(refused(messages)).toBeUndefined())

  test('fields that it sent itself', () => {
    const own = new OwnFields()
    own.learn(join(think('Well.'), callTools([{ name: 'add', args: {} }])))
    const named = { index: 0, id: 'a', extra_content: {}, function: { name: 'add', arguments: '{}' } }
    own.learn(stream([{ type: 'delta', delta: { tool_calls: [named] } }]))
    const turn = { ...calls({ ...call(), ...{ extra_content: {} } }), reasoning_content: 'Well.' }
    expect(refused([user, turn, answer()], own)).toBeUndefined()
    expect(refused([user, turn, answer()])).toMatch(/reasoning_content/)
  })
})

describe('what a strict server refuses', () => {
  test.each<[string, object[], RegExp]>([
    ['a call without an answer', [user, calls(call('a'), call('b')), answer('a')], /did not have response messages: b/],
    ['a question before the answer', [user, calls(call()), user], /did not have response messages/],
    ['an answer without a call', [user, answer()], /must be a response/],
    ['an answer to another call', [user, calls(call()), answer(), answer('call_2')], /same number|must be a response/],
    ['an answer twice', [user, calls(call()), answer(), answer()], /same number/],
    ['one id for two calls', [user, calls(call(), call()), answer()], /Duplicate/],
    ['arguments that are no JSON', [user, calls(call('a', '{"x": 1')), answer('a')], /not a valid JSON/],
    ['arguments that are no object', [user, calls(call('a', '"{}"')), answer('a')], /not a valid JSON object/],
    ['two questions in a row', [user, user], /alternate/],
    ['two assistant messages in a row', [user, calls(call()), answer(), calls(call('b')), answer('b'), system], /beginning/],
    [
      'an assistant message after another',
      [user, { role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }, user],
      /alternate/,
    ],
    ['an id of 41 characters', [user, calls(call('x'.repeat(41))), answer('x'.repeat(41))], /length 41/],
    ['the name of a tool on its answer', [user, calls(call()), { ...answer(), name: 'add' }], /'name' was unexpected/],
    ['empty text beside a call', [user, { ...calls(call()), content: '' }, answer()], /non-empty/],
    ['null beside a call', [user, { ...calls(call()), content: null }, answer()], /expected a string/],
    ['an empty list of calls', [user, { role: 'assistant', content: 'a', tool_calls: [] }, user], /empty array/],
    ['a field that it never sent', [user, { ...calls(call()), reasoning: 'Well.' }, answer()], /'reasoning' was unexpected/],
    [
      'a name with other characters',
      [user, calls({ ...call(), function: { name: 'add<|x|>', arguments: '{}' } }), answer()],
      /name/,
    ],
    ['an answer at the end', [user, { role: 'assistant', content: '20' }], /last role/],
    ['nothing', [], /empty/],
  ])('%s', (_title, messages, words) => expect(refused(messages)).toMatch(words))

  test('parameters that belong together', () => {
    const request = { model: 'm', messages: [user] }
    expect(refusalOf({ ...request, tool_choice: 'required' })?.body).toMatch(/tool_choice/)
    expect(refusalOf({ ...request, stream_options: { include_usage: true } })?.body).toMatch(/stream_options/)
  })
})
