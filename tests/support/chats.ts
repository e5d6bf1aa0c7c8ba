import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nanoid } from 'nanoid'
import { vi } from 'vitest'
import type { NumberedEvent, RunEventOf, RunEventType, RunId, ThreadId } from '@/lib/protocol/event'
import { decodeSse } from '@/lib/protocol/sse'
import { emptyRun, reduceRun } from '@/lib/view/reduce-run'
import type { RunView } from '@/lib/view/run-view'

/** What came of a question: the run as a person sees it, and its events. */
export type Asked = { run: RunView; events: NumberedEvent[]; runId: RunId }
export type Chat = {
  /** Asks over `POST /api/runs` and reads to the end. `onEvent` hears of each event as it comes; `unfold` are `forwardedProps`. */
  ask(question: string, onEvent?: (event: NumberedEvent, runId: RunId) => void, unfold?: object): Promise<Asked>
  stop(runId: RunId): Promise<void>
}
export type Chats = { newChat(): Chat; close(): Promise<void> }

/**
 * The app from its routes down to the provider, in this process: a request to `POST /api/runs`, a store of its own, and the
 * environment as given. One at a time; what an app before it has learnt of a model is forgotten.
 */
export async function startChats(environment: Record<string, string>): Promise<Chats> {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-chats-'))
  vi.resetModules()
  // `after` keeps a serverless function alive, and there is none here.
  vi.doMock('next/server', () => ({ after: () => undefined }))
  const outputs = [process.stdout, process.stderr].map((output) => vi.spyOn(output, 'write').mockReturnValue(true))
  const shared: typeof globalThis & { unfoldServices?: unknown; modelFeatures?: unknown } = globalThis
  delete shared.unfoldServices
  delete shared.modelFeatures
  const variables = { ...blank, DATA_DIR: folder, SEARCH: 'local', CONCURRENT_RUNS: '0', RUNS_PER_HOUR: '0', ...environment }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const { POST } = await import('@/app/api/runs/route')
  const { POST: stop } = await import('@/app/api/runs/[runId]/stop/route')
  const { services } = await import('@/lib/server/services')

  const newChat = (): Chat => {
    const threadId = nanoid() as ThreadId
    /** Another version of an answer is to the same message. */
    const messageIds = new Map<string, string>()
    let cookie = ''
    const headers = () => ({ 'content-type': 'application/json', ...(cookie && { cookie }) })
    return {
      ask: async (question, onEvent, unfold = {}) => {
        const runId = nanoid() as RunId
        const messages = [{ id: messageIds.get(question) ?? nanoid(), role: 'user', content: question }]
        messageIds.set(question, messages[0]?.id ?? '')
        const body = JSON.stringify({
          protocolVersion: '1.0',
          threadId,
          runId,
          messages,
          tools: [],
          context: [],
          state: {},
          forwardedProps: { unfold },
        })
        const response = await POST(new Request('http://localhost/api/runs', { method: 'POST', headers: headers(), body }))
        if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`)
        cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? ''
        const events: NumberedEvent[] = []
        for await (const { id, data } of decodeSse(response.body)) {
          if (id === undefined) continue
          const event: NumberedEvent = { ...JSON.parse(data), seq: Number(id) }
          events.push(event)
          onEvent?.(event, runId)
        }
        return { events, runId, run: events.reduce(reduceRun, emptyRun(runId, threadId, 0)) }
      },
      stop: async (runId) => {
        const url = `http://localhost/api/runs/${runId}/stop`
        await stop(new Request(url, { method: 'POST', headers: headers() }), { params: Promise.resolve({ runId }) })
      },
    }
  }
  return {
    newChat,
    close: async () => {
      await services().store.close()
      vi.unstubAllEnvs()
      for (const output of outputs) output.mockRestore()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The environment of whoever runs the tests has no say. */
const blank = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OPENAI_HEADERS: '', MODEL: '', MODELS: '', DATABASE_URL: '' }

export const eventsOf = <T extends RunEventType>({ events }: Pick<Asked, 'events'>, type: T) =>
  events.filter((event): event is NumberedEvent & RunEventOf<T> => event.type === type)

/** But for those that only a slow machine causes. */
export const noticesOf = (asked: Pick<Asked, 'events'>) =>
  eventsOf(asked, 'CUSTOM').flatMap(({ value }) => (value.code === 'waiting' ? [] : [value]))
