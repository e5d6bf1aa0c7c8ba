import type { ModelSettings } from './settings'

/** The routes of a server that speaks OpenAI's format, and the headers that open them. */
export type Endpoint = { url: (route: 'chat/completions' | 'embeddings' | 'models') => string; headers: Record<string, string> }

export type EndpointSettings = Pick<ModelSettings, 'openaiApiKey' | 'openaiHeaders'> & { openaiBaseUrl: string }

/**
 * The base address may have a query (`…/openai/v1?api-version=preview`), which all its routes then have, and may be given
 * as the address of a route. Azure is told by its host: there the key goes into a header of Azure's own, and an address
 * without a path means its OpenAI routes. Headers that were set win over ours.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference
 */
export function toEndpoint({ openaiApiKey, openaiBaseUrl, openaiHeaders = {} }: EndpointSettings): Endpoint {
  const base = new URL(openaiBaseUrl)
  const isAzure = azureHost.test(base.hostname)
  const path = base.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|embeddings|models)$/, '')
  const root = path === '' && isAzure ? '/openai/v1' : path
  const key: Record<string, string> =
    openaiApiKey === undefined ? {} : isAzure ? { 'api-key': openaiApiKey } : { authorization: `Bearer ${openaiApiKey}` }
  const own = Object.entries(openaiHeaders).map(([name, value]) => [name.toLowerCase(), value])
  return {
    url: (route) => `${base.origin}${root}/${route}${base.search}`,
    headers: { ...key, ...Object.fromEntries(own) },
  }
}

const azureHost = /\.(openai|cognitiveservices|services\.ai)\.azure\.(com|us|cn)$/
