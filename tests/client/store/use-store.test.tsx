// @vitest-environment happy-dom
import { act, render } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import type { ChatSession } from '@/lib/client/chat/chat-state'
import { createChat } from '@/lib/client/chat/create-chat'
import { useStore } from '@/lib/client/store/use-store'
import type { ThreadId } from '@/lib/protocol/event'

const Questions = ({ chat }: { chat: ChatSession }) =>
  useStore(chat).thread.turns.map((turn) => <p key={turn.messageId}>{turn.question}</p>)

test('a question is on the page in the same task in which it was sent; nothing is fetched before that', async () => {
  const asked: unknown[] = []
  const fetch = (input: unknown) => {
    asked.push(input)
    return new Promise<Response>(() => undefined)
  }
  const chat = createChat({ threadId: 'th' as ThreadId, isNew: true, fetch })
  expect(renderToString(<Questions chat={chat} />)).toBe('')
  const { container } = render(<Questions chat={chat} />)
  expect(asked).toEqual([])
  act(() => chat.send('What is 10 + 10?'))
  expect(container.textContent).toBe('What is 10 + 10?')
  await act(() => vi.waitFor(() => expect(asked).toEqual(['/api/runs']), 10_000))
})
