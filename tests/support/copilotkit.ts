import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { vi } from 'vitest'
import { listen } from './listen'

export type GuestMessage = {
  id: string
  role: string
  content?: unknown
  toolCallId?: string
  toolCalls?: { id: string; function: { name: string; arguments: string } }[]
}
type GuestAgent = {
  threadId: string
  state: unknown
  messages: GuestMessage[]
  addMessage(message: GuestMessage): void
  setState(state: object): void
  abortRun(): void
  subscribe(subscriber: { onEvent?: (heard: { event: { type: string; [field: string]: unknown } }) => void }): {
    unsubscribe(): void
  }
}
type FrontendTool = {
  name: string
  description: string
  parameters: object
  handler: (args: unknown) => Promise<unknown>
}
type Suggestion = { title: string; message: string }

/** As much of `CopilotKitCore`, on which CopilotKit's React components stand, as is used here; its package is not among ours. */
type Core = {
  runtimeConnectionStatus: string
  getAgent(id: string): GuestAgent | undefined
  runAgent(options: { agent: GuestAgent }): Promise<unknown>
  stopAgent(options: { agent: GuestAgent }): void
  addTool(tool: FrontendTool): void
  addContext(context: { description: string; value: string }): string
  addSuggestionsConfig(config: { instructions: string; available: 'always' }): string
  reloadSuggestions(agentId: string): void
  getSuggestions(agentId: string): { suggestions: Suggestion[]; isLoading: boolean }
  subscribe(subscriber: { onError?: (failed: { error: Error; code: string }) => void }): unknown
}

const at = (path: string): string => join(import.meta.dirname, '../guests/node_modules', path)

/** `npm test` installs it; where only Vitest is run it may be missing, and what needs it is left out. */
export const hasCopilotKit = existsSync(at('@copilotkit/core/package.json'))

export type CopilotKit = {
  /** A page that has just been opened: CopilotKit's client in a new conversation. */
  open(headers?: Record<string, string>): Promise<{ core: Core; agent: GuestAgent; errors: string[] }>
  close(): Promise<void>
}

/** CopilotKit's runtime as a server of its own, as its users deploy it, with the app as its agent; and its client. */
export async function startCopilotKit(url: string): Promise<CopilotKit> {
  vi.stubEnv('COPILOTKIT_TELEMETRY_DISABLED', 'true')
  // Without one, CopilotKit's client takes itself for a server that renders, and asks for nothing.
  vi.stubGlobal('window', {})
  const [{ CopilotRuntime }, { createCopilotNodeListener }, { CopilotKitCore }, { HttpAgent }] = await Promise.all([
    import(at('@copilotkit/runtime/dist/v2/index.mjs')),
    import(at('@copilotkit/runtime/dist/v2/node.mjs')),
    import(at('@copilotkit/core/dist/index.mjs')),
    import(at('@ag-ui/client/dist/index.mjs')),
  ])
  const runtime = new CopilotRuntime({ agents: { default: new HttpAgent({ url: `${url}/api/runs` }) } })
  const server = createServer(createCopilotNodeListener({ runtime, basePath: '/copilotkit' }))
  const port = await listen(server)
  return {
    open: async (headers = {}) => {
      const core: Core = new CopilotKitCore({ runtimeUrl: `http://127.0.0.1:${port}/copilotkit`, headers })
      const errors: string[] = []
      core.subscribe({ onError: ({ code, error }) => void errors.push(`${code}: ${error.message}`) })
      const agent = await vi.waitUntil(() => core.getAgent('default'), { timeout: 10_000 })
      return { core, agent, errors }
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      vi.unstubAllGlobals()
    },
  }
}
