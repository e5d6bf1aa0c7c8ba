import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BufferingDetector, type BurstCount } from '@/lib/client/connection/buffering-detector'

/** One event on its way: sent by the server's clock (which is wrong by an hour), come by ours. */
type Sent = { sentAt: number; at: number; size?: number; isEnd?: boolean }
type Chunk = { at: number; since?: number; lostMs?: number; events: Sent[] }

const skew = 3_600_000
const start = 1_000_000

const eventOf = ({ sentAt, isEnd }: Sent) =>
  ({ type: isEnd ? 'RUN_FINISHED' : 'TEXT_MESSAGE_CONTENT', timestamp: sentAt + skew }) as const

const isFound = (chunks: Chunk[], count: BurstCount = { bursts: 0 }, opened?: number): boolean => {
  const detector = new BufferingDetector(count, start)
  if (opened !== undefined) detector.onOpen(opened)
  return chunks.some(({ at, since = 0, lostMs = 0, events }) =>
    detector.onChunk({ events: events.map(eventOf), at, awake: { since, lostMs } }),
  )
}

/** What comes in the same millisecond is one chunk. */
const toChunks = (events: Sent[]): Chunk[] => {
  const chunks: Chunk[] = []
  for (const event of events) {
    const last = chunks.at(-1)
    if (last?.at === event.at) last.events.push(event)
    else chunks.push({ at: event.at, events: [event] })
  }
  return chunks
}

/** Events sent these many ms apart, each a bit late, none before the one before it. */
const sendOver = (gaps: number[], latencies: number[] = [40]): Sent[] => {
  let sentAt = start
  let at = start
  return gaps.map((gap, index) => {
    sentAt += gap
    at = Math.max(at, sentAt + (latencies[index % latencies.length] ?? 0))
    return { sentAt, at, isEnd: index === gaps.length - 1 }
  })
}

const bufferFor = (events: Sent[], ms: number): Sent[] => {
  const end = events.at(-1)?.at ?? 0
  return events.map((event) => ({ ...event, at: Math.min(end, start + Math.ceil((event.at - start) / ms) * ms) }))
}

/** Passed on when the buffer is full, and at the end. */
const bufferUntil = (events: Sent[], bytes: number, size: number): Sent[] => {
  const each = Math.ceil(bytes / size)
  const flushes = events.filter((_, index) => (index + 1) % each === 0 || index === events.length - 1)
  return events.map((event, index) => ({ ...event, at: flushes[Math.floor(index / each)]?.at ?? event.at }))
}

const evenly = (periodMs: number, count: number): number[] => Array.from({ length: count }, () => periodMs)

describe('law: a line that passes on what it gets', () => {
  test('is never suspected, whatever is sent, with latencies that vary by less than 1.4 s', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20_000 })), {
          minLength: 1,
          maxLength: 200,
        }),
        fc.array(fc.integer({ min: 0, max: 1_400 }), { minLength: 1, maxLength: 50 }),
        (gaps, latencies) => {
          const count = { bursts: 0 }
          expect(isFound(toChunks(sendOver(gaps, latencies)), count)).toBe(false)
          expect(count.bursts).toBe(0)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('is never suspected when it replays a run to who joins it, in however many pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 1, maxLength: 200 }),
        fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 20 }),
        (gaps, pauses) => {
          const sent = sendOver(gaps)
          const opened = (sent.at(-1)?.at ?? 0) + 200
          let at = opened
          const chunks = pauses.map((pause, index) => {
            at += pause
            const size = Math.ceil(sent.length / pauses.length)
            return { at, events: sent.slice(index * size, (index + 1) * size) }
          })
          expect(isFound(chunks, { bursts: 0 }, opened)).toBe(false)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('law: a buffer is found out', () => {
  test('that passes on every N seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2_500, max: 30_000 }), (periodMs, bufferMs) => {
        const sent = sendOver(evenly(periodMs, Math.ceil((3 * bufferMs) / periodMs)))
        expect(isFound(toChunks(bufferFor(sent, bufferMs)))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('that passes on every N bytes, where they take long enough to gather', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 1_000 }),
        fc.integer({ min: 100, max: 800 }),
        fc.integer({ min: 2_000, max: 20_000 }),
        (periodMs, size, gatherMs) => {
          const each = Math.ceil(gatherMs / periodMs) + 1
          const sent = sendOver(evenly(periodMs, 3 * each))
          expect(isFound(toChunks(bufferUntil(sent, each * size, size)))).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('that passes on a run when it is over: at once where that is long, else with the next run', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 3_000 }), { minLength: 2, maxLength: 20 }), (gaps) => {
        const sent = sendOver(gaps)
        const end = sent.at(-1)?.at ?? 0
        fc.pre(end - (sent[0]?.at ?? 0) >= 1_500)
        const chunks = toChunks(sent.map((event) => ({ ...event, at: end })))
        const count = { bursts: 0 }
        const isLong = end - (sent[0]?.at ?? 0) >= 5_000
        expect(isFound(chunks, count)).toBe(isLong)
        expect(isFound(chunks, count)).toBe(true)
      }),
    )
  })
})

describe('a lump', () => {
  const lump = (at: number, ...ages: number[]): Chunk => ({ at, events: ages.map((age) => ({ sentAt: at - age, at })) })
  const firstLump = lump(start + 4_000, 3_000, 1_500, 0)
  const secondLump = lump(start + 8_000, 3_000, 1_500, 0)

  test('alone is nothing, a second one is proof', () => {
    expect(isFound([firstLump])).toBe(false)
    expect(isFound([firstLump, secondLump])).toBe(true)
  })

  test('may come in several chunks', () => {
    const inPieces = ({ at, events }: Chunk): Chunk[] => events.map((event, index) => ({ at: at + index * 20, events: [event] }))
    expect(isFound(inPieces(lump(start + 4_000, 4_000, 2_000, 1_000, 0)))).toBe(false)
    expect(isFound([...inPieces(firstLump), ...inPieces(secondLump)])).toBe(true)
  })

  test('on the line of the next run counts on', () => {
    const count = { bursts: 0 }
    expect(isFound([firstLump], count)).toBe(false)
    expect(isFound([firstLump], count)).toBe(true)
  })

  test('after which a silence ends when it was due was a stall of the network', () => {
    const prompt = lump(start + 8_000, 0)
    expect(isFound([firstLump, prompt, lump(start + 9_000, 0), lump(start + 13_000, 3_000, 0)])).toBe(false)
  })

  test('of a buffer that happens to hold one event only changes nothing', () => {
    // Sent 1.5 s after the last event of the first lump, come 4 s after it.
    expect(isFound([firstLump, lump(start + 8_000, 2_500), lump(start + 12_000, 3_500, 0)])).toBe(true)
  })

  test('is still one of two when words came as they were written in between: a buffer that is full passes them on, too', () => {
    const words = Array.from({ length: 20 }, (_, index) => lump(start + 5_000 + index * 100, 0))
    expect(isFound([firstLump, ...words, lump(start + 11_000, 3_000, 0)])).toBe(true)
  })

  test('however long is not enough alone while the run goes on, or where more came before it', () => {
    const long = lump(start + 20_000, 12_000, 6_000, 0)
    const last = { ...long, events: long.events.map((event, index) => ({ ...event, isEnd: index === 2 })) }
    expect(isFound([long])).toBe(false)
    expect(isFound([lump(start + 100, 0), last])).toBe(false)
    expect(isFound([last])).toBe(true)
  })

  test('takes a moment; words that flow for seconds after a silence are none', () => {
    const flow = (from: number) => Array.from({ length: 100 }, (_, index) => lump(from + index * 40, 0))
    expect(isFound([...flow(start + 4_000), ...flow(start + 14_000)])).toBe(false)
  })

  test('after a pause of ours is none: asleep or hidden, until just before it came', () => {
    const asleep = (chunk: Chunk, awakeMs: number): Chunk => ({ ...chunk, since: chunk.at - awakeMs })
    expect(isFound([asleep(firstLump, 10), asleep(secondLump, 10)])).toBe(false)
    // The network of a laptop comes back some time after the laptop.
    expect(isFound([asleep(firstLump, 2_000), asleep(secondLump, 2_000)])).toBe(false)
    expect(isFound([asleep(firstLump, 3_900), asleep(secondLump, 3_900)])).toBe(true)
  })

  test('that may have waited for our own main thread is none; of a longer one only that is left out', () => {
    const blocked = (lostMs: number) => [
      { ...firstLump, lostMs },
      { ...secondLump, lostMs: 2 * lostMs },
    ]
    expect(isFound(blocked(1_600))).toBe(false)
    expect(isFound(blocked(1_500))).toBe(true)
    // It was blocked before, and not since.
    expect(isFound([...blocked(1_600), { ...lump(start + 12_000, 3_000, 0), lostMs: 3_200 }])).toBe(false)
    expect(isFound([firstLump, { ...lump(start + 4_100), lostMs: 2_000 }, { ...secondLump, lostMs: 2_000 }])).toBe(true)
  })

  test('that a comment broke the silence of is none: the line was alive', () => {
    const comment = (at: number): Chunk => ({ at, events: [] })
    expect(isFound([comment(start + 3_800), firstLump, comment(start + 7_800), secondLump])).toBe(false)
    // One that was held back with it is a part of it.
    expect(isFound([comment(start + 3_980), firstLump, comment(start + 7_980), secondLump])).toBe(true)
  })
})
