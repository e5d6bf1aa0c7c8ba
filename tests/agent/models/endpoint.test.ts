import { expect, test } from 'vitest'
import { toEndpoint } from '@/lib/agent/models/endpoint'

test.each([
  ['http://localhost:11434/v1', 'http://localhost:11434/v1/chat/completions'],
  ['http://localhost:11434/v1/', 'http://localhost:11434/v1/chat/completions'],
  ['http://localhost:8080', 'http://localhost:8080/chat/completions'],
  ['https://x.example.com/openai/v1?api-version=preview', 'https://x.example.com/openai/v1/chat/completions?api-version=preview'],
  ['https://x.example.com/v1/chat/completions', 'https://x.example.com/v1/chat/completions'],
  ['https://me.openai.azure.com', 'https://me.openai.azure.com/openai/v1/chat/completions'],
  ['https://me.openai.azure.com/openai/v1/', 'https://me.openai.azure.com/openai/v1/chat/completions'],
  [
    'https://me.openai.azure.com/openai/deployments/mine?api-version=2024-10-21',
    'https://me.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2024-10-21',
  ],
  ['https://me.services.ai.azure.com/openai/v1', 'https://me.services.ai.azure.com/openai/v1/chat/completions'],
])('%s is asked at %s', (openaiBaseUrl, url) => {
  expect(toEndpoint({ openaiBaseUrl }).url('chat/completions')).toBe(url)
})

test('the models are listed beside the chat route', () => {
  const { url } = toEndpoint({ openaiBaseUrl: 'https://x.example.com/v1?api-version=preview' })
  expect(url('models')).toBe('https://x.example.com/v1/models?api-version=preview')
})

test.each<[string, Parameters<typeof toEndpoint>[0], Record<string, string>]>([
  ['no key', { openaiBaseUrl: 'http://localhost/v1' }, {}],
  ['a key', { openaiBaseUrl: 'http://localhost/v1', openaiApiKey: 'k' }, { authorization: 'Bearer k' }],
  ['a key of Azure', { openaiBaseUrl: 'https://me.openai.azure.com', openaiApiKey: 'k' }, { 'api-key': 'k' }],
  [
    'not of one that looks like it',
    { openaiBaseUrl: 'https://azure.com.example', openaiApiKey: 'k' },
    { authorization: 'Bearer k' },
  ],
  [
    'headers of one’s own, which win',
    { openaiBaseUrl: 'http://localhost/v1', openaiApiKey: 'k', openaiHeaders: { Authorization: 'Basic x', 'X-Team': 'docs' } },
    { authorization: 'Basic x', 'x-team': 'docs' },
  ],
])('headers: %s', (_title, settings, headers) => {
  expect(toEndpoint(settings).headers).toEqual(headers)
})
