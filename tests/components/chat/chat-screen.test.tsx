// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { ChatScreen } from '@/components/chat/chat-screen'
import { ChatShell } from '@/components/chat/chat-shell'
import { goTo } from '@/components/context/address'
import { preloadThread } from '@/components/thread/lazy-thread'
import { createStore, type ValueStore } from '@/lib/client/store/create-store'
import { useStore } from '@/lib/client/store/use-store'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { readFixture } from '@/tests/support/fixtures'

const stored = (threadId: string, upTo?: number): StoredThread => ({
  threadId: threadId as ThreadId,
  title: `Chat ${threadId}`,
  earlier: 0,
  turns: [
    {
      messageId: `q_${threadId}` as MessageId,
      question: 'Take 10 plus 10',
      askedAt: 1,
      runs: [
        {
          runId: 'run_sums' as RunId,
          model: { id: 'demo', label: 'Demo model' },
          events: readFixture('sums-in-order').slice(0, upTo),
          ended: upTo === undefined,
        },
      ],
    },
  ],
})

const hasTurnsOf = async (name: string): Promise<void> => {
  await screen.findByRole('heading', { level: 1, name: `Chat ${name}` })
  await screen.findByRole('heading', { level: 2 })
}

/** What the page reads from the API, but for the list of conversations and the models. */
let asked: string[]
let root: Root | undefined
beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const { pathname } = new URL(input, 'http://localhost')
    if (pathname === '/api/threads') return Response.json({ threads: [] })
    if ((init?.method ?? 'GET') === 'GET')
      asked.push(`${pathname} ${new Headers(init?.headers).get('last-event-id') ?? ''}`.trim())
    if (pathname.startsWith('/api/threads/')) return Response.json(stored(pathname.split('/').at(-1) ?? ''))
    return new Promise<Response>(() => undefined)
  })
})
afterEach(() => {
  act(() => root?.unmount())
  cleanup()
  document.body.replaceChildren()
  history.replaceState(null, '', '/')
  vi.unstubAllGlobals()
})

/** As React hands a promise of the server over: it can be awaited, but its `then` returns nothing. */
const sent = <T,>(value: Promise<T>): Promise<T> => {
  const then: Promise<T>['then'] = (onValue, onError) => void value.then(onValue, onError) as never
  return { then } as Promise<T>
}

const LatePage = (page: ValueStore<ReactNode>) => useStore(page)

/** The page as the server has drawn it, and as the browser takes it over. */
const open = (path: string, page: ReactNode): void => {
  const app = (
    <ChatShell
      path={path}
      offer={{ models: [], defaultModelId: 'demo', canBringOwn: false }}
      keptModelId={undefined}
      suggestions={[]}
      demoAnswersFrom="a built-in library"
      keepsHistory
      suggestsFollowUps={false}
      isSidebarHidden={false}
    >
      {page}
    </ChatShell>
  )
  history.replaceState(null, '', path)
  const container = document.createElement('div')
  container.innerHTML = renderToString(app)
  document.body.append(container)
  act(() => {
    root = hydrateRoot(container, app, { onRecoverableError: (error) => expect.fail(String(error)) })
  })
}

test('a page has its header and message field before its turns, which come with it: nothing is asked for them', async () => {
  await preloadThread()
  let send = (_json: string) => {}
  const thread = new Promise<string>((resolve) => {
    send = resolve
  })
  open('/chat/one', <ChatScreen path="/chat/one" title="Chat one" modelId="demo" thread={sent(thread)} />)
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Chat one')
  expect(screen.getByRole('textbox', { name: 'Message' })).toBeTruthy()
  expect(screen.queryByRole('heading', { level: 2 })).toBeNull()
  await act(async () => send(JSON.stringify(stored('one'))))
  await hasTurnsOf('one')
  expect(asked).toEqual([])
})

test('a run under way comes with the page as far as it went, and its stream is asked for from there', async () => {
  await preloadThread()
  open(
    '/chat/one',
    <ChatScreen path="/chat/one" title="Chat one" thread={sent(Promise.resolve(JSON.stringify(stored('one', 20))))} />,
  )
  await hasTurnsOf('one')
  await vi.waitFor(() => expect(asked).toEqual(['/api/runs/run_sums/events 20']))
})

test('turns that do not come with the page are asked for', async () => {
  await preloadThread()
  open('/chat/one', <ChatScreen path="/chat/one" thread={sent(Promise.reject(new Error('Connection closed.')))} />)
  await hasTurnsOf('one')
  expect(asked).toEqual(['/api/threads/one'])
})

test('a chat that cannot be read is not shown as a new one, and can be read again', async () => {
  await preloadThread()
  const answers = globalThis.fetch
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) =>
    new URL(input, 'http://localhost').pathname === '/api/threads/one'
      ? new Response(null, { status: 500 })
      : answers(input, init),
  )
  open(
    '/chat/one',
    <ChatScreen path="/chat/one" title="Chat one" thread={sent(Promise.reject(new Error('Connection closed.')))} />,
  )
  const again = await screen.findByRole('button', { name: 'Try again' })
  expect(screen.queryByRole('heading', { name: 'What should we work out?' })).toBeNull()
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Chat one')
  vi.stubGlobal('fetch', answers)
  await userEvent.click(again)
  await hasTurnsOf('one')
})

test('a page that comes to life after its shell still brings its turns', async () => {
  await preloadThread()
  const page = createStore<ReactNode>(null)
  open('/chat/one', <LatePage {...page} />)
  await new Promise(setImmediate)
  act(() =>
    page.setState(<ChatScreen path="/chat/one" title="Chat one" thread={sent(Promise.resolve(JSON.stringify(stored('one'))))} />),
  )
  await hasTurnsOf('one')
  expect(asked).toEqual([])
})

test('another chat is read when it is opened, under the same sidebar; the one before is there at once', async () => {
  await preloadThread()
  open(
    '/chat/one',
    <ChatScreen path="/chat/one" title="Chat one" thread={sent(Promise.resolve(JSON.stringify(stored('one'))))} />,
  )
  await hasTurnsOf('one')
  const sidebar = screen.getByRole('navigation')
  act(() => goTo('/chat/two'))
  await hasTurnsOf('two')
  act(() => goTo('/chat/one'))
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Chat one')
  expect(screen.getByRole('heading', { level: 2 })).toBeTruthy()
  expect(screen.getByRole('navigation')).toBe(sidebar)
  expect(asked.filter((path) => path.endsWith('/two'))).toHaveLength(1)
})

test('a page that comes after the person went on to another chat gives that chat nothing', async () => {
  await preloadThread()
  const page = createStore<ReactNode>(null)
  open('/chat/one', <LatePage {...page} />)
  act(() => {
    goTo('/chat/two')
    page.setState(<ChatScreen path="/chat/one" thread={sent(Promise.resolve(JSON.stringify(stored('one'))))} />)
  })
  await hasTurnsOf('two')
  expect(asked).toContain('/api/threads/two')
})

test('a chat that another tab deletes says so and what to do, whichever is on screen, and is read again when it is brought back', async () => {
  await preloadThread()
  open(
    '/chat/one',
    <ChatScreen path="/chat/one" title="Chat one" thread={sent(Promise.resolve(JSON.stringify(stored('one'))))} />,
  )
  await hasTurnsOf('one')
  act(() => goTo('/chat/two'))
  await hasTurnsOf('two')
  const other = new BroadcastChannel('unfold-chats')
  onTestFinished(() => other.close())
  const gone = { name: 'This chat was deleted in another tab.' }
  for (const threadId of ['one', 'two']) other.postMessage({ threadId, what: 'deleted' })
  const heading = await screen.findByRole('heading', gone)
  expect(document.activeElement).toBe(heading)
  expect(screen.getByText(/Undo in that tab/)).toBeTruthy()
  await vi.waitFor(() => expect(document.title).toBe('Unfold'))
  await vi.waitFor(() => expect(screen.getAllByText(gone.name).length).toBe(2)) // Its heading, and the live region.
  expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull()
  act(() => goTo('/chat/one'))
  expect(screen.getByRole('heading', gone)).toBeTruthy()
  asked = []
  other.postMessage({ threadId: 'one', what: 'restored' })
  await hasTurnsOf('one')
  expect(asked).toEqual(['/api/threads/one'])
})

test('the only chat of this tab that another tab deletes and brings back is read again too', async () => {
  await preloadThread()
  open(
    '/chat/one',
    <ChatScreen path="/chat/one" title="Chat one" thread={sent(Promise.resolve(JSON.stringify(stored('one'))))} />,
  )
  await hasTurnsOf('one')
  const other = new BroadcastChannel('unfold-chats')
  onTestFinished(() => other.close())
  other.postMessage({ threadId: 'one', what: 'deleted' })
  await screen.findByRole('heading', { name: 'This chat was deleted in another tab.' })
  other.postMessage({ threadId: 'one', what: 'restored' })
  await hasTurnsOf('one')
})

test('an address without a chat says so, also in the title of the tab, and another chat can be opened from there', async () => {
  await preloadThread()
  document.title = 'Another chat · Unfold'
  open('/chat/nowhere', <ChatScreen path="/chat/nowhere" unknown="missing" />)
  expect(screen.getByRole('heading', { name: 'This chat does not exist or was deleted.' })).toBeTruthy()
  expect(screen.getByRole('navigation')).toBeTruthy()
  await vi.waitFor(() => expect(document.title).toBe('Unfold'))
  act(() => goTo('/chat/two'))
  await hasTurnsOf('two')
})
