import { nanoid } from 'nanoid'
import type { NumberedEvent, RunEventOf, RunEventType, RunId, ThreadId } from '@/lib/protocol/event'
import type { FollowUps } from '@/lib/protocol/follow-ups'
import { decodeSse } from '@/lib/protocol/sse'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { noticesIn } from './notices'
import { setUpApp } from './set-up-app'

/** What came of a question: the run as a person sees it, and its events. */
export type Asked = { run: RunView; events: NumberedEvent[]; runId: RunId }
export type Chat = {
  /** Asks over `POST /api/runs` and reads to the end, with the files that were added since. `onEvent` hears of each event as it comes; `unfold` are `forwardedProps`. */
  ask(question: string, onEvent?: (event: NumberedEvent, runId: RunId) => void, unfold?: object): Promise<Asked>
  stop(runId: RunId): Promise<void>
  /** Asks for follow-up questions to an answer, over `POST /api/runs/:id/follow-ups`. */
  followUps(runId: RunId): Promise<FollowUps>
  /** The chat as it is stored, over `GET /api/threads/:id`. */
  read(): Promise<StoredThread>
  rename(title: string): Promise<void>
  /** Adds a file to the chat, over `POST /api/threads/:id/documents`; gives its id. */
  addFile(name: string, content: string | Uint8Array): Promise<string>
}
export type Chats = { newChat(): Chat; close(): Promise<void> }

/**
 * The app from its routes down to the provider, in this process: a request to `POST /api/runs`, a store of its own, and the
 * environment as given. One at a time; what an app before it has learnt of a model is forgotten.
 */
export async function startChats(environment: Record<string, string>): Promise<Chats> {
  const { close } = setUpApp(environment)
  const { POST } = await import('@/app/api/runs/route')
  const { POST: stop } = await import('@/app/api/runs/[runId]/stop/route')

  const newChat = (): Chat => {
    const threadId = nanoid() as ThreadId
    /** Another version of an answer is to the same message. */
    const messageIds = new Map<string, string>()
    let cookie = ''
    let added: string[] = []
    const headers = () => ({ 'content-type': 'application/json', ...(cookie && { cookie }) })
    return {
      ask: async (question, onEvent, unfold = {}) => {
        const runId = nanoid() as RunId
        const messages = [{ id: messageIds.get(question) ?? nanoid(), role: 'user', content: question }]
        messageIds.set(question, messages[0]?.id ?? '')
        const files = added.length > 0 && { files: added }
        added = []
        const body = JSON.stringify({
          protocolVersion: '1.0',
          threadId,
          runId,
          messages,
          tools: [],
          context: [],
          state: {},
          forwardedProps: { unfold: { ...files, ...unfold } },
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
      followUps: async (runId) => {
        const { POST } = await import('@/app/api/runs/[runId]/follow-ups/route')
        const url = `http://localhost/api/runs/${runId}/follow-ups`
        const response = await POST(new Request(url, { method: 'POST', headers: headers() }), {
          params: Promise.resolve({ runId }),
        })
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
        return response.json()
      },
      read: async () => {
        const { GET } = await import('@/app/api/threads/[threadId]/route')
        const url = `http://localhost/api/threads/${threadId}`
        return (await GET(new Request(url, { headers: headers() }), { params: Promise.resolve({ threadId }) })).json()
      },
      addFile: async (name, content) => {
        const { POST } = await import('@/app/api/threads/[threadId]/documents/route')
        const url = `http://localhost/api/threads/${threadId}/documents?name=${encodeURIComponent(name)}`
        const request = new Request(url, { method: 'POST', headers: headers(), body: Buffer.from(content) })
        const response = await POST(request, { params: Promise.resolve({ threadId }) })
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
        cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? ''
        const { id } = (await response.json()).document
        added.push(id)
        return id
      },
      rename: async (title) => {
        const { PATCH } = await import('@/app/api/threads/[threadId]/route')
        const url = `http://localhost/api/threads/${threadId}`
        const body = JSON.stringify({ title })
        await PATCH(new Request(url, { method: 'PATCH', headers: headers(), body }), { params: Promise.resolve({ threadId }) })
      },
    }
  }
  return { newChat, close }
}

export const eventsOf = <T extends RunEventType>({ events }: Pick<Asked, 'events'>, type: T) =>
  events.filter((event): event is NumberedEvent & RunEventOf<T> => event.type === type)

/** But for those that only a slow machine causes. */
export const noticesOf = (asked: Pick<Asked, 'events'>) => noticesIn(asked.events).filter(({ code }) => code !== 'waiting')
