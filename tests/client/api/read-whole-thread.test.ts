import { expect, test } from 'vitest'
import { readWholeThread } from '@/lib/client/api/read-whole-thread'
import type { ThreadId } from '@/lib/protocol/event'

/** A server with so many turns, in pages of three. */
const serverOf = (count: number) => {
  const ids = Array.from({ length: count }, (_, index) => `q${index}`)
  return async (input: string | URL | Request) => {
    const before = new URL(String(input), 'http://app').searchParams.get('before')
    const end = before === null ? count : ids.indexOf(before)
    const from = Math.max(0, end - 3)
    const turns = ids.slice(from, end).map((messageId) => ({ messageId, question: messageId, askedAt: 0, runs: [] }))
    return new Response(JSON.stringify({ threadId: 't', title: 'T', earlier: from, turns }))
  }
}

test.each([0, 1, 3, 4, 10])('a conversation of %i turns is read from its first to its last', async (count) => {
  const signal = new AbortController().signal
  const { turns, earlier } = await readWholeThread('t' as ThreadId, { fetch: serverOf(count), signal })
  expect(turns.map(({ messageId }) => messageId)).toEqual(Array.from({ length: count }, (_, index) => `q${index}`))
  expect(earlier).toBe(0)
})
