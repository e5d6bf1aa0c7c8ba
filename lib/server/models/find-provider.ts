import { toModelLabel } from '@/lib/agent/models/label'
import { askForModels, readModelList } from '@/lib/agent/models/list-models'
import { openAiBaseUrl } from '@/lib/agent/models/openai-models'
import { readRefusal } from '@/lib/agent/models/read-refusal'
import { codesOf, forbiddenCodes } from '@/lib/net/guarded-agent'
import { AppError } from '@/lib/protocol/error'
import type { FoundProvider, OwnAddress } from '@/lib/protocol/own-provider'
import { providerOf } from './own-provider'

const patienceMs = 10_000

/** Whose key this is, by how it begins. Any other is sent nowhere: its owner's address is asked for. */
const addressesByKey: readonly [RegExp, string][] = [
  [/^sk-or-/, 'https://openrouter.ai/api/v1'],
  [/^gsk_/, 'https://api.groq.com/openai/v1'],
  [/^xai-/, 'https://api.x.ai/v1'],
  [/^AIza/, 'https://generativelanguage.googleapis.com/v1beta/openai'],
  [/^(sk|sess)-/, openAiBaseUrl],
]

/**
 * Finds the provider at an address that a person has typed, or whose key they have pasted, by asking for its models.
 * Throws `bad-request` whose field is `key` or `address` and whose sentence says what to mend there.
 */
export async function findProvider({ key, address }: OwnAddress, fetch: typeof globalThis.fetch): Promise<FoundProvider> {
  if (key === undefined && address === undefined) throw wrong('key', 'Paste a key, or the address of a server.')
  if (address === undefined && /^sk-ant-/.test(key ?? ''))
    throw wrong('key', 'Anthropic keys cannot be used here yet. To use an OpenAI-compatible gateway, enter its address.')
  const [first = '', ...others] = candidates(address, key)
  const host = new URL(first).host
  let answered: number | undefined
  for (const openaiBaseUrl of [first, ...others]) {
    const answer = await askForModels(
      { openaiBaseUrl, ...(key !== undefined && { openaiApiKey: key }) },
      { fetch, signal: AbortSignal.timeout(patienceMs) },
    ).catch((error: unknown) => {
      throw wrong('address', unreachable(host, error))
    })
    answered = answer.status
    if (answer.status === 401 || answer.status === 403) {
      throw wrong('key', key === undefined ? `${host} wants a key.` : `${host} did not accept this key.`)
    }
    // Gemini says so of a wrong key.
    if (answer.status === 400 && /api.?key/i.test(JSON.stringify(answer.body ?? '')))
      throw wrong('key', `${host} did not accept this key.`)
    const provider = providerOf(openaiBaseUrl)
    const ids = answer.status === 200 ? readModelList(answer.body, provider) : undefined
    if (ids) return { address: openaiBaseUrl, host, models: ids.map((id) => ({ id, label: toModelLabel(provider, id) })) }
  }
  if (answered === 429) throw wrong('address', `${host} is busy, or this key has no credit left. Try again in a moment.`)
  if (answered !== undefined && answered >= 500) throw wrong('address', `${host} failed (${answered}). Try again in a moment.`)
  throw wrong('address', `${host} answers, but lists no models there. Check the address: it often ends in “/v1”.`)
}

/** The addresses at which the list may be. People leave out the scheme and the path, or paste more of it than the base. */
function candidates(address: string | undefined, key: string | undefined): string[] {
  if (address === undefined) {
    const known = addressesByKey.find(([begins]) => begins.test(key ?? ''))?.[1]
    if (known === undefined) throw wrong('address', 'The provider cannot be told from this key. Enter its address too.')
    return [known]
  }
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.test(address)
    ? ''
    : /^(localhost|\[|\d+\.\d+\.\d+\.\d+)/i.test(address)
      ? 'http://'
      : 'https://'
  const text = scheme + address
  if (!URL.canParse(text)) throw wrong('address', 'This is not a valid address. An address looks like http://localhost:11434/v1.')
  const url = new URL(text)
  if (!['http:', 'https:'].includes(url.protocol)) throw wrong('address', 'The address must begin with http:// or https://.')
  if (url.username || url.password)
    throw wrong('address', 'The address must not contain a name or a password. Use the field for the key.')
  const path = url.pathname.replace(/\/(chat\/completions|models|responses)?\/*$/, '').replace(/\/+$/, '')
  const [as, under] = [path, `${path}/v1`].map((each) => `${url.origin}${each}${url.search}`)
  return (path === '' ? [under, as] : [as, under]).filter((each) => each !== undefined)
}

function unreachable(host: string, error: unknown): string {
  if (codesOf(error).includes('ERR_PRIVATE_ADDRESS')) {
    return `${host} is in a private network, which cannot be reached from here. Run the app on your own machine to use it.`
  }
  const forbidden = codesOf(error).find((code): code is keyof typeof forbiddenCodes => code in forbiddenCodes)
  if (forbidden) return `${host} could not be reached: ${forbiddenCodes[forbidden]}.`
  if (isTimeout(error)) return `${host} did not answer in time.`
  return readRefusal(error, 0)?.network?.replace('The model provider', host) ?? `${host} could not be reached.`
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError'

const wrong = (field: 'key' | 'address', message: string): AppError => new AppError('bad-request', { field, message })
