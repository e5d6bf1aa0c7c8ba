import { expect, test } from 'vitest'
import { withoutMarkdown } from '@/lib/run-view/without-markdown'

test.each([
  ['The result is **136**.', 'The result is 136.'],
  ['***Both*** and *one*, _another_ and ~~gone~~', 'Both and one, another and gone'],
  ['**重要**です。**“quoted”**', '重要です。“quoted”'],
  ['## Heading\n\n> said\n\n- one\n- two', 'Heading\n\nsaid\n\n- one\n- two'],
  ['See [the page](https://example.com/a) and ![a picture](https://example.com/b.png) [1]', 'See the page and a picture [1]'],
  ['Run `npm start`:\n\n```sh\nnpm test\n```\n\nDone.', 'Run npm start:\n\nnpm test\n\nDone.'],
  ['| a | b |\n| --- | --- |\n| 1 | 2 |', '| a | b |\n| 1 | 2 |'],
  ['2 * 3 * 4 is 2**3 * 3, snake_case_name, * a point', '2 * 3 * 4 is 2**3 * 3, snake_case_name, * a point'],
  ['It is **1', 'It is 1'],
])('%j reads %j', (markdown, text) => expect(withoutMarkdown(markdown)).toBe(text))

test('a long text of nothing but signs is read at once', () => {
  const before = performance.now()
  for (const sign of ['*', '_', '~', '`', '[', '](', '|-', '> ', '# ', '![a](']) withoutMarkdown(sign.repeat(50_000))
  expect(performance.now() - before).toBeLessThan(2_000)
})
