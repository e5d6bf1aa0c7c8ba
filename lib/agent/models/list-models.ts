import { z } from 'zod'
import { type EndpointSettings, toEndpoint } from './endpoint'
import type { ModelProvider } from './provider'

/** The answer to `GET /v1/models`, as far as it is looked at; what else providers put there tells chat models from others. */
const modelList = z.object({ data: z.array(z.looseObject({ id: z.string().min(1).max(200) })).max(5000) })
type Listed = z.infer<typeof modelList>['data'][number]

/**
 * The ids of the chat models in a provider's answer to `GET /v1/models`, or `undefined` where it is no such answer. What
 * is known not to chat is left out, by the fields of those that say so and else by its name. Of OpenAI, dated versions
 * are left out where the same model is there without a date, and the rest is in order of its names.
 */
export function readModelList(body: unknown, provider: ModelProvider['name']): string[] | undefined {
  // Together answers with the list itself.
  const parsed = modelList.safeParse(Array.isArray(body) ? { data: body } : body)
  if (!parsed.success) return undefined
  const ids = [...new Set(parsed.data.data.filter(mayChat).map(({ id }) => id.replace(/^models\//, '')))]
  if (provider !== 'openai') return ids
  const ours = ids.filter((id) => /^(gpt-|o\d|chatgpt-)/.test(id) && !notForChats.test(id))
  return ours.filter((id) => !ours.includes(id.replace(dated, '')) || !dated.test(id)).sort()
}

const dated = /-\d{4}-\d\d-\d\d$|-\d{4}$/
/** OpenAI's that speak, listen, draw or only complete text. */
const notForChats = /audio|realtime|transcribe|tts|image|instruct|search|live/

/** Names of models that turn text into numbers, sound or pictures, or judge it. */
const otherKinds =
  /embed|rerank|(^|[/-])(bge|gte|e5|minilm|nomic)-|whisper|(^|[-/_])(tts|asr)([-/_.\d]|$)|dall-e|stable-diffusion|(^|\/)flux|imagen|(^|[/-])veo-|sora|moderation|babbage|davinci|computer-use/i

function mayChat(model: Listed): boolean {
  const { type, capabilities, architecture } = traits.parse(model)
  if (typeof type === 'string' && otherTypes.has(type.toLowerCase())) return false
  if (capabilities?.completion_chat === false) return false
  const makes = architecture?.output_modalities
  if (makes && !makes.includes('text')) return false
  return !otherKinds.test(model.id)
}

/** Together and LM Studio tell a model's `type`, Mistral its `capabilities`, OpenRouter what comes out of it. */
const traits = z.object({
  type: z.unknown().optional(),
  capabilities: z
    .object({ completion_chat: z.boolean().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  architecture: z
    .object({ output_modalities: z.array(z.string()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
})
const otherTypes: ReadonlySet<string> = new Set([
  'embedding',
  'embeddings',
  'image',
  'audio',
  'rerank',
  'moderation',
  'transcribe',
  'video',
])

type Means = { fetch: typeof globalThis.fetch; signal: AbortSignal }
/** More bytes than this are no list of models. */
const maxListBytes = 4 * 1024 * 1024

/** `GET …/models`. Gives the response's status, and its body as JSON where it is that. Rejects where nobody answers. */
export async function askForModels(
  place: EndpointSettings,
  { fetch, signal }: Means,
): Promise<{ status: number; body: unknown }> {
  const { url, headers } = toEndpoint(place)
  const response = await fetch(url('models'), { signal, redirect: 'manual', headers: { accept: 'application/json', ...headers } })
  return { status: response.status, body: parse(await readBounded(response)) }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxListBytes) return ''
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // A page of some other program: it has no models.
  }
}
