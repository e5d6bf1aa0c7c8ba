import { expect, test } from 'vitest'
import { featuresOf } from '@/lib/agent/models/features'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { readImageSupport, seesImages } from '@/lib/agent/models/sees-images'

const choiceOf = (id: string, provider: ModelChoice['provider'], more: Partial<ModelChoice> = {}): ModelChoice => ({
  id,
  label: id,
  provider,
  ...more,
})

test.each([
  ['gpt-5-mini', true],
  ['gpt-4o', true],
  ['gpt-4.1-nano', true],
  ['o3', true],
  ['o3-mini', false],
  ['gpt-3.5-turbo', false],
  ['gpt-4', false],
  ['something-new', undefined],
])('of OpenAI’s names: %s', (id, expected) => {
  expect(seesImages(choiceOf(id, 'openai'))).toBe(expected)
})

test('the demo model sees nothing, and another server’s model is tried unless its list or the operator says', () => {
  expect(seesImages(choiceOf('demo', 'demo'), true)).toBe(false)
  expect(seesImages(choiceOf('qwen3', 'compatible'))).toBeUndefined()
  expect(seesImages(choiceOf('qwen3', 'compatible', { seesImages: true }))).toBe(true)
  expect(seesImages(choiceOf('qwen3', 'compatible', { seesImages: true }), false)).toBe(false)
  expect(seesImages(choiceOf('own:gpt-4o', 'openai', { modelId: 'gpt-4o', isOwn: true }), false)).toBe(true)
})

test('what refused an image once is known to', () => {
  featuresOf('blind-model').refusesImages = true
  expect(seesImages(choiceOf('blind-model', 'compatible'))).toBe(false)
  expect(seesImages(choiceOf('blind-model', 'compatible'), true)).toBe(true)
})

test('providers say it in their lists, each in its way, and other shapes say nothing', () => {
  const data = [
    { id: 'a/sees', architecture: { input_modalities: ['text', 'image'] } },
    { id: 'b/reads', architecture: { input_modalities: ['text'] } },
    { id: 'pixtral', capabilities: { vision: true } },
    { id: 'mistral', capabilities: { vision: false } },
    { id: 'llama.gguf', capabilities: ['completion', 'multimodal'] },
    { id: 'qwen.gguf', capabilities: ['completion'] },
    { id: 'vl', type: 'vlm' },
    { id: 'models/gemini', type: 7, capabilities: 'x', architecture: 3 },
  ]
  const known = [
    ['a/sees', true],
    ['b/reads', false],
    ['pixtral', true],
    ['mistral', false],
    ['llama.gguf', true],
    ['vl', true],
  ]
  expect([...readImageSupport({ data })]).toEqual(known)
  expect([...readImageSupport(data)]).toEqual(known)
  expect([...readImageSupport('no list')]).toEqual([])
})
