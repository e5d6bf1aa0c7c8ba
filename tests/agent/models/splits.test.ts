import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ArgumentsReader } from '@/lib/agent/models/arguments-reader'
import { CompletionReader } from '@/lib/agent/models/completion-reader'
import { openCompletion } from '@/lib/agent/models/completion-stream'
import { TextReader } from '@/lib/agent/models/text-reader'
import { callsAsTheyCome, goesBack, moreThanText, texAnswers } from '@/tests/support/dialects'
import { startUpstream, type Upstream } from '@/tests/support/upstream'
import { watchWork } from '@/tests/support/watch-work'

/** However an answer is cut on its way, into reads of the network or into deltas, it is the same answer. */

const dialects = [...goesBack, ...moreThanText, ...callsAsTheyCome]
const offered = new Set(['add', 'calculate', 'final_answer'])

/** `whole` cut after each of these positions. */
function cut<T extends string | Uint8Array>(whole: T, positions: number[]): T[] {
  const at = [0, ...positions.map((position) => position % (whole.length + 1)).sort((a, b) => a - b), whole.length]
  return at.slice(1).map((end, n) => whole.slice(at[n], end) as T)
}
const positions = fc.array(fc.nat(100_000), { maxLength: 60 })

describe('any split into network reads gives the same events', () => {
  let upstream: Upstream
  beforeAll(async () => {
    upstream = await startUpstream()
  })
  afterAll(() => upstream.close())

  const bytesOf = async (n: number): Promise<Uint8Array> => {
    const [reply] = dialects[n]?.replies ?? []
    if (reply) upstream.reply(reply)
    const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hello' }] })
    return new Uint8Array(await (await fetch(`${upstream.url}/chat/completions`, { method: 'POST', body })).arrayBuffer())
  }
  const eventsOf = async (reads: Uint8Array[]) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const read of reads) if (read.length > 0) controller.enqueue(read)
        controller.close()
      },
    })
    const reader = new CompletionReader({ offered, origin: 'here' })
    const events = []
    for await (const chunk of (await openCompletion(new Response(body))).chunks) events.push(...reader.push(chunk as object))
    return JSON.stringify([...events, ...reader.end()])
  }

  test.each(dialects.map(({ name }, n) => [name, n] as const))('%s', async (_name, n) => {
    const bytes = await bytesOf(n)
    const whole = await eventsOf([bytes])
    expect(await eventsOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(whole)
    await fc.assert(
      fc.asyncProperty(positions, async (at) => {
        expect(await eventsOf(cut(bytes, at))).toBe(whole)
      }),
      { numRuns: 20 },
    )
  })
})

describe('any split into deltas gives the same text, thinking and calls', () => {
  const texts = moreThanText.flatMap(({ replies: [reply] }) => {
    const parts = reply && 'parts' in reply ? reply.parts : []
    const contents = parts.map((part) => (part.type === 'delta' ? part.delta.content : undefined))
    return contents.some((content) => typeof content === 'string') ? [contents.join('')] : []
  })
  const read = (deltas: string[]) => {
    const reader = new TextReader(offered)
    const pieces = [...deltas.flatMap((delta) => reader.push(delta)), ...reader.end()]
    const joined: { type: string; text: string }[] = []
    for (const piece of pieces) {
      const text = piece.type === 'call' ? JSON.stringify(piece.call) : piece.text
      const last = joined.at(-1)
      if (last?.type === piece.type && piece.type !== 'call') last.text += text
      else joined.push({ type: piece.type, text })
    }
    return joined
  }

  test.each(texts)('%j', (text) => {
    const whole = read([text])
    expect(read([...text])).toEqual(whole)
    fc.assert(
      fc.property(positions, (at) => {
        expect(read(cut(text, at))).toEqual(whole)
      }),
    )
  })

  const markup = fc.constantFrom(
    ...[
      '<think>',
      '</think>',
      '<tool_call>',
      '</tool_call>',
      '{"name": "add", "arguments": {"x": 1}}',
      '```',
      '\n',
      ' ',
      '<|im_end|>',
    ],
    ...['</s>', '[TOOL_CALLS]', 'word', '<', '{', '[', '"', '🧵', '`'],
  )
  test('of any text at all, and none of it is lost but the markup', () => {
    fc.assert(
      fc.property(fc.array(markup, { maxLength: 20 }), positions, (parts, at) => {
        const text = parts.join('')
        expect(read(cut(text, at))).toEqual(read([text]))
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[<[{]/.test(text) && text.trim() !== '')
        expect(read([...text])).toEqual([{ type: 'text', text }])
      }),
    )
  })
})

test.each([
  ['', 'It is 20.'],
  ['!', `It is 20.${'</s>\n'.repeat(16_000)}!`],
])('a model that writes the end of its template over and over holds nobody up; then %j', (then, expected) => {
  const reader = new TextReader(offered)
  const workedMs = watchWork()
  const deltas = ['It is 20.', ...Array.from({ length: 16_000 }, () => '</s>\n'), then]
  const pieces = [...deltas.flatMap((delta) => reader.push(delta)), ...reader.end()]
  expect(pieces.map(({ type, ...piece }) => ('text' in piece ? piece.text : type)).join('')).toBe(expected)
  expect(workedMs()).toBeLessThan(3000)
})

describe('any split into deltas gives the same arguments', () => {
  const read = (deltas: unknown[]): string => {
    const reader = new ArgumentsReader()
    return deltas.map((delta) => reader.push(delta)).join('') + reader.end()
  }

  test.each(texAnswers)('%s', (written, answer) => {
    const document = `{"answer": "${written}"}`
    expect(JSON.parse(read([document]))).toEqual({ answer })
    expect(read([...document])).toBe(read([document]))
    fc.assert(
      fc.property(positions, (at) => {
        expect(read(cut(document, at))).toBe(read([document]))
      }),
    )
  })

  test('what is JSON already stays as it is, but control characters', () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{Cc}\\]/u.test(text))
    fc.assert(
      fc.property(fc.dictionary(texts, fc.oneof(texts, fc.double(), fc.boolean(), fc.array(texts))), positions, (value, at) => {
        const document = JSON.stringify(value)
        expect(read(cut(document, at))).toBe(document)
        expect(read([value])).toBe(document)
        expect(read([JSON.stringify(document)])).toBe(document)
        expect(read(['{}', document])).toBe(document)
        expect(read([document, document])).toBe(document)
      }),
    )
  })

  const pieces = fc.constantFrom(...String.raw`{ } \ n u f t b nabla frac 00e9 : , 1 [ ] é`.split(' '), '\n', '\t', ' ')

  test('whatever stands in a string, the whole is JSON afterwards', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), positions, (parts, at) => {
        const document = `{"answer": "${parts.join('')}."}`
        const text = read(cut(document, at))
        expect(text).toBe(read([document]))
        expect(text).toSatisfy(isJson)
      }),
      { numRuns: 2000 },
    )
  })

  test('whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.constant('"')), { maxLength: 30 }), positions, (parts, at) => {
        expect(read(cut(`{${parts.join('')}`, at))).toBe(read([`{${parts.join('')}`]))
      }),
      { numRuns: 2000 },
    )
  })
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
