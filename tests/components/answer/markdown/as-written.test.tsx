// @vitest-environment happy-dom
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Citations } from '@/components/answer/citations/citation'
import { CitationContext } from '@/components/answer/citations/citation-scope'
import { Footnotes } from '@/components/answer/markdown/markdown'
import { AnswerBlock } from '@/components/answer/markdown/render-block'
import type { Drawing } from '@/components/answer/markdown/render-inline'
import { BlockStream, type TextState } from '@/lib/markdown/block-stream'
import { isDefinition, withoutSourceNotes } from '@/lib/markdown/tokens'

/**
 * Markdown as people and models write it, and what is seen. In `seen`, paragraphs are divided by `¶` and kept line breaks are
 * `⏎`; bold, emphasis and the rest are HTML's, a chip is `‹1›`, a formula `⟨x⟩`, and a link has its address behind it.
 */
type Row = [what: string, written: string, seen: string]

const SCRIPTS: Row[] = [
  ['bold in quotation marks', 'これは**「重要」**な点です。', 'これは<b>「重要」</b>な点です。'],
  ['bold after bold', '**「A」**なので**「B」**を使う。', '<b>「A」</b>なので<b>「B」</b>を使う。'],
  ['bold that ends in a colon', '**注意：**正文', '<b>注意：</b>正文'],
  ['bold that ends in a full stop', '这是**重点。**后面', '这是<b>重点。</b>后面'],
  ['Korean in brackets', '한국어**[강조]**한국어', '한국어<b>[강조]</b>한국어'],
  ['a Korean particle behind', '**마크다운(Markdown)**을 쓴다.', '<b>마크다운(Markdown)</b>을 쓴다.'],
  ['emphasis inside a sentence', '这里有*斜体文字*和别的。', '这里有<i>斜体文字</i>和别的。'],
  ['struck out before a full stop', '这是~~错误。~~后面', '这是<s>错误。</s>后面'],
  ['snake_case stays', 'a snake_case_name and 2*3 = 6', 'a snake_case_name and 2*3 = 6'],
  [
    'an address before a full-width bracket',
    '访问 https://example.com/docs（中文说明）了解更多。',
    '访问 https://example.com/docs(https://example.com/docs)（中文说明）了解更多。',
  ],
  ['an address before CJK text', '见https://example.com/a请看', '见https://example.com/a(https://example.com/a)请看'],
  [
    'an address in typographic quotation marks',
    'see “https://example.com/a” now',
    'see “https://example.com/a(https://example.com/a)” now',
  ],
]

const SIGNS: Row[] = [
  ['one tilde is a tilde', 'It cost ~$120B (~$55–65B).', 'It cost ~$120B (~$55–65B).'],
  ['tildes round a number', 'takes ~3~5 minutes', 'takes ~3~5 minutes'],
  ['two tildes strike', 'It is ~~old~~ new.', 'It is <s>old</s> new.'],
  ['an amount before its sign', 'It is 5$/month or 50$/year.', 'It is 5$/month or 50$/year.'],
  ['plans', 'Plans: 100$, 200$', 'Plans: 100$, 200$'],
  ['amounts in bold', '**5$/month** or **50$/year**', '<b>5$/month</b> or <b>50$/year</b>'],
  ['a country and its sign', 'between $5 (US$) and A$9 (AU$)', 'between $5 (US$) and A$9 (AU$)'],
  ['money in a table', '| a | b |\n| - | - |\n| $5 | $10 |', '[a|b][$5|$10]'],
  ['a formula', 'so $E = mc^2$ holds', 'so ⟨E = mc^2⟩ holds'],
  ['a formula beside CJK text', '这个$x+1$表示', '这个⟨x+1⟩表示'],
  [
    'a bare environment',
    'So\n\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\nholds',
    'So¶⟨\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}⟩¶holds',
  ],
  [
    'a bare environment below a line',
    'So\n\\begin{cases} a \\\\ b \\end{cases}\nholds',
    'So¶⟨\\begin{cases} a \\\\ b \\end{cases}⟩¶holds',
  ],
  [
    'an environment in a line',
    'So \\begin{pmatrix} a \\\\ b \\end{pmatrix} holds',
    'So ⟨\\begin{pmatrix} a \\\\ b \\end{pmatrix}⟩ holds',
  ],
]

const HTML: Row[] = [
  ['a line break in a cell', '| a |\n| - |\n| x<br>y<br/>z |', '[a][x⏎y⏎z]'],
  ['a line break in a line', 'one<br>two', 'one⏎two'],
  ['sub, sup and kbd', 'H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>', 'H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>'],
  ['bold in sub', 'a<sub>**b**</sub>', 'a<sub><b>b</b></sub>'],
  [
    'details',
    '<details>\n<summary>More **here**</summary>\n\nInside *it*\n\n- one\n</details>\n\nAfter',
    '<details><summary>More <b>here</b></summary>Inside <i>it</i>¶• one</details>¶After',
  ],
  [
    'details without a blank line',
    'Before\n<details open><summary>S</summary>Body</details>',
    'Before¶<details><summary>S</summary>Body</details>',
  ],
  [
    'details around code',
    '<details>\n<summary>S</summary>\n\n```html\n</details>\n```\n\nafter\n</details>',
    '<details><summary>S</summary>{html:</details>}¶after</details>',
  ],
  [
    'other HTML',
    'a <span style="color:red">b</span> <u>c</u>',
    'a &lt;span style="color:red"&gt;b&lt;/span&gt; &lt;u&gt;c&lt;/u&gt;',
  ],
  ['a tag with attributes', 'a <sup onclick="x()">b</sup>', 'a &lt;sup onclick="x()"&gt;b&lt;/sup&gt;'],
  ['named entities', '&alpha; &ne; &frac12; &CounterClockwiseContourIntegral; &nosuch; AT&T', 'α ≠ ½ ∳ &amp;nosuch; AT&amp;T'],
]

const LINES: Row[] = [
  ['a verse', 'Roses are red,\nViolets are blue.', 'Roses are red,⏎Violets are blue.'],
  ['an address', '**Office**\n12 High Street\nLondon', '<b>Office</b>⏎12 High Street⏎London'],
  ['a line in an item', '- one\n  two', '• one⏎two'],
  ['a line in a quote', '> one\n> two', '> one⏎two'],
  [
    'text that was wrapped',
    'The tower stands three hundred and thirty metres tall, counting the\nantenna fitted in March 2022.',
    'The tower stands three hundred and thirty metres tall, counting the antenna fitted in March 2022.',
  ],
  [
    'a long line that ends a sentence',
    '**Name:** somebody with a very long name who lives in a long street.\n**Phone:** 1',
    '<b>Name:</b> somebody with a very long name who lives in a long street.⏎<b>Phone:</b> 1',
  ],
  ['code over two lines', 'see `a\nb` there', 'see <code>a b</code> there'],
]

const BLOCKS: Row[] = [
  ['a fence in a fence', '```markdown\n# T\n```js\na()\n```\nend\n```\n\nAfter', '{markdown:# T\n```js\na()\n```\nend}¶After'],
  ['a fence named md, left open', '```md\n```py\nx\n```\ny', '{md:```py\nx\n```\ny}'],
  ['a cell that looks like two', '| a | b |\n| - | - |\n| `x | y` | z |', '[a|b][<code>x | y</code>|z]'],
  ['a bar in a formula', '| a | b |\n| - | - |\n| $|x|$ | z |', '[a|b][⟨|x|⟩|z]'],
  [
    'a link by reference',
    'See [the page][p] and [p].\n\n[p]: https://example.org/p',
    'See the page(https://example.org/p) and p(https://example.org/p).',
  ],
  ['a link by its own words', 'See [Docs][].\n\n[docs]: <https://example.org/> "Title"', 'See Docs(https://example.org/).'],
  ['a reference to nothing', 'See [the page][p]. And [this].', 'See the page. And [this].'],
  ['an index is no reference', 'use a[i][j] here', 'use a[i][j] here'],
  ['a note that is no address', 'x\n\n[Note]: important', 'x¶[Note]: important'],
  ['an address that may run', '[x][r]\n\n[r]: javascript:alert(1)', 'x¶[r]: javascript:alert(1)'],
  ['a footnote', 'Tall.[^1] Old.[^a]\n\n[^1]: By **much**.\n[^a]: Very.', 'Tall.^1 Old.^2¶1. By <b>much</b>. ↩¶2. Very. ↩'],
  ['a task that is bold', '- [x] **done**\n- [ ] to do', '• ☑<b>done</b>• ☐to do'],
]

const CITED: Row[] = [
  ['one', 'It is tall [1].', 'It is tall ‹1›.'],
  ['two in brackets', 'tall [1, 2].', 'tall ‹1›‹2›.'],
  ['a range', 'tall [1-3].', 'tall ‹1›‹2›‹3›.'],
  ['neighbours', 'tall [1][2] [3].', 'tall ‹1›‹2›‹3›.'],
  ['corner brackets', '高い【1】。', '高い ‹1›。'],
  ['a dagger', 'tall【1†source】.', 'tall ‹1›.'],
  ['a dagger without a number that is known', 'tall【4:0†source】.', 'tall.'],
  ['a caret', 'tall[^1].', 'tall ‹1›.'],
  ['private marks', 'tall\ue200cite\ue202turn0search1\ue201.', 'tall.'],
  ['private marks with a number', 'tall \ue200cite\ue2022\ue201.', 'tall ‹2›.'],
  ['a stray private mark', 'tall\ue203 and old\ue204.', 'tall and old.'],
  ['a number that is not known', 'tall [9].', 'tall.'],
  ['known and not known', 'tall [2, 9].', 'tall ‹2›.'],
  ['a number that the text defines', 'tall [9].\n\n[9]: https://example.org/', 'tall ‹9›.'],
  ['a link with a number', '[1](https://example.org/)', '1(https://example.org/)'],
  ['text in corner brackets', '【重要】见【说明】', '【重要】见【说明】'],
  ['no space between two', 'tall [1,2].', 'tall ‹1›‹2›.'],
  ['an en dash', 'tall [1–3].', 'tall ‹1›‹2›‹3›.'],
  ['a list and a range', 'tall [1; 2–3].', 'tall ‹1›‹2›‹3›.'],
  ['full-width brackets', '高い［１］。', '高い ‹1›。'],
  ['full-width brackets, several', '高い［１、３］。', '高い ‹1›‹3›。'],
  ['full-width digits in corner brackets', '高い【２】。', '高い ‹2›。'],
  ['full-width brackets that only begin', '见［说明］和［１］。', '见［说明］和 ‹1›。'],
  ['Arabic digits and comma', 'طويل [١، ٢].', 'طويل ‹1›‹2›.'],
  ['Persian digits', 'بلند [۳].', 'بلند ‹3›.'],
  ['Devanagari digits', 'ऊँचा [१]।', 'ऊँचा ‹1›।'],
  ['a number sign', 'tall [#2].', 'tall ‹2›.'],
  ['a dagger in plain brackets', 'tall [1†source].', 'tall ‹1›.'],
  ['a dagger with lines', 'tall【2†L12-L30】.', 'tall ‹2›.'],
  ['carets side by side', 'tall[^1][^3].', 'tall ‹1›‹3›.'],
  ['a zero is no source', 'the interval [0, 3] and a[0]', 'the interval [0, 3] and a[0]'],
  ['a list of numbers that are no sources', 'The scores were [10, 20].', 'The scores were [10, 20].'],
  ['a range that is too long', 'between [20-900] of them', 'between [20-900] of them'],
  ['in code', 'see `a[1, 2]` and `【1】`', 'see <code>a[1, 2]</code> and <code>【1】</code>'],
  ['in a link', 'see [page [1] there](https://example.org/)', 'see page [1] there(https://example.org/)'],
  ['in a cell', '| a |\n| - |\n| x [1, 2] |', '[a][x ‹1›‹2›]'],
  ['a note that gives the address', 'Tall[^1].\n\n[^1]: https://example.org/', 'Tall ‹1›.'],
  ['a note that names its source', 'Tall[^1].\n\n[^1]: *T9 tower*, 2020\n[^2]: [T](https://example.org/)', 'Tall ‹1›.'],
]

/** `references` is what a text defines so far; a number of sources are known. */
const draw = (text: string, state: TextState, sources: number, stream = new BlockStream()): HTMLElement => {
  const blocks = stream.read(text, state)
  const citations: Drawing['citations'] = (marks, key, references) => (
    <Citations key={key} marks={marks} references={references} />
  )
  const known = Array.from({ length: sources }, (_, i) => ({
    n: i + 1,
    url: 'https://example.org/',
    title: 'T9 tower',
    passage: '',
  }))
  const references = withoutSourceNotes(stream.references, known, state === 'writing')
  const drawing: Drawing = { depth: 0, citations, references }
  const context = { sources: known, hot: undefined, openCard: undefined, onEnter: () => {}, onLeave: () => {}, onTap: () => {} }
  const host = document.createElement('div')
  host.innerHTML = renderToStaticMarkup(
    <CitationContext value={context}>
      {blocks
        .filter((block) => !isDefinition(block))
        .map(({ at, token }, i, { length }) => (
          <AnswerBlock
            key={at}
            token={token}
            drawing={state === 'writing' && i === length - 1 ? { ...drawing, tail: { fade: true } } : drawing}
          />
        ))}
      <Footnotes drawing={drawing} />
    </CitationContext>,
  )
  return host
}

const noteMark = 'sup:has(> a[aria-label^=Footnote])'
const footnotes = 'section[aria-label=Footnotes]'

const seenIn = (host: HTMLElement): string => {
  const show = (node: Node): string => {
    if (node instanceof Text)
      return node.data.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    if (!(node instanceof HTMLElement)) return ''
    const inner = [...node.childNodes].map(show).join('')
    if (node.matches('[data-slot=citation]')) return `‹${inner}›`
    if (node.matches('[data-slot=formula]')) return `⟨${node.dataset['source']?.replace(/^\$+|\$+$/g, '')}⟩`
    if (node.matches('[data-slot=code-block]')) {
      return `{${node.querySelector('span')?.textContent}:${node.querySelector('code')?.textContent}}`
    }
    if (node.matches(noteMark)) return `^${inner.replace(/\(.*\)/, '')}`
    if (node.matches('a[aria-label^="Back to where"]')) return '↩'
    if (node.matches('[data-slot=table]'))
      return [...node.querySelectorAll('tr')].map((row) => `[${[...row.cells].map(show).join('|')}]`).join('')
    if (node.matches(footnotes)) return [...node.querySelectorAll('li')].map((item, i) => `${i + 1}. ${show(item)}`).join('¶')
    switch (node.tagName) {
      case 'STRONG':
        return `<b>${inner}</b>`
      case 'EM':
        return `<i>${inner}</i>`
      case 'DEL':
        return `<s>${inner}</s>`
      case 'BR':
        return '⏎'
      case 'A':
        return `${inner}(${node.getAttribute('href')})`
      case 'INPUT':
        return node.hasAttribute('checked') ? '☑' : '☐'
      case 'UL':
        return [...node.children].map((item) => `• ${show(item)}`).join('')
      case 'DETAILS':
        return `<details>${[...node.childNodes].map(show).reduce((a, b) => (a.endsWith('</summary>') ? a + b : `${a}¶${b}`))}</details>`
      case 'BLOCKQUOTE':
        return `> ${inner}`
      case 'SUB':
      case 'SUP':
      case 'KBD':
      case 'CODE':
      case 'SUMMARY':
        return `<${node.tagName.toLowerCase()}>${inner}</${node.tagName.toLowerCase()}>`
      default:
        return inner
    }
  }
  return [...host.children].map(show).join('¶').replace(/ *⏎ */g, '⏎')
}

const ALL = { SCRIPTS, SIGNS, HTML, LINES, BLOCKS }

describe.each(Object.entries(ALL))('%s', (_name, rows) => {
  test.each(rows)('%s', (_what, written, seen) => expect(seenIn(draw(written, 'whole', 0))).toBe(seen))
})

describe('CITED', () => {
  test('a footnote that says something of its own stays one, beside sources too', () => {
    const written = 'Tall.[^1] Old.[^2]\n\n[^1]: Without its **mast**.\n[^2]: https://example.org/'
    expect(seenIn(draw(written, 'whole', 3))).toBe('Tall.^1 Old. ‹2›¶1. Without its <b>mast</b>. ↩')
  })

  test.each(CITED)('%s', (_what, written, seen) => expect(seenIn(draw(written, 'whole', 3))).toBe(seen))

  test.each([
    ['a list of numbers', 'The result is [1, 2].'],
    ['an index', 'Take items[5] then.'],
    ['corner brackets', '【1】第一'],
  ])('without sources brackets are words: %s', (_what, written) => expect(seenIn(draw(written, 'whole', 0))).toBe(written))
})

/** What a reader sees as letters, without what is drawn beside the text. */
const lettersOf = (host: HTMLElement): string => {
  for (const element of host.querySelectorAll(
    `[data-slot=formula], ${noteMark}, ${footnotes}, [data-no-copy], [data-slot=citation]`,
  ))
    element.remove()
  return (host.textContent ?? '').replace(/[\s[\]]+/g, '')
}

describe('nothing flashes: at every split, what is seen is the beginning of what is seen in the end', () => {
  // Until a name is defined, further down, or a link has its address, they cannot be more than their own words.
  const FORWARD = new Set(['a link by reference', 'a footnote', 'a reference to nothing', 'in a link'])
  const rows = [
    ...Object.values(ALL)
      .flat()
      .map((row) => [...row, 0] as const),
    ...CITED.map((row) => [...row, 3] as const),
  ]
  test.each(rows.filter(([what]) => !FORWARD.has(what)))('%s: %s', (_what, written, _seen, sources) => {
    const whole = lettersOf(draw(written, 'whole', sources))
    const stream = new BlockStream()
    for (let end = 1; end <= written.length; end++) {
      const part = written.slice(0, end)
      if (/[\ud800-\udbff]$/.test(part)) continue
      const seen = lettersOf(draw(part, 'writing', sources, stream))
      expect(whole.startsWith(seen), `${JSON.stringify(part)} shows ${JSON.stringify(seen)}`).toBe(true)
    }
    expect(draw(written, 'whole', sources, stream).innerHTML).toBe(draw(written, 'whole', sources).innerHTML)
  })
})

describe('an answer that was stopped', () => {
  test.each([
    ['in bold', 'It is **two and', 'It is <b>two and</b>'],
    ['in code', 'run `npm i', 'run <code>npm i</code>'],
    ['in a fence', '```js\na()\nb(', '{js:a()\nb(}'],
    ['in a link', 'see [the page](https://exa', 'see the page'],
    ['in sub', 'H<sub>2', 'H<sub>2</sub>'],
    ['in a citation', 'tall [1', 'tall'],
  ])('%s', (_what, written, seen) => expect(seenIn(draw(written, 'cut', 1)).trim()).toBe(seen))
})
