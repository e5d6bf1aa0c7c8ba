// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import type { LucideIcon } from 'lucide-react'
import { afterEach, expect, test, vi } from 'vitest'
import { Chat } from '@/components/chat/chat'
import { preloadThread } from '@/components/thread/lazy-thread'
import { preloadParts } from '@/components/thread/thread'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { MessageId } from '@/lib/protocol/event'
import { chatWith, runIn, startedAt, threadId } from './chat-fixture'
import { createOpenChat } from './open-chat'

/** Icons stand in every button, so they tell which of them were drawn again. */
const drawn = vi.hoisted(() => ({ icons: 0 }))
vi.mock('lucide-react', async (original) => {
  const { createElement } = await import('react')
  const icons = await original<Record<string, LucideIcon>>()
  const counted = (Icon: LucideIcon) => (props: object) => {
    drawn.icons += 1
    return createElement(Icon, props)
  }
  return Object.fromEntries(Object.entries(icons).map(([name, icon]) => [name, /^[A-Z]/.test(name) ? counted(icon) : icon]))
})

afterEach(cleanup)

/** The same from word to word, as in a real chat. */
const queued: ChatState['queued'] = []

const answering = (text: string) => {
  const run = runIn(
    { name: 'answering' },
    { answer: { messageId: 'answer' as MessageId, kind: 'answer', text, state: 'writing', startedAt } },
  )
  return chatWith(run, { queued, live: { runId: run.runId, messageId: 'question-1' as MessageId } })
}

test('a word of the answer draws no button again', async () => {
  await preloadThread()
  await preloadParts()
  const chat = createOpenChat(threadId, answering('It'))
  const nothing = () => undefined
  render(
    <Chat
      chat={chat}
      isNew
      knownTitle=""
      menu={null}
      models={[]}
      modelId="demo"
      canBringOwn
      suggestions={[]}
      demoAnswersFrom="a built-in library"
      keepsHistory
      suggestsFollowUps
      isForgotten={false}
      isDeleted={false}
      onModel={nothing}
      onNewChat={nothing}
      onStarted={nothing}
    />,
  )
  await screen.findByText('It')
  const before = drawn.icons
  expect(before).toBeGreaterThan(0)
  for (const text of ['It would', 'It would be', 'It would be twenty.']) {
    act(() => chat.setState(answering(text)))
  }
  await screen.findByText(/twenty/)
  expect(drawn.icons).toBe(before)
})
