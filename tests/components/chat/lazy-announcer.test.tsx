// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { AnnouncerProps } from '@/components/chat/announcer'
import { LazyAnnouncer } from '@/components/chat/lazy-announcer'
import type { MessageId } from '@/lib/protocol/event'
import { chatWith, runIn } from './chat-fixture'

const part = vi.hoisted(() => ({ asked: 0 }))
vi.mock('@/components/ui/lazy-part', async (importOriginal) => {
  const { lazyPart } = await importOriginal<typeof import('@/components/ui/lazy-part')>()
  return {
    // Twice the network fails: as the page wants it, and at once again.
    lazyPart: (load: () => Promise<React.ComponentType<AnnouncerProps>>) =>
      lazyPart(() => {
        part.asked += 1
        return part.asked > 2 ? load() : Promise.reject(new TypeError('Failed to fetch'))
      }),
  }
})

afterEach(cleanup)

test('live regions whose code could not be fetched are asked for again when there is something to say', async () => {
  const { rerender } = render(<LazyAnnouncer state={chatWith(undefined)} />)
  await vi.waitFor(() => expect(part.asked).toBe(2))
  expect(screen.queryByRole('status')).toBeNull()
  const run = runIn({ name: 'working' })
  rerender(<LazyAnnouncer state={chatWith(run, { live: { runId: run.runId, turnId: 'question-1' as MessageId } })} />)
  expect(await screen.findByRole('status')).toBeTruthy()
})
