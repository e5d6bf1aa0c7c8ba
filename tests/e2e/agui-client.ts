import { randomUUID } from 'node:crypto'
import { type BaseEvent, HttpAgent } from '@ag-ui/client'
import { HttpAgent as OldHttpAgent } from 'ag-ui-client-0'
import { checkFrames } from '@/tests/support/raw-frames'

/** The official clients that people have; what is used of them here is the same in both. */
export const clientVersions = ['1.0.0', '0.0.59'] as const
export type ClientVersion = (typeof clientVersions)[number]

const clients: Record<ClientVersion, typeof HttpAgent> = {
  '1.0.0': HttpAgent,
  '0.0.59': OldHttpAgent as unknown as typeof HttpAgent,
}

type ClientOptions = { version: ClientVersion; url: string; headers?: Record<string, string>; threadId?: string }

/** An official client in one conversation, with all that it heard and all that came on the line. */
export function createClient({ version, url, headers = {}, threadId = randomUUID() }: ClientOptions) {
  const events: BaseEvent[] = []
  const bodies: Promise<string>[] = []
  const keepBody: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    // What was on its way when the client hung up is nobody's.
    const body = response.clone().text()
    if (response.ok) bodies.push(body.catch(() => ''))
    return response
  }
  const agent = new clients[version]({ url: `${url}/api/runs`, threadId, headers, fetch: keepBody as HttpAgent['fetch'] })
  agent.subscribe({ onEvent: ({ event }) => void events.push(event) })
  const run = (parameters?: Parameters<HttpAgent['runAgent']>[0]) => agent.runAgent({ runId: randomUUID(), ...parameters })
  return {
    agent,
    events,
    run,
    ask: (content: string, parameters?: Parameters<HttpAgent['runAgent']>[0]) => {
      agent.addMessage({ id: randomUUID(), role: 'user', content })
      return run(parameters)
    },
    types: () => events.map(({ type }) => String(type)),
    /** The events as they stood on the line, each valid by the protocol's own schema. Rejects for one that is not. */
    raw: async () => (await Promise.all(bodies)).flatMap(checkFrames),
  }
}

/** What the client says while `act` goes on: it warns of what it had to mend or to leave out. */
export async function complaintsOf(act: () => Promise<void>): Promise<string[]> {
  const { warn, error } = console
  const said: string[] = []
  const keep = (...words: unknown[]) => void said.push(words.map(String).join(' '))
  Object.assign(console, { warn: keep, error: keep })
  try {
    await act()
  } finally {
    Object.assign(console, { warn, error })
  }
  return said
}
