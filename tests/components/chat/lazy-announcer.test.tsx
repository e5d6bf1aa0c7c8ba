// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { LazyAnnouncer, LazyRunNotice } from '@/components/chat/lazy-announcer'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { MessageId } from '@/lib/protocol/event'
import { chatWith, runIn } from './chat-fixture'

vi.mock('@/components/ui/lazy-part', async (importOriginal) => {
  const { lazyPart } = await importOriginal<typeof import('@/components/ui/lazy-part')>()
  return {
    // Twice the network fails: as the page wants it, and at once again.
    lazyPart: <Props,>(load: () => Promise<React.ComponentType<Props>>) => {
      let asked = 0
      return lazyPart(() => {
        asked += 1
        return asked > 2 ? load() : Promise.reject(new TypeError('Failed to fetch'))
      })
    },
  }
})

afterEach(cleanup)

const run = runIn({ name: 'working' })
const working = chatWith(run, { live: { runId: run.runId, messageId: 'question-1' as MessageId } })

test('live regions whose code could not be fetched are asked for again when there is something to say', async () => {
  const { rerender } = render(<LazyAnnouncer state={chatWith(undefined)} />)
  await act(() => vi.dynamicImportSettled())
  expect(screen.queryByRole('status')).toBeNull()
  rerender(<LazyAnnouncer state={working} />)
  expect(await screen.findByRole('status')).toBeTruthy()
})

test('so is the notice above the composer', async () => {
  const nothing = () => undefined
  const actions = { reconnect: nothing, stop: nothing, dismissFailure: nothing, dismissBufferingNotice: nothing }
  const notice = (state: ChatState) => <LazyRunNotice state={state} isForgotten={false} actions={actions} onVersion={nothing} />
  const { rerender } = render(notice(working))
  await act(() => vi.dynamicImportSettled())
  rerender(notice({ ...working, connection: { name: 'offline' } }))
  expect((await screen.findByRole('group', { name: 'Notice' })).textContent).toContain('You are offline.')
})
