import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFrames } from '@/lib/client/api/read-frames'
import { decodeSse, decodeSseChunks, toSseComment, toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import type { SseFrame } from '@/lib/protocol/sse-parser'
import { cutAt, streamOf } from '@/tests/support/bytes'
import { collect } from '@/tests/support/collect'
import { watchWork } from '@/tests/support/watch-work'

const decode = async (chunks: Uint8Array[]): Promise<SseFrame[]> => collect(decodeSse(streamOf(chunks)))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('encoding', () => {
  test('an event is its number, its JSON and a blank line, LF only', () => {
    expect(toSseFrame(7, '{"type":"RUN_STARTED"}')).toBe('id: 7\ndata: {"type":"RUN_STARTED"}\n\n')
  })

  test('a status is a comment, since frames hold events and nothing else', () => {
    expect(toSseStatus({ recording: 'degraded' })).toBe(': status {"recording":"degraded"}\n\n')
  })
})

describe('decoding', () => {
  const part = fc.oneof(
    fc.record({ kind: fc.constant('event' as const), json: fc.json() }),
    fc.record({ kind: fc.constant('status' as const), recording: fc.constantFrom('ok' as const, 'degraded' as const) }),
    fc.record({ kind: fc.constant('comment' as const) }),
  )

  test('undoes encoding, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part), fc.array(fc.nat({ max: 5_000 })), async (parts, cuts) => {
        const frames: SseFrame[] = []
        let text = ''
        let last = {}
        for (const [index, each] of parts.entries()) {
          if (each.kind === 'comment') text += toSseComment('still here')
          else if (each.kind === 'status') {
            const status = { recording: each.recording }
            text += toSseStatus(status)
            frames.push({ event: 'status', data: JSON.stringify(status) })
          } else {
            text += toSseFrame(index + 1, each.json)
            last = { id: String(index + 1) }
            frames.push({ ...last, data: each.json })
          }
        }
        expect(await decode(cutAt(bytes(text), cuts))).toEqual(frames)
      }),
    )
  })

  test('one byte at a time, letters of several bytes stay whole', async () => {
    const json = JSON.stringify({ delta: 'naïve 東京 👩‍🚀 \u2028 line' })
    const all = bytes(toSseFrame(1, json))
    expect(await decode([...all].map((byte) => Uint8Array.of(byte)))).toEqual([{ id: '1', data: json }])
  })

  test('a status as servers before 1.0 sent it is read', async () => {
    const data = '{"recording":"degraded"}'
    expect(await decode([bytes(`event: status\ndata: ${data}\n\n`)])).toEqual([{ event: 'status', data }])
  })

  test('CRLF from a gateway is read as LF', async () => {
    expect(await decode([bytes('id: 1\r\ndata: {}\r'), bytes('\n\r\n')])).toEqual([{ id: '1', data: '{}' }])
  })

  test.each(['\n', '\r', '\r\n'])('lines end with %j, in every cut of the bytes', async (end) => {
    const all = bytes(`id: 1${end}data: a${end}data:  b${end}${end}event: x${end}data${end}${end}:${end}data: c${end}${end}`)
    const frames = [
      { id: '1', data: 'a\n b' },
      { id: '1', event: 'x', data: '' },
      { id: '1', data: 'c' },
    ]
    for (let first = 0; first <= all.length; first += 1) {
      for (let second = first; second <= all.length; second += 1) {
        expect(await decode([all.subarray(0, first), all.subarray(first, second), all.subarray(second)])).toEqual(frames)
      }
    }
  })

  /** The standard, to the letter: normal line ends first, then line by line. */
  const asTheStandardSays = (text: string): SseFrame[] => {
    const frames: SseFrame[] = []
    let id: string | undefined
    let event = ''
    let data: string[] = []
    for (const line of text
      .replace(/\r\n|\r/g, '\n')
      .split('\n')
      .slice(0, -1)) {
      if (line === '') {
        if (data.length > 0) frames.push({ ...(id !== undefined && { id }), ...(event && { event }), data: data.join('\n') })
        event = ''
        data = []
      }
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/su.exec(line) ?? []
      if (field === 'data') data.push(value)
      if (field === 'event') event = value
      if (field === 'id' && !value.includes('\0')) id = value
    }
    return frames
  }

  test('is what the standard says of any lines with any ends, at every cut', async () => {
    const line = fc.constantFrom(
      'data: a',
      'data:b',
      'data:  c',
      'data',
      'id: 7',
      'id:',
      'id: 8\0',
      'event: status',
      'event',
      ': hi',
      'retry: 1',
      'id',
      'x: y',
      '',
      '',
      '',
    )
    const end = fc.constantFrom('\n', '\r', '\r\n', '\n\r', '\r\r', '\n\n')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, end), { maxLength: 12 }), async (lines) => {
        const text = lines.flat().join('')
        const all = bytes(text)
        const frames = asTheStandardSays(text)
        expect(await decode([...all].map((byte) => Uint8Array.of(byte)))).toEqual(frames)
        for (let cut = 0; cut <= all.length; cut += 1) expect(await decode(cutAt(all, [cut]))).toEqual(frames)
      }),
    )
  })

  test('an event is handed out when its blank line is there, also where that is a CR that an LF may follow', async () => {
    const lists = await collect(decodeSseChunks(streamOf([bytes('data: a\r\r'), bytes('\ndata: b\n'), bytes('\r')])))
    expect(lists.map((frames) => frames.map(({ data }) => data))).toEqual([['a'], [], ['b']])
  })

  test('an id without data is the id of what comes next without one', async () => {
    expect(await decode([bytes('id: 7\n\ndata: {}\n\n')])).toEqual([{ id: '7', data: '{}' }])
    expect(readFrames(await decode([bytes('id: 7\n\ndata: {"type":"X"}\n\ndata: {"type":"Y"}\n\n')]), 6).events).toEqual([
      { type: 'X', seq: 7 },
    ])
  })

  test('a line of megabytes in small pieces is read in the time of its length', async () => {
    const piece = bytes('x'.repeat(1000))
    const workedMs = watchWork()
    const [frame] = await decode([bytes('data: '), ...Array.from({ length: 20_000 }, () => piece), bytes('\n\n')])
    expect(frame?.data).toHaveLength(20_000_000)
    expect(workedMs()).toBeLessThan(3_000)
  })

  test('a frame that was cut off at the end is not handed out', async () => {
    expect(await decode([bytes('id: 1\ndata: {}\n\nid: 2\ndata: {"delta')])).toEqual([{ id: '1', data: '{}' }])
  })

  test('frames of one chunk come together; a chunk with only a comment says that the line is alive', async () => {
    const chunks = [bytes(toSseFrame(1, '{}') + toSseFrame(2, '{}')), bytes(toSseComment()), bytes(toSseFrame(3, '{}'))]
    const lists = await collect(decodeSseChunks(streamOf(chunks)))
    expect(lists.map((frames) => frames.map((frame) => frame.id))).toEqual([['1', '2'], [], ['3']])
  })

  test('leaving the loop cancels the stream', async () => {
    let cancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes(toSseFrame(1, '{}'))),
      cancel: () => {
        cancelled = true
      },
    })
    for await (const _frame of decodeSse(endless)) break
    expect(cancelled).toBe(true)
  })
})
