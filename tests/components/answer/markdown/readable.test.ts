// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { toReadable, watchCopies } from '@/components/answer/markdown/readable'

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

test('of a diagram its code is taken, not its picture', () => {
  const block = '<div><pre hidden><code>flowchart LR</code></pre><section data-no-copy><img alt="Diagram"></section></div>'
  expect(read(block)).toEqual({ html: '<div><pre><code>flowchart LR</code></pre></div>', text: 'flowchart LR' })
})

test('what is taken as HTML has no classes, no buttons and whole addresses', () => {
  const { html } = read(
    '<p class="x" onclick="y()">a<button aria-label="b"><svg></svg></button> <a class="chip" data-slot="citation" href="/knowledge/x" target="_blank">1</a></p>',
  )
  expect(html).toBe(`<p>a <a href="${new URL('/knowledge/x', location.href).href}">[1]</a></p>`)
})

const answer = (html: string): HTMLElement => {
  const element = document.body.appendChild(document.createElement('div'))
  element.dataset['slot'] = 'answer'
  element.innerHTML = html
  return element
}
const copy = (from: Element): Record<string, string> => {
  document.getSelection()?.selectAllChildren(from)
  const copied: Record<string, string> = {}
  const event = new Event('copy', { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'clipboardData', { value: { setData: (type: string, text: string) => (copied[type] = text) } })
  from.dispatchEvent(event)
  return copied
}
const cited = (n: number, href: string) => `It is tall <a data-slot="citation" href="${href}">${n}</a>.`

test('what is selected and copied has the addresses of its citations, and their sources at its end', () => {
  const first = answer(
    `<p>${cited(2, 'https://e.org/#:~:text=tall')}</p><p id="own">${cited(3, '/documents/d#page=4')}</p><p id="none">None.</p>`,
  )
  const stop = watchCopies(first, (numbers) => {
    const list = [...numbers].join()
    return list === '' ? undefined : { text: `Sources: ${list}`, html: `<p>Sources: ${list}</p>` }
  })
  expect(copy(first)['text/plain']).toBe('It is tall [2](https://e.org/).\n\nIt is tall [3].\n\nNone.\n\nSources: 2,3')
  expect(copy(first)['text/html']).toContain('<p>It is tall <a href="https://e.org/">[2]</a>.</p><p>It is tall <a>[3]</a>.</p>')
  expect(copy(first)['text/html']).toMatch(/<p>Sources: 2,3<\/p>$/)
  expect(copy(first.querySelector('#none') as Element)['text/plain']).toBe('None.')

  // The numbers of two answers are not one list.
  const second = answer(`<p>${cited(2, 'https://e.org/other')}</p>`)
  expect(copy(document.body)['text/plain']).not.toContain('Sources')
  expect(copy(document.body)['text/plain']).toContain('[2](https://e.org/other)')
  stop()
  expect(copy(first)).toEqual({})
  second.remove()
  first.remove()
})
