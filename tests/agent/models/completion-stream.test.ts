import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCompletion } from '@/lib/agent/models/completion-stream'
import { collect } from '@/tests/support/collect'

const frame = (fields: object) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...fields })}\n\n`
const delta = (fields: object) => frame({ choices: [{ index: 0, delta: fields, finish_reason: null }] })
const finish = (reason: string) => frame({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })
const usage = frame({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })

const bodies: [string, string][] = [
  ['a usual stream', `${delta({ content: 'Naïve ' })}${delta({ content: '🧵 日本' })}${finish('stop')}${usage}data: [DONE]\n\n`],
  ['lines in CR LF', `${delta({ content: 'Hi' })}${finish('stop')}data: [DONE]\n\n`.replaceAll('\n', '\r\n')],
  ['comments and empty deltas', `: hello\n\n${delta({ content: '' })}: ping\n\n${delta({ content: 'Hi' })}${finish('stop')}`],
  ['no blank line at the end', `${delta({ content: 'Hi' })}data: [DONE]`],
  ['a refusal', `${delta({ refusal: 'I can' })}${delta({ refusal: 'not.' })}${finish('stop')}data: [DONE]\n\n`],
  [
    'calls',
    `${delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'add', arguments: '{"x":' } }] })}${finish('tool_use')}`,
  ],
  ['a bad end', `${delta({ content: 'Half' })}${finish('error')}`],
  ['an error in the middle', `${delta({ content: 'Half' })}data: {"error":{"message":"Overloaded","code":529}}\n\n`],
  [
    'one whole completion',
    `\n ${JSON.stringify({ choices: [{ message: { content: 'Whole 🧵' }, finish_reason: 'stop' }] }, undefined, 2)}`,
  ],
  ['an error in one piece', '{"error":{"message":"No","code":400}}'],
  ['a web page', '\n<!doctype html><p>Hello'],
  ['nothing', ' \n\n '],
  ['only comments', ': hello\n\n: ping\n\n'],
]

/** All that comes of a body that arrives in these pieces: chunks, whether it said that this was all, and what it threw. */
async function read(pieces: Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
  const came = { chunks: [] as unknown[], done: false, thrown: '' }
  try {
    const { chunks } = await openCompletion(new Response(body), {
      done: () => {
        came.done = true
      },
    })
    for await (const chunk of chunks) came.chunks.push(chunk)
  } catch (error) {
    came.thrown = String(error)
  }
  return came
}

test.each(bodies)('%s is the same however it is cut into reads', async (_title, text) => {
  const bytes = new TextEncoder().encode(text)
  const whole = await read([bytes])
  const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(cuts, async (at) => {
      const edges = [0, ...at.toSorted((a, b) => a - b), bytes.length]
      const pieces = edges.slice(1).map((end, n) => bytes.subarray(edges[n], end))
      expect(await read(pieces)).toEqual(whole)
    }),
    { numRuns: 60, seed: 1 },
  )
  expect(await read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
})

test('each read is a sign of life, be it a comment', async () => {
  let signs = 0
  const text = new TextEncoder().encode(`: hello\n\n${delta({ content: 'Hi' })}data: [DONE]\n\n`)
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of [text.subarray(0, 5), text.subarray(5, 9), text.subarray(9)]) controller.enqueue(piece)
      controller.close()
    },
  })
  const alive = () => {
    signs += 1
  }
  const { chunks, streams } = await openCompletion(new Response(body), { alive })
  expect(await collect(chunks)).toHaveLength(1)
  expect({ signs, streams }).toEqual({ signs: 3, streams: true })
})

test('after the finish reason nobody waits for a server that keeps the line open with comments', async () => {
  let comments: NodeJS.Timeout | undefined
  const encode = (text: string) => new TextEncoder().encode(text)
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encode(`${delta({ content: 'Hi' })}${finish('stop')}`))
      comments = setInterval(() => controller.enqueue(encode(': ping\n\n')), 50)
    },
    cancel: () => clearInterval(comments),
  })
  const startedAt = performance.now()
  const { chunks } = await openCompletion(new Response(body))
  expect(await collect(chunks)).toHaveLength(2)
  expect(performance.now() - startedAt).toBeLessThan(2000)
})
