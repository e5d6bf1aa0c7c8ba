import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonProperty } from '@/lib/protocol/json-property'

const read = (fragments: string[]): { text: string; pieces: string[]; done: boolean } => {
  const stream = new JsonProperty('answer')
  const pieces = fragments.map((fragment) => stream.push(fragment))
  return { text: pieces.join(''), pieces, done: stream.done }
}

/** `text` cut after each of the given shares of its length. */
const cutAt = (text: string, shares: number[]): string[] => {
  const cuts = [...new Set(shares.map((share) => Math.floor(share * text.length)))].sort((a, b) => a - b)
  return [0, ...cuts].map((from, index) => text.slice(from, cuts[index] ?? text.length))
}

/** JSON as models write it: now and then with every character escaped, and with white space. */
const escapeAll = (text: string) =>
  text
    .split('')
    .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

describe('JsonProperty', () => {
  test('gives the text of the answer as it grows', () => {
    expect(read(['{"ans', 'wer": "Hel', 'lo', '", "tools_used": ["add"]}']).pieces).toEqual(['', 'Hel', 'lo', ''])
  })

  test('finds the answer after other properties, nested ones of the same name left aside', () => {
    const json = '{"tools_used": ["answer", {"answer": "no"}], "meta": {"answer": "no"}, "answer": "yes"}'
    expect(read([json])).toMatchObject({ text: 'yes', done: true })
  })

  test('a value that equals the name is not the name', () => {
    expect(read(['{"a": "answer", "b": "x", "answer": "y"}']).text).toBe('y')
  })

  test('a second answer is not added to the first', () => {
    expect(read(['{"answer": "one", "answer": "two"}']).text).toBe('one')
  })

  test('an answer that is no string gives nothing', () => {
    expect(read(['{"answer": {"text": "x"}, "tools_used": []}']).text).toBe('')
  })

  test('decodes as JSON.parse does, however the document is cut and escaped', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 3 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.boolean(),
        (answer, used, shares, escaped) => {
          const literal = escaped ? `"${escapeAll(answer)}"` : JSON.stringify(answer)
          const json = `{ "tools_used" : ${JSON.stringify(used)} ,\n"answer":${literal}}`
          const { text: got, done } = read(cutAt(json, shares))
          expect(got).toBe(answer)
          expect(done).toBe(true)
        },
      ),
    )
  })

  test('is right when cut between any two characters', () => {
    const json = JSON.stringify({ answer: 'a"\\/\b\f\n\r\té€😀\u{10FFFF} end', tools_used: [] })
    for (let at = 0; at <= json.length; at += 1)
      expect(read([json.slice(0, at), json.slice(at)]).text).toBe(JSON.parse(json).answer)
  })

  test('never gives out half of a surrogate pair', () => {
    const json = '{"answer": "\\ud83d\\ude00 and \\ud83d alone"}'
    for (const piece of read(json.split('')).pieces) expect(piece.isWellFormed()).toBe(true)
    expect(read(json.split('')).text).toBe('😀 and \uFFFD alone')
  })

  test('what was given out is a prefix of the whole at every moment', () => {
    const whole = 'Ten plus ten is **20** [1].'
    const json = JSON.stringify({ answer: whole })
    const stream = new JsonProperty('answer')
    let text = ''
    for (const char of json) {
      text += stream.push(char)
      expect(whole.startsWith(text)).toBe(true)
    }
    expect(text).toBe(whole)
  })
})
