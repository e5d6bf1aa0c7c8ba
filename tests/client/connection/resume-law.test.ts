import { beforeAll, describe, expect, test } from 'vitest'
import { openRun } from '@/lib/client/connection/open-run'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { decodeSse, decodeSseChunks, toSseComment } from '@/lib/protocol/sse'
import type { SseFrame } from '@/lib/protocol/sse-parser'
import { toWire } from '@/lib/protocol/wire'
import { storedLog } from '@/lib/run-log/stored-log'
import { toStream } from '@/lib/run-log/to-stream'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { streamOf } from '@/tests/support/bytes'
import { createInstantSchedule } from '@/tests/support/clocks'
import { collect } from '@/tests/support/collect'
import { recordRuns } from '@/tests/support/recorded-runs'
import { seeded } from '@/tests/support/seeded'

const runId = 'run' as RunId
const view = (events: NumberedEvent[]) => events.reduce(reduceRun, emptyRun(runId, 'thread' as ThreadId, 0))
const stored = (events: NumberedEvent[]) => events.map((event) => ({ seq: event.seq, json: JSON.stringify(event) }))
const whole = async (events: NumberedEvent[], after: number): Promise<Uint8Array> =>
  new Uint8Array(await new Response(toStream(storedLog(runId, stored(events)), { after })).arrayBuffer())
const toEvents = (frames: SseFrame[]): NumberedEvent[] => frames.map(({ id, data }) => ({ ...JSON.parse(data), seq: Number(id) }))
const sent = (events: NumberedEvent[]): string[] => stored(events).map(({ json }) => toWire(json))

describe('resuming a stream that was cut anywhere gives the view of one that was not', () => {
  let runs: NumberedEvent[][]
  beforeAll(async () => {
    runs = await recordRuns(200)
  }, 60_000)

  test('there are 200 recorded runs, of every kind', () => {
    expect(runs).toHaveLength(200)
    for (const run of runs) expect(['RUN_FINISHED', 'RUN_ERROR']).toContain(run.at(-1)?.type)
    expect(new Set(runs.map((run) => JSON.stringify(run.map(({ type }) => type)))).size).toBeGreaterThan(50)
  })

  /** What a reader has after each byte decides the number it resumes from, so every cut is one of these two cases. */
  test('at every byte: what was read before the cut are the first events, whole and once each', async () => {
    for (const run of runs) {
      const bytes = await whole(run, 0)
      const seen: [data: string, at: number][] = []
      let at = 0
      for await (const frames of decodeSseChunks(byteByByte(bytes))) {
        at += 1
        for (const { data } of frames) seen.push([data, at])
      }
      const ends = frameEnds(bytes)
      expect(seen).toEqual(sent(run).map((json, index) => [json, ends[index]]))
    }
  }, 120_000)

  test('after every event: what is read from there on completes the view', async () => {
    for (const run of runs) {
      const jsons = sent(run)
      const bytes = await whole(run, 0)
      const beginning = toSseComment('unfold').length
      const ends = [beginning, ...frameEnds(bytes)]
      const step = Math.max(1, Math.floor(run.length / 20))
      for (let after = 0; after <= run.length; after += 1) {
        const rest = await whole(run, after)
        // After its first comment it is byte for byte the rest of the whole stream, so what was found of that holds of it.
        expect(Buffer.compare(rest.subarray(beginning), bytes.subarray(ends[after]))).toBe(0)
        if (after % step !== 0) continue
        const frames = await collect(decodeSse(streamOf([rest])))
        expect(frames.map(({ data }) => data)).toEqual(jsons.slice(after))
        expect(view([...run.slice(0, after), ...toEvents(frames)])).toEqual(view(run))
      }
    }
  }, 120_000)

  test('by the client itself, whose line is cut at any byte, again and again', async () => {
    const random = seeded(7)
    for (const run of runs) {
      let lines = 0
      const cutFetch: typeof fetch = async (_url, init) => {
        const after = Number(new Headers(init?.headers).get('last-event-id') ?? 0)
        const bytes = await whole(run, after)
        lines += 1
        if (lines > 8) return new Response(streamOf([bytes]))
        return new Response(brokenAfter(bytes.subarray(0, Math.floor(random() * bytes.length))))
      }
      const { schedule } = createInstantSchedule()
      const news = await collect(openRun({ runId, fetch: cutFetch, schedule, random: () => 0 }))
      const heard = news.flatMap((one) => (one.name === 'events' ? one.events : []))
      expect(heard).toEqual(run)
      expect(view(heard)).toEqual(view(run))
    }
  }, 60_000)
})

/** These bytes, and then the line breaks. */
const brokenAfter = (bytes: Uint8Array): ReadableStream<Uint8Array> => {
  let isSent = false
  return new ReadableStream({
    pull(controller) {
      if (isSent || bytes.length === 0) controller.error(new TypeError('terminated'))
      else controller.enqueue(bytes)
      isSent = true
    },
  })
}

/** Each byte is a chunk of its own. */
const byteByByte = (bytes: Uint8Array): ReadableStream<Uint8Array> => {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at === bytes.length) return controller.close()
      controller.enqueue(bytes.subarray(at, at + 1))
      at += 1
    },
  })
}

/** How many bytes it takes until each event is complete. */
function frameEnds(bytes: Uint8Array): number[] {
  const ends: number[] = []
  let start = 0
  for (let at = 1; at < bytes.length; at += 1) {
    if (bytes[at] !== 10 || bytes[at - 1] !== 10) continue
    if (bytes[start] === 'i'.charCodeAt(0)) ends.push(at + 1)
    start = at + 1
  }
  return ends
}
