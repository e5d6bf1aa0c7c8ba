import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toRunRequest } from '@/lib/client/api/run-request'
import { openRun } from '@/lib/client/connection/open-run'
import type { StreamSlots } from '@/lib/client/connection/stream-slots'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { toSseComment, toSseFrame } from '@/lib/protocol/sse'
import { streamOf } from '@/tests/support/bytes'
import { createInstantSchedule, createTab } from '@/tests/support/clocks'
import { readFixture } from '@/tests/support/fixtures'

const events = readFixture('sums-in-order')
const runId = 'run_sums' as RunId
const request = toRunRequest({ threadId: 'th' as ThreadId, runId, messageId: 'q' as MessageId, question: '10 + 10?' })

/** What happens at one connection: how many events come before it ends, whether it fails, whether there was a slot, what the tab does. */
const connection = fc.record({
  count: fc.integer({ min: 0, max: events.length }),
  fails: fc.boolean(),
  hasSlot: fc.boolean(),
  tab: fc.constantFrom('hide', 'show', 'stay'),
})

test('each event is read once, in order, whichever way the reader has to go, and every slot is given back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(connection, { maxLength: 12 }), fc.boolean(), async (connections, isJoined) => {
      const tab = createTab()
      let held = 0
      let at = -1
      const slots: StreamSlots = {
        take: async () => {
          if (connections[at + 1]?.hasSlot === false) return undefined
          held += 1
          return { release: () => (held -= 1) }
        },
      }
      const answer: typeof fetch = async (url, init) => {
        at += 1
        const { count = events.length, fails = false, tab: does = 'show' } = connections[at] ?? {}
        if (does === 'hide') tab.hide()
        if (does === 'show') tab.show()
        if (fails) throw new TypeError('fetch failed')
        const after = init?.method === 'POST' ? 0 : Number(new Headers(init?.headers).get('last-event-id'))
        const frames = events.slice(after, after + count).map((event) => toSseFrame(event.seq, JSON.stringify(event)))
        const body = streamOf([toSseComment('hello'), ...frames].map((frame) => new TextEncoder().encode(frame)))
        if (String(url).endsWith('?wait=no')) expect(held).toBe(0)
        return new Response(body)
      }
      const news = openRun({
        ...{ runId, fetch: answer, slots, visibility: tab.visibility, onWake: tab.onWake, random: () => 0, maxFirstTries: 99 },
        schedule: createInstantSchedule().schedule,
        ...(!isJoined && { request }),
      })
      const read: number[] = []
      for await (const one of news) if (one.name === 'events') read.push(...one.events.map(({ seq }) => seq))
      expect(read).toEqual(events.map(({ seq }) => seq))
      expect(held).toBe(0)
    }),
    { numRuns: 300 },
  )
})
