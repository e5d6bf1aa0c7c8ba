import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeSse, decodeSseChunks, type SseFrame, toSseComment, toSseFrame, toSseStatus } from '@/lib/protocol/sse'
import { cutAt, streamOf } from '@/tests/support/bytes'
import { collect } from '@/tests/support/collect'

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
        for (const [index, each] of parts.entries()) {
          if (each.kind === 'comment') text += toSseComment('still here')
          else if (each.kind === 'status') {
            const status = { recording: each.recording }
            text += toSseStatus(status)
            frames.push({ event: 'status', data: JSON.stringify(status) })
          } else {
            text += toSseFrame(index + 1, each.json)
            frames.push({ id: String(index + 1), data: each.json })
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
