import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toRunRequest } from '@/lib/client/api/run-request'
import { isUnreached, type OpenRunOptions, openRun } from '@/lib/client/connection/open-run'
import type { Connection, RunUpdate } from '@/lib/client/connection/read-connection'
import type { StreamSlots } from '@/lib/client/connection/stream-slots'
import { AppError } from '@/lib/protocol/error'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { toSseFrame } from '@/lib/protocol/sse'
import { createInstantSchedule, createTab, createWaker, ManualClock } from '@/tests/support/clocks'
import { collect } from '@/tests/support/collect'
import { readFixture } from '@/tests/support/fixtures'
import { drop, html, PlaybackServer, play, playInTwo, type Reply, refuse, silence } from '@/tests/support/playback-server'

/** What is said outside of the log; what a newer server may say there is passed over. */
const statusFrame = (json: string): string => `event: status\ndata: ${json}\n\n`

const events = readFixture('sums-in-order')
const runId = 'run_sums' as RunId
const request = toRunRequest({ threadId: 'th' as ThreadId, runId, messageId: 'q' as MessageId, question: '10 + 10?' })

let server: PlaybackServer
let baseUrl: string
beforeEach(async () => {
  server = new PlaybackServer()
  baseUrl = await server.start()
})
afterEach(() => server.stop())

const open = (more: Partial<OpenRunOptions> = {}) => {
  const { schedule, waits } = createInstantSchedule()
  return { news: openRun({ runId, request, baseUrl, schedule, random: () => 0, ...more }), waits }
}
const eventsOf = (news: RunUpdate[]): NumberedEvent[] => news.flatMap((one) => (one.name === 'events' ? one.events : []))
const linesOf = (news: RunUpdate[]): Connection['name'][] =>
  news.flatMap((one) => (one.name === 'connection' ? [one.connection.name] : []))
const failureOf = async (news: AsyncIterable<RunUpdate>): Promise<AppError> => {
  const thrown: unknown = await collect(news).catch((error: unknown) => error)
  if (!(thrown instanceof AppError)) throw new Error(`Not an AppError: ${String(thrown)}`)
  return thrown
}

describe('a run', () => {
  test('is asked for with one POST and read to its end', async () => {
    server.on('post', play(events))
    const heard = await collect(open().news)
    expect(eventsOf(heard)).toEqual(events)
    expect(linesOf(heard)).toEqual(['connecting', 'open'])
    expect(server.heard.map(({ route }) => route)).toEqual(['post'])
    expect(JSON.parse(server.heard[0]?.body ?? '')).toEqual({
      threadId: 'th',
      runId,
      protocolVersion: '1.0',
      messages: [{ id: 'q', role: 'user', content: '10 + 10?' }],
      tools: [],
      context: [],
      state: {},
      forwardedProps: { unfold: { detach: true } },
    })
  })

  test('whose line breaks after any event is read on from there, each event once', async () => {
    for (const { seq } of events.slice(0, -1)) {
      server.heard.length = 0
      server.on('post', play(events, { until: seq, ending: 'drop' })).on('events', play(events))
      expect(eventsOf(await collect(open().news))).toEqual(events)
      expect(server.heardOn('events').map(({ lastEventId }) => lastEventId)).toEqual([String(seq)])
    }
  })

  test('whose stream is closed before its end is read on as well', async () => {
    server.on('post', play(events, { until: 3 })).on('events', play(events, { until: 9 }), play(events))
    const heard = await collect(open().news)
    expect(eventsOf(heard)).toEqual(events)
    expect(server.heardOn('events').map(({ lastEventId }) => lastEventId)).toEqual(['3', '9'])
    expect(linesOf(heard)).toEqual(['connecting', 'open', 'reconnecting', 'open', 'reconnecting', 'open'])
  })

  test('that is joined is never started', async () => {
    server.on('events', play(events))
    const heard = await collect(open({ request: undefined, after: 10 }).news)
    expect(eventsOf(heard)).toEqual(events.slice(10))
    expect(server.heardOn('post')).toEqual([])
  })

  test('events that happened while nobody listened are marked as replayed, those after them are not', async () => {
    const inTwoChunks: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(
        events
          .slice(0, 5)
          .map((event) => toSseFrame(event.seq, JSON.stringify(event)))
          .join(''),
      )
      setImmediate(() =>
        response.end(
          events
            .slice(5)
            .map((event) => toSseFrame(event.seq, JSON.stringify(event)))
            .join(''),
        ),
      )
    }
    server.on('events', inTwoChunks)
    const heard = await collect(open({ request: undefined }).news)
    const flags = heard.flatMap((one) => (one.name === 'events' ? [one.replayed] : []))
    expect(flags[0]).toBe(true)
    expect(flags.slice(1)).toEqual(flags.slice(1).map(() => false))
  })

  test('L6 events that come twice, comments and frames outside of the log are passed over', async () => {
    const noisy: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const frames = events.map((event) => toSseFrame(event.seq, JSON.stringify(event)))
      response.end(`: hello\n\n${statusFrame('{"recording":false}')}${frames[0]}${frames[0]}${frames.join(': ping\n\n')}`)
    }
    server.on('post', noisy)
    expect(eventsOf(await collect(open().news))).toEqual(events)
  })

  test('closes its line when its reader leaves', async () => {
    const leave = new AbortController()
    server.on('post', play(events, { until: 4, ending: 'hold' }))
    const heard: RunUpdate[] = []
    for await (const one of open({ signal: leave.signal }).news) {
      heard.push(one)
      if (eventsOf(heard).length === 4) leave.abort()
    }
    expect(eventsOf(heard)).toHaveLength(4)
  })
})

describe('whether a run is being kept', () => {
  const frames = (from: number, to: number) =>
    events
      .slice(from, to)
      .map((event) => toSseFrame(event.seq, JSON.stringify(event)))
      .join('')
  const say =
    (text: string): Reply =>
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(text)
    }
  const [degraded, ok] = [statusFrame('{"recording":"degraded"}'), statusFrame('{"recording":"ok"}')]
  const recordingsOf = (news: RunUpdate[]) => news.flatMap((one) => (one.name === 'recording' ? [one.recording] : []))

  test('is told when it changes, also before the first event', async () => {
    server.on('post', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const rest = [degraded + frames(0, 4), degraded + frames(4, 8), ok, frames(8, events.length)]
      const next = () => {
        const part = rest.shift()
        if (part === undefined) response.end()
        else response.write(part, () => setTimeout(next, 10))
      }
      next()
    })
    const heard = await collect(open().news)
    expect(recordingsOf(heard)).toEqual(['degraded', 'ok'])
    expect(heard.findIndex(({ name }) => name === 'recording')).toBeLessThan(heard.findIndex(({ name }) => name === 'events'))
    expect(eventsOf(heard)).toEqual(events)
  })

  test('a new line that says nothing of it says that all is well', async () => {
    server.on('post', say(degraded + frames(0, 4))).on('events', say(''), say(frames(4, events.length)))
    const heard = await collect(open().news)
    expect(recordingsOf(heard)).toEqual(['degraded', 'ok'])
  })

  test('a new line that still says so is no news', async () => {
    server.on('post', say(degraded + frames(0, 4))).on('events', say(degraded + frames(4, events.length)))
    expect(recordingsOf(await collect(open().news))).toEqual(['degraded'])
  })
})

describe('without a slot for a stream', () => {
  const noSlots: StreamSlots = { take: async () => undefined }
  const pathsOf = () => server.heard.map(({ path, lastEventId }) => [path, lastEventId])

  test('a run is read by short polls, once a second', async () => {
    server.on('events', play(events, { until: 4 }), play(events, { until: 4 }), play(events, { until: 9 }), play(events))
    const { news, waits } = open({ request: undefined, slots: noSlots })
    const heard = await collect(news)
    expect(eventsOf(heard)).toEqual(events)
    expect(linesOf(heard)).toEqual(['connecting', 'open'])
    expect(waits).toEqual([1000, 1000, 1000])
    expect(pathsOf()).toEqual(['0', '4', '4', '9'].map((seq) => ['/api/runs/run_sums/events?wait=no', seq]))
    const replays = heard.flatMap((one) => (one.name === 'events' ? [one.replayed] : []))
    expect(replays[0]).toBe(true)
    expect(replays.slice(1)).not.toContain(true)
  })

  test('a question does not wait for its run, and a stream that comes all the same is let go as soon as that has begun', async () => {
    server.on('post', play(events, { until: 2, ending: 'hold' })).on('events', play(events))
    expect(eventsOf(await collect(open({ slots: noSlots }).news))).toEqual(events)
    expect(pathsOf().slice(0, 2)).toEqual([
      ['/api/runs?wait=no', undefined],
      ['/api/runs/run_sums/events?wait=no', '2'],
    ])
  })

  test('a slot that gets free is taken, and given back at the end', async () => {
    let isFree = false
    let held = 0
    const slots: StreamSlots = {
      take: async () => {
        if (!isFree) return undefined
        held += 1
        return { release: () => (held -= 1) }
      },
    }
    const counts: number[] = []
    server.on('events', play(events, { until: 4 }), play(events))
    for await (const one of open({ request: undefined, slots }).news) {
      if (one.name !== 'events') continue
      counts.push(held)
      isFree = true
    }
    expect(counts[0]).toBe(0)
    expect(counts.at(-1)).toBe(1)
    expect(held).toBe(0)
    expect(pathsOf()[1]).toEqual(['/api/runs/run_sums/events', '4'])
  })

  test('polls that fail are a lost line', async () => {
    server.on('events', play(events, { until: 4 }), drop, html(502), play(events))
    const { news, waits } = open({ request: undefined, slots: noSlots })
    expect(linesOf(await collect(news))).toEqual(['connecting', 'open', 'reconnecting', 'reconnecting', 'open'])
    expect(waits).toEqual([1000, 500, 1000])
  })

  test('a reader that leaves while it asks for a slot gives it back', async () => {
    const leave = new AbortController()
    let held = 0
    const slots: StreamSlots = {
      take: async () => {
        held += 1
        leave.abort()
        return { release: () => (held -= 1) }
      },
    }
    await collect(open({ slots, signal: leave.signal }).news)
    expect(held).toBe(0)
  })
})

describe('in a tab that is hidden', () => {
  const openInTab = () => {
    const clock = new ManualClock()
    const tab = createTab()
    const { now, schedule } = clock
    const news = openRun({ runId, baseUrl, now, schedule, onWake: tab.onWake, visibility: tab.visibility, random: () => 0 })
    const heard: RunUpdate[] = []
    const done = (async () => {
      for await (const one of news) heard.push(one)
    })()
    return { clock, tab, heard, done }
  }
  const paths = () => server.heard.map(({ path, lastEventId }) => `${path.replace(/^.*\/events/, '')} ${lastEventId}`)
  const read = async (heard: RunUpdate[], seq: number) => {
    while (eventsOf(heard).length < seq) await new Promise(setImmediate)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }

  test('a stream is kept for 30 s; then polls 10 s apart go on, and shown again it streams at once', async () => {
    const { clock, tab, heard, done } = openInTab()
    server.on('events', play(events, { until: 3, ending: 'hold' }), play(events, { until: 5 }), play(events))
    await read(heard, 3)
    tab.hide()
    clock.advance(29_999)
    await read(heard, 3)
    expect(clock.pending).not.toContain(10_000)
    clock.advance(1)
    await read(heard, 3)
    clock.advance(10_000)
    await read(heard, 5)
    expect(paths()).toEqual([' 0', '?wait=no 3'])
    tab.show()
    await done
    expect(paths()).toEqual([' 0', '?wait=no 3', ' 5'])
    expect(eventsOf(heard)).toEqual(events)
    expect(linesOf(heard)).toEqual(['connecting', 'open'])
    expect(heard.flatMap((one) => (one.name === 'events' ? [one.replayed] : []))).toEqual([true, true, true])
  })

  test('that is shown again in time nothing happens', async () => {
    const { clock, tab, heard, done } = openInTab()
    const line = playInTwo(events, 3)
    server.on('events', line.reply)
    await read(heard, 3)
    tab.hide()
    clock.advance(20_000)
    tab.show()
    clock.advance(15_000)
    line.go()
    await done
    expect(server.heard).toHaveLength(1)
    expect(eventsOf(heard)).toEqual(events)
  })

  test('a run that ends meanwhile is read to its end by a poll', async () => {
    const { clock, tab, heard, done } = openInTab()
    server.on('events', play(events, { until: 3, ending: 'hold' }), play(events))
    await read(heard, 3)
    tab.hide()
    clock.advance(30_000)
    await read(heard, 3)
    clock.advance(10_000)
    await done
    expect(paths()).toEqual([' 0', '?wait=no 3'])
    expect(eventsOf(heard)).toEqual(events)
    expect(clock.pending).toEqual([])
  })
})

describe('a line that fails', () => {
  test('before any answer is tried again with the same run', async () => {
    server.on('post', drop, drop, play(events))
    expect(eventsOf(await collect(open().news))).toEqual(events)
    const bodies = server.heardOn('post').map(({ body }) => JSON.parse(body).runId)
    expect(bodies).toEqual([runId, runId, runId])
  })

  test('and never got an answer is given up after a few tries', async () => {
    server.on('post', drop)
    const error = await failureOf(open({ maxFirstTries: 3 }).news)
    expect(error.message).toMatch(/could not be reached/)
    expect(isUnreached(error)).toBe(true)
    expect(server.heardOn('post')).toHaveLength(3)
  })

  test('waits longer each time, from 0.5 s to 15 s, and starts over when it was heard again', async () => {
    const failures = Array.from({ length: 7 }, () => html(502))
    server.on('post', play(events, { until: 3 })).on('events', ...failures, play(events, { until: 5 }), play(events))
    const { news, waits } = open()
    await collect(news)
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 500])
  })

  test('waits up to a half less, by chance, so that many readers do not come at once', async () => {
    server.on('post', play(events, { until: 3 })).on('events', play(events))
    const { news, waits } = open({ random: () => 1 })
    await collect(news)
    expect(waits).toEqual([250])
  })

  test('is tried at once when the browser is online or shown again', async () => {
    const clock = new ManualClock()
    const { onWake, wake } = createWaker()
    server.on('post', play(events, { until: 3, ending: 'drop' })).on('events', play(events))
    const heard: RunUpdate[] = []
    for await (const one of openRun({ runId, request, baseUrl, onWake, now: clock.now, schedule: clock.schedule })) {
      heard.push(one)
      if (one.name === 'connection' && one.connection.name === 'reconnecting') setImmediate(wake)
    }
    expect(eventsOf(heard)).toEqual(events)
  })

  test('by silence of 40 s is lost and rejoined', async () => {
    const clock = new ManualClock()
    const { onWake, wake } = createWaker()
    server.on('post', play(events, { until: 3, ending: 'hold' })).on('events', play(events))
    const heard: RunUpdate[] = []
    for await (const one of openRun({ runId, request, baseUrl, onWake, now: clock.now, schedule: clock.schedule })) {
      heard.push(one)
      if (eventsOf(heard).length === 3 && one.name === 'events') setImmediate(() => clock.advance(40_001))
      if (one.name === 'connection' && one.connection.name === 'reconnecting') setImmediate(wake)
    }
    expect(eventsOf(heard)).toEqual(events)
    expect(linesOf(heard)).toContain('reconnecting')
  })

  test('is looked at when the tab is shown again: silent for 20 s, it is not trusted', async () => {
    const clock = new ManualClock()
    const { onWake, wake } = createWaker()
    server.on('post', play(events, { until: 3, ending: 'hold' })).on('events', play(events))
    const heard: RunUpdate[] = []
    for await (const one of openRun({ runId, request, baseUrl, onWake, now: clock.now, schedule: clock.schedule })) {
      heard.push(one)
      if (eventsOf(heard).length === 3 && one.name === 'events') clock.advance(21_000)
      if (one.name === 'events' || linesOf(heard).at(-1) === 'reconnecting') setImmediate(wake)
    }
    expect(eventsOf(heard)).toEqual(events)
  })

  test('for want of a network says so', async () => {
    server.on('post', play(events, { until: 3 })).on('events', play(events))
    const heard = await collect(open({ isOnline: () => false }).news)
    expect(linesOf(heard)).toEqual(['connecting', 'open', 'offline', 'open'])
  })
})

describe('a refusal', () => {
  test.each([
    ['bad-request', { detail: 'The message is empty.', field: 'messages[0].content' }],
    ['forbidden', {}],
    ['too-large', {}],
    ['busy-thread', { retryAfterMs: 1500 }],
    ['rate-limited', { detail: 'You can ask again at 14:32.', retryAfterMs: 60_000 }],
    ['not-saved', {}],
    ['restarting', {}],
    ['unauthorized', {}],
  ] as const)('%s is told in the words of the server and not tried again', async (code, more) => {
    server.on('post', refuse(code, more))
    const error = await failureOf(open().news)
    expect(error).toMatchObject({ code, ...('detail' in more && { message: more.detail }) })
    if ('field' in more) expect(error.field).toBe(more.field)
    if ('retryAfterMs' in more) expect(error.retryAfterMs).toBe(more.retryAfterMs)
    expect(server.heard).toHaveLength(1)
  })

  test('of a run that had begun, by a server that does not know it, means that it restarted', async () => {
    server.on('post', play(events, { until: 3, ending: 'drop' })).on('events', refuse('not-found'))
    const error = await failureOf(open().news)
    expect(error).toMatchObject({ code: 'interrupted', message: 'The server restarted while this was running.' })
  })

  test('for the number of requests is waited out while a run is under way', async () => {
    server.on('post', play(events, { until: 3 })).on('events', refuse('rate-limited', { retryAfterMs: 7000 }), play(events))
    const { news, waits } = open()
    expect(eventsOf(await collect(news))).toEqual(events)
    expect(waits).toEqual([500, 7000])
  })

  test('by a gateway, which is not ours, is a lost line', async () => {
    server.on('post', html(503), play(events))
    expect(eventsOf(await collect(open().news))).toEqual(events)
  })

  test('without a problem document is read by its status', async () => {
    server.on('post', html(413))
    expect(await failureOf(open().news)).toMatchObject({ code: 'too-large' })
  })
})

test('a server that takes the question and says nothing is given up like a broken line', async () => {
  const clock = new ManualClock()
  server.on('post', silence, play(events))
  const { onWake, wake } = createWaker()
  const heard: RunUpdate[] = []
  const reading = (async () => {
    for await (const one of openRun({ runId, request, baseUrl, onWake, now: clock.now, schedule: clock.schedule })) {
      heard.push(one)
      if (linesOf(heard).at(-1) === 'reconnecting') setImmediate(wake)
    }
  })()
  await server.untilHeard('post')
  clock.advance(40_001)
  await reading
  expect(eventsOf(heard)).toEqual(events)
})
