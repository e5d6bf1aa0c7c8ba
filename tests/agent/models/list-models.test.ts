import { expect, test } from 'vitest'
import { readModelList } from '@/lib/agent/models/list-models'

const listOf = (...data: unknown[]) => ({ object: 'list', data })
const ids = (...names: string[]) => listOf(...names.map((id) => ({ id, object: 'model' })))

test('of OpenAI the models that chat, without the dated twins, in order', () => {
  const body = ids(
    'text-embedding-3-large',
    'o4-mini',
    'gpt-5-mini-2025-08-07',
    'gpt-5-mini',
    'gpt-4o-2024-05-13',
    'gpt-4o-audio-preview',
    'gpt-4o-realtime-preview',
    'gpt-4o-transcribe',
    'gpt-image-1',
    'gpt-3.5-turbo-instruct',
    'tts-1-hd',
    'whisper-1',
    'dall-e-3',
    'omni-moderation-latest',
    'sora-2',
    'babbage-002',
  )
  expect(readModelList(body, 'openai')).toEqual(['gpt-4o-2024-05-13', 'gpt-5-mini', 'o4-mini'])
})

test('of a server of one’s own all but what is known not to chat, in its order', () => {
  const body = ids('qwen3:8b', 'nomic-embed-text:latest', 'bge-m3', 'llama3.2:latest', 'gpt-oss:20b', 'whisper-large-v3', 'flux')
  expect(readModelList(body, 'compatible')).toEqual(['qwen3:8b', 'llama3.2:latest', 'gpt-oss:20b'])
})

test.each([
  [
    'LM Studio and Together say the type',
    listOf({ id: 'a', type: 'embeddings' }, { id: 'b', type: 'llm' }, { id: 'c', type: 'chat' }),
    ['b', 'c'],
  ],
  [
    'Mistral says what it can do',
    listOf({ id: 'a', capabilities: { completion_chat: false } }, { id: 'b', capabilities: { completion_chat: true } }),
    ['b'],
  ],
  [
    'OpenRouter says what comes out of it',
    listOf(
      { id: 'a/x', architecture: { output_modalities: ['image'] } },
      { id: 'b/y', architecture: { output_modalities: ['text'] } },
    ),
    ['b/y'],
  ],
  ['fields of another shape say nothing', listOf({ id: 'a', type: 7, capabilities: ['x'], architecture: 'llama' }), ['a']],
  ['a list by itself', [{ id: 'a', type: 'chat' }], ['a']],
  ['Gemini puts a word before', ids('models/gemini-2.5-flash', 'models/text-embedding-004'), ['gemini-2.5-flash']],
  ['twice is once', ids('a', 'a'), ['a']],
  ['none', ids(), []],
])('%s', (_title, body, expected) => {
  expect(readModelList(body, 'compatible')).toEqual(expected)
})

test.each([undefined, null, 'ok', {}, { data: {} }, { data: [{ name: 'x' }] }, { data: [{ id: '' }] }])(
  '%j is no list of models',
  (body) => {
    expect(readModelList(body, 'compatible')).toBeUndefined()
  },
)
