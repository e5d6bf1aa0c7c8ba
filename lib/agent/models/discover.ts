import { askForModels, readModelList } from './list-models'
import type { ModelChoice } from './provider'
import { readImageSupport, toImageSupport } from './sees-images'

/** Servers for models that people run on their own machine, by the port on which each listens unless told otherwise. */
const usualServers: ReadonlyMap<number, { id: string; label: string }> = new Map([
  [11434, { id: 'ollama', label: 'Ollama' }],
  [1234, { id: 'lmstudio', label: 'LM Studio' }],
  [8080, { id: 'llamacpp', label: 'llama.cpp' }],
  [8000, { id: 'vllm', label: 'vLLM' }],
])

/** The ports on which those servers listen by default, in the order in which they are offered. */
export const usualPorts: readonly number[] = [...usualServers.keys()]

/** How long a server that may not be there is waited for: half a second, in ticks. */
const ticks = 10
const tickMs = 50

/**
 * The chat models of the servers that listen on these ports of this machine, in the order of the ports. Only the loopback
 * address is asked, without a key, for half a second at most, all ports at once. Never rejects: who does not answer with
 * a list of models is not one of them.
 */
export async function discover(ports: readonly number[], fetch = globalThis.fetch): Promise<ModelChoice[]> {
  return (await Promise.all(ports.map((port) => modelsAt(port, fetch)))).flat()
}

async function modelsAt(port: number, fetch: typeof globalThis.fetch): Promise<ModelChoice[]> {
  const openaiBaseUrl = `http://127.0.0.1:${port}/v1`
  const patience = createPatience()
  const answer = await askForModels({ openaiBaseUrl }, { fetch, signal: patience.signal }).catch(() => undefined)
  patience.end()
  if (answer?.status !== 200) return []
  const { id: server, label } = usualServers.get(port) ?? { id: `local-${port}`, label: `port ${port}` }
  const imageSupport = readImageSupport(answer.body)
  return (readModelList(answer.body, 'compatible') ?? []).map((modelId) => ({
    id: `${server}:${modelId}`,
    modelId,
    label: `${shortName(modelId)} · ${label}`,
    provider: 'compatible',
    reach: { openaiBaseUrl },
    ...toImageSupport(imageSupport.get(modelId)),
  }))
}

/**
 * Time that this process really had. At the start of the app it is busy for longer than that, and a plain timer would
 * give up on an answer that is there and has only not been read.
 */
function createPatience(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  let left = ticks
  const timer = setInterval(() => {
    left -= 1
    if (left === 0) controller.abort()
  }, tickMs)
  return { signal: controller.signal, end: () => clearInterval(timer) }
}

/** llama.cpp names a model by its file. */
const shortName = (modelId: string): string =>
  modelId
    .slice(modelId.lastIndexOf('/') + 1)
    .replace(/\.gguf$/i, '')
    .replace(/:latest$/, '') || modelId
