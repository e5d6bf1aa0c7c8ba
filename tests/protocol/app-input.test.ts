import { expect, test } from 'vitest'
import { parseRunInput } from '@/lib/protocol/run-input'

const choose = (name: unknown) => ({ toolChoice: { type: 'function', function: { name } } })
const question = { id: 'q', role: 'user', content: 'And now?' }
const read = (forwardedProps: unknown, messages: object[] = [question]) =>
  parseRunInput({ threadId: 't', runId: 'r', messages, tools: [{ name: 'paint', description: 'Paints.' }], forwardedProps }).app

test('a tool that the app has chosen is one of its own, and is not asked for again once it has been answered', () => {
  expect(read(choose('paint'))).toMatchObject({ chosen: 'paint' })
  for (const other of [undefined, null, { toolChoice: 'auto' }, choose('add'), choose(7)])
    expect(read(other)).not.toHaveProperty('chosen')
  const call = { id: 'c', type: 'function', function: { name: 'paint', arguments: '{}' } }
  const answered = [
    question,
    { id: 'a', role: 'assistant', toolCalls: [call] },
    { id: 'r', role: 'tool', toolCallId: 'c', content: 'ok' },
  ]
  expect(read(choose('paint'), answered)).not.toHaveProperty('chosen')
})
