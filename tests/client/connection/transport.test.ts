import { describe, expect, test } from 'vitest'
import { toRunRequest } from '@/lib/client/api/run-request'
import { openRun } from '@/lib/client/connection/open-run'
import type { RunUpdate } from '@/lib/client/connection/read-connection'
import { createTransport } from '@/lib/client/connection/transport'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { toSseComment, toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import { createInstantSchedule, createTab, ManualClock } from '@/tests/support/clocks'
import { readFixture } from '@/tests/support/fixtures'

const runId = 'run_sums' as RunId
const request = toRunRequest({ threadId: 'th' as ThreadId, runId, messageId: 'q' as MessageId, question: '10 + 10?' })
/** One event a second. */
const events = readFixture('sums-in-order').map((event, index): NumberedEvent => ({ ...event, timestamp: index * 1_000 }))

const createStorage = () => {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
}

/** A server whose streams come as `[after how many ms, up to which event]`; polls give all up to where the run is. */
const createWay = ({
  stream,
  storage = createStorage(),
}: {
  stream: [number, number][]
  storage?: ReturnType<typeof createStorage>
}) => {
  const clock = new ManualClock()
  const tab = createTab()
  const asked: string[] = []
  const waits: number[] = []
  const transport = createTransport({
    now: clock.now,
    schedule: clock.schedule,
    visibility: tab.visibility,
    session: () => storage,
  })
  let sentSeq = 0
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 250) clock.advance(250)
  }
  const framesBetween = (after: number, until: number) =>
    events
      .slice(after, until)
      .map((event) => toSseFrame(event.seq, JSON.stringify(event)))
      .join('')
  const answer: typeof fetch = async (url, init) => {
    asked.push(`${init?.method ?? 'GET'} ${String(url)}`)
    const after = init?.method === 'POST' ? 0 : Number(new Headers(init?.headers).get('last-event-id'))
    if (String(url).endsWith('?wait=no')) {
      sentSeq += 3
      return new Response(toSseComment() + framesBetween(after, sentSeq))
    }
    const bursts = stream.values()
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const next = bursts.next()
          if (next.done) return controller.close()
          const [ms, until] = next.value
          pass(ms)
          controller.enqueue(new TextEncoder().encode(toSseComment() + framesBetween(Math.max(after, sentSeq), until)))
          sentSeq = until
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body)
  }
  const read = async (more: Partial<Parameters<typeof openRun>[0]> = {}) => {
    const instant = createInstantSchedule()
    const news: RunUpdate[] = []
    const options = { runId, request, fetch: answer, now: clock.now, schedule: instant.schedule, transport, random: () => 0 }
    for await (const one of openRun({ ...options, ...more })) news.push(one)
    waits.push(...instant.waits)
    return news
  }
  return { asked, clock, fetch: answer, read, storage, transport, waits }
}

const seqsOf = (news: RunUpdate[]) => news.flatMap((one) => (one.name === 'events' ? one.events.map(({ seq }) => seq) : []))
const toldOf = (news: RunUpdate[]) => news.filter(({ name }) => name === 'buffered').length
const allSeqs = events.map(({ seq }) => seq)
const inLumps: [number, number][] = [
  [4_000, 4],
  [4_000, 8],
  [60_000, events.length],
]

describe('a stream that comes in bursts', () => {
  test('is given up at once for polls, twice a second, and nothing is lost', async () => {
    const way = createWay({ stream: inLumps })
    const news = await way.read()
    expect(toldOf(news)).toBe(1)
    expect(seqsOf(news)).toEqual(allSeqs)
    expect(way.asked[0]).toBe('POST /api/runs')
    expect(new Set(way.asked.slice(1))).toEqual(new Set(['GET /api/runs/run_sums/events?wait=no']))
    expect(new Set(way.waits)).toEqual(new Set([500]))
    const linesLost = news.filter((one) => one.name === 'connection' && one.connection.name === 'reconnecting')
    expect(linesLost).toEqual([])
  })

  test('is not tried by later runs of the session; the next session finds out anew', async () => {
    const way = createWay({ stream: inLumps })
    await way.read()
    const later = createWay({ stream: inLumps, storage: way.storage })
    const news = await later.read()
    expect(later.asked[0]).toBe('POST /api/runs?wait=no')
    expect(seqsOf(news)).toEqual(allSeqs)
    expect(toldOf(news)).toBe(0)

    const next = createWay({ stream: inLumps })
    await next.read()
    expect(next.asked[0]).toBe('POST /api/runs')
  })

  test('that brings the run whole at its end is told, and the run is over', async () => {
    const way = createWay({ stream: [[events.length * 1_000, events.length]] })
    const news = await way.read()
    expect(toldOf(news)).toBe(1)
    expect(news.at(-1)?.name).toBe('events')
    expect(way.asked).toHaveLength(1)
    expect(way.transport.isBuffering()).toBe(true)
  })

  test('is remembered where the session keeps nothing, until the page is left', async () => {
    const blocked = {
      kept: new Map<string, string>(),
      getItem: () => {
        throw new Error('blocked')
      },
      setItem: () => {
        throw new Error('blocked')
      },
    }
    const way = createWay({ stream: inLumps, storage: blocked })
    await way.read()
    expect(way.transport.isBuffering()).toBe(true)
  })
})

describe('a stream that does not', () => {
  const asSent = events.map(({ seq }): [number, number] => [1_000, seq])

  test('is read to its end, and leaves no timer', async () => {
    const way = createWay({ stream: asSent })
    const news = await way.read()
    expect(toldOf(news)).toBe(0)
    expect(seqsOf(news)).toEqual(allSeqs)
    expect(way.asked).toHaveLength(1)
    expect(way.clock.pending).toEqual([])
    expect(way.storage.kept.size).toBe(0)
  })

  test('but replays all that was missed is no lump, however long one waited to join', async () => {
    const way = createWay({ stream: [[0, events.length]] })
    const slow: typeof fetch = async (url, init) => {
      for (let passed = 0; passed < 60_000; passed += 250) way.clock.advance(250)
      return way.fetch(url, init)
    }
    const news = await way.read({ request: undefined, fetch: slow })
    expect(toldOf(news)).toBe(0)
    expect(seqsOf(news)).toEqual(allSeqs)
  })
})

test('a server that waits for its database holds back itself, and says so', async () => {
  const way = createWay({ stream: inLumps })
  const degraded: typeof fetch = async (url, init) => {
    const response = await way.fetch(url, init)
    if (init?.method !== 'POST' || !response.body) return response
    const says = new TextEncoder().encode(toSseStatus({ recording: 'degraded' }))
    const reader = response.body.getReader()
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => controller.enqueue(says),
        async pull(controller) {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        },
      },
      { highWaterMark: 1 },
    )
    return new Response(body)
  }
  const news = await way.read({ fetch: degraded })
  expect(toldOf(news)).toBe(0)
  expect(seqsOf(news)).toEqual(allSeqs)
})
