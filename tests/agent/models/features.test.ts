import { expect, test } from 'vitest'
import { featuresOf, newFeatures } from '@/lib/agent/models/features'
import { AppError } from '@/lib/protocol/error'
import { createAgentModel } from '@/lib/server/models/agent-model'

const settings = { openaiApiKey: 'of-the-server', maxOutputTokens: 16_000, demoTokensPerSecond: 0 }
const own = (openaiApiKey: string) =>
  createAgentModel(
    {
      id: 'own:model',
      modelId: 'model',
      label: 'model',
      provider: 'compatible',
      isOwn: true,
      reach: { openaiBaseUrl: 'https://models.example/v1', openaiApiKey },
    },
    settings,
  )

test('what is refused to one visitor’s account says nothing of another’s, nor of the server’s', () => {
  Object.assign(own('key-one').features, { summaries: false, maxInputChars: 1000 })
  expect(own('key-one').features).toMatchObject({ summaries: false, maxInputChars: 1000 })
  expect(own('key-two').features).toEqual(newFeatures())
  expect(createAgentModel({ id: 'model', label: 'model', provider: 'compatible' }, settings).features).toEqual(newFeatures())
})

test('only so much is remembered as anybody asks for', () => {
  featuresOf('often asked').effort = false
  featuresOf('asked once').effort = false
  for (let n = 0; n < 1000; n += 1) {
    featuresOf(`model-${n}`)
    featuresOf('often asked')
  }
  expect(featuresOf('often asked').effort).toBe(false)
  expect(featuresOf('asked once').effort).toBe(true)
})

test('a key that was refused is told from an account that may not do this', () => {
  const { explain } = own('key-one')
  expect(explain?.(new AppError('model-key')).message).toBe(
    'The provider did not accept your key. Change it under “Use a real model”.',
  )
  const refused = new AppError('model-key', { message: 'The model provider refused access: “Country not supported”' })
  expect(explain?.(refused).message).toBe(refused.message)
})
