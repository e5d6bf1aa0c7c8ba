// @vitest-environment happy-dom
import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { AnswerBlock } from '@/components/answer/markdown/render-block'
import type { Drawing } from '@/components/answer/markdown/render-inline'
import { BlockStream } from '@/lib/markdown/block-stream'
import { mend } from '@/lib/markdown/mend'
import { corpus } from './corpus'

const citations: Drawing['citations'] = (_marks, key) => <a key={key} data-slot="citation" />
const htmlOf = (stream: BlockStream, text: string, isWriting: boolean): string => {
  const blocks = stream.read(text, isWriting ? 'writing' : 'whole')
  const drawing = { depth: 0, citations, references: stream.references }
  return renderToStaticMarkup(blocks.map(({ at, token }) => <AnswerBlock key={at} token={token} drawing={drawing} />))
}
const draw = (stream: BlockStream, text: string, isWriting: boolean): HTMLElement => {
  const host = document.createElement('div')
  host.innerHTML = htmlOf(stream, text, isWriting)
  return host
}
/** What a person reads outside of code and formulas. */
const proseOf = (host: HTMLElement): string => {
  for (const code of host.querySelectorAll('code, [data-slot=code-block]')) code.remove()
  return host.textContent ?? ''
}

describe('half-written Markdown', () => {
  test.each([
    ['an open bold is closed', 'It is **two and', 'It is **two and**'],
    ['a bold without words waits', 'It is **', 'It is '],
    ['a half closing sign closes', 'It is **two*', 'It is **two**'],
    ['nested emphasis is closed inside out', 'a **b _c', 'a **b _c_**'],
    ['an open code span is closed', 'run `npm i', 'run `npm i`'],
    ['an open link shows its words', 'see [the pa', 'see the pa'],
    ['a link without its end shows its words', 'see [the page](https://exa', 'see the page'],
    ['a half citation waits', 'tall [1', 'tall '],
    ['a citation may show', 'tall [1]', 'tall [1]'],
    ['a second half citation waits', 'tall [1][', 'tall [1]'],
    ['a heading without words waits', 'a\n\n## ', 'a\n\n'],
    ['a list marker waits', 'a\n\n- ', 'a\n\n'],
    ['a number that may count waits', 'a\n\n12', 'a\n\n'],
    ['an underline waits', 'Title\n--', 'Title\n'],
    ['half a fence waits', 'a\n\n``', 'a\n\n'],
    ['a fence waits for its language', 'a\n\n```py', 'a\n\n'],
    ['code grows in whole lines', '```py\na = 1\nb =', '```py\na = 1\n'],
    ['a table head waits for its rule', 'a\n\n| x | y |\n| --', 'a\n\n'],
    ['a task box waits', '- a\n- [', '- a\n'],
    ['an open formula waits', 'so $x^2 +', 'so '],
    ['money does not', 'it costs $5 and', 'it costs $5 and'],
    ['stars between numbers are no emphasis', 'so 2*3 and', 'so 2*3 and'],
  ])('%s', (_title, half, whole) => expect(mend(half)).toBe(whole))

  test.each(corpus.map((text, i) => [i, text] as const))(
    'answer %i: no prefix shows a sign that the whole does not',
    (_i, text) => {
      const stray = /\*\*|```|~~~|\]\(|\|\s*:?-{2,}|^\s*#{1,6}\s|\[\d{0,3}$/m
      expect(proseOf(draw(new BlockStream(), text, false))).not.toMatch(stray)
      for (let end = 1; end <= text.length; end++) {
        const prose = proseOf(draw(new BlockStream(), text.slice(0, end), true))
        expect(prose, JSON.stringify(text.slice(0, end))).not.toMatch(stray)
      }
    },
  )

  test('mending never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '*',
            '**',
            '_',
            '`',
            '```',
            '\n',
            '\n\n',
            '[',
            ']',
            '(',
            ')',
            '!',
            '|',
            '---',
            '#',
            '- ',
            '1. ',
            '> ',
            '$',
            '\\',
            '<',
            '&',
            'ab',
            ' ',
            '1',
            '~~',
          ),
          { maxLength: 40 },
        ),
        (parts) => {
          expect(() => htmlOf(new BlockStream(), parts.join(''), true)).not.toThrow()
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('streaming', () => {
  const SIGNS = [
    '**',
    '*',
    '`',
    '```\n',
    '\n',
    '\n\n',
    '- ',
    '  - ',
    '1. ',
    '2. ',
    '> ',
    '| a | b |\n| - | - |\n| c | d |',
    '[1]',
    '[x](https://e.org)',
    '# ',
    '---',
    '$$',
    'words ',
    'and more',
    '    ',
    '2',
    '\r\n',
  ]

  test('an answer that streamed in ends as the answer that was there at once, however it was cut', () => {
    const text = fc.oneof(
      fc.constantFrom(...corpus),
      fc.array(fc.constantFrom(...SIGNS), { maxLength: 60 }).map((parts) => parts.join('')),
      fc.array(fc.constantFrom(...corpus), { minLength: 2, maxLength: 3 }).map((parts) => parts.join('\n\n')),
    )
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }), (whole, cuts) => {
        const stream = new BlockStream()
        for (let end = 0, i = 0; end < whole.length; i++) {
          end += cuts[i % cuts.length] ?? 1
          stream.read(whole.slice(0, end), 'writing')
        }
        expect(htmlOf(stream, whole, false)).toBe(htmlOf(new BlockStream(), whole, false))
      }),
      { numRuns: 150 },
    )
  })

  test('a finished block is never lexed again', () => {
    const stream = new BlockStream()
    const text = Array.from({ length: 50 }, (_, i) => `Paragraph ${i} with **words**.`).join('\n\n')
    const first = stream.read(text.slice(0, text.length - 40), 'writing')
    const second = stream.read(text, 'writing')
    for (const [i, block] of first.slice(0, -3).entries()) expect(second[i]?.token).toBe(block.token)
  })

  test('a finished item of a long list is never lexed again', () => {
    const stream = new BlockStream()
    const text = Array.from({ length: 50 }, (_, i) => `- item ${i}`).join('\n')
    const itemsOf = (upTo: number) => {
      const token = stream.read(text.slice(0, upTo), 'writing')[0]?.token
      return token?.type === 'list' ? token.items : []
    }
    const first = itemsOf(text.length - 30)
    const second = itemsOf(text.length)
    expect(first.length).toBeGreaterThan(40)
    for (const [i, item] of first.slice(0, 30).entries()) expect(second[i]).toBe(item)
  })
})
