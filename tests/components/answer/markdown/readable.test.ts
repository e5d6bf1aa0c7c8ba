// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { toReadable } from '@/components/answer/markdown/readable'
import { toCsv, toTabs } from '@/components/answer/markdown/table-frame'

const read = (html: string) => {
  const root = document.createElement('div')
  root.innerHTML = html
  return toReadable(root)
}

test.each([
  [
    'a number is apart from its word',
    '<p>It is tall<span> <a data-slot="citation" href="https://e.org/">1</a></span>.</p>',
    'It is tall [1].',
  ],
  [
    'a formula is TeX',
    '<p>so <span data-slot="formula" data-source="$x$"><span><math>x</math>x</span></span> holds</p>',
    'so $x$ holds',
  ],
  ['items have their signs', '<ul><li><p>one</p><ul><li><p>two</p></li></ul></li></ul>', '- one\n  - two'],
  ['numbers go on from where they start', '<ol start="3"><li>c</li><li>d</li></ol>', '3. c\n4. d'],
  ['tasks have their boxes', '<ul><li><input type="checkbox" checked disabled><p>done</p></li></ul>', '- [x] done'],
  [
    'code keeps its lines and has no buttons',
    '<div><div data-no-copy><span>js</span><button><svg></svg></button></div><pre><code>a\n  b\n</code></pre></div>',
    'a\n  b',
  ],
  ['a quote has its bars', '<blockquote><p>a</p><p>b</p></blockquote>', '> a\n>\n> b'],
  [
    'rows are lines',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>',
    'a\tb\nc\td',
  ],
  ['blocks are a line apart', '<h2>T</h2><p>a<br>b</p>', 'T\n\na\nb'],
])('what is taken as text: %s', (_what, html, text) => expect(read(html).text).toBe(text))

test('what is taken as HTML has no classes, no buttons and whole addresses', () => {
  const { html } = read(
    '<p class="x" onclick="y()">a<button aria-label="b"><svg></svg></button> <a class="chip" data-slot="citation" href="/knowledge/x" target="_blank">1</a></p>',
  )
  expect(html).toBe(`<p>a <a href="${new URL('/knowledge/x', location.href).href}">[1]</a></p>`)
})

const table = (...rows: string[][]): HTMLTableElement => {
  const element = document.createElement('table')
  element.innerHTML = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')
  return element
}

test('a table is rows of tabs, or CSV with its quotation marks', () => {
  const cells = table(['a', 'b<br>c'], ['x "y"', '1,5'])
  expect(toTabs(cells)).toBe('a\tb c\nx "y"\t1,5')
  expect(toCsv(cells)).toBe('\ufeffa,"b\nc"\r\n"x ""y""","1,5"\r\n')
})

test('what a spreadsheet would run is text, and numbers stay numbers', () => {
  expect(toTabs(table(['=1+1', '@x', '-5', '+1,000.5', '-cmd', '−3%', '-3 %']))).toBe(
    "'=1+1\t'@x\t-5\t+1,000.5\t'-cmd\t−3%\t-3 %",
  )
})
