import { expect, test } from 'vitest'
import { withoutHiddenWords } from '@/lib/documents/types/hidden-words'

const white = '<w:color w:val="FFFFFF"/>'
const run = (look: string, inside = '<w:t>Words</w:t>') => `<w:r><w:rPr>${look}</w:rPr>${inside}</w:r>`
const shape = (inside: string) => `<w:r><w:pict><w:txbxContent><w:p>${inside}</w:p></w:txbxContent></w:pict></w:r>`
const paragraph = (inside: string, look = '') => `<w:p><w:pPr>${look}</w:pPr>${inside}</w:p>`
const solid = '<w:shd w:val="solid" w:color="1F3864" w:fill="FFFFFF"/>'
const style = (look: string) => `<w:style w:type="paragraph" w:styleId="H"><w:rPr>${look}</w:rPr></w:style>`

test.each([
  ['before a picture', paragraph(`<w:r><w:drawing><wp:anchor behindDoc="1"/></w:drawing></w:r>${run(white)}`)],
  ['with an outline', paragraph(run(`<w:outline/>${white}`))],
  ['with an outline of newer versions', paragraph(run(`${white}<w14:textOutline w14:w="9525"/>`))],
  ['on a pattern', paragraph(run(white), solid)],
  ['on a pattern of a cell', `<w:tbl><w:tr><w:tc><w:tcPr>${solid}</w:tcPr>${paragraph(run(white))}</w:tc></w:tr></w:tbl>`],
  ['on a pattern of their own', paragraph(run(white + solid))],
  ['of a script with a size of its own', paragraph(run('<w:rtl/><w:sz w:val="2"/><w:szCs w:val="24"/>'))],
  ['of such a script that takes its size from elsewhere', paragraph(run('<w:rtl/><w:sz w:val="2"/>'))],
  ['in a shape', paragraph(shape(run(white)))],
  [
    'after a shape in a dark paragraph',
    paragraph(shape(run('', '')) + run(white), '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'),
  ],
  ['after a shape with a hidden style', paragraph(shape(`<w:pPr><w:pStyle w:val="H"/></w:pPr>`) + run('')), style('<w:vanish/>')],
])('words %s are seen', (_what, part, styles = '') => {
  expect(withoutHiddenWords(part, styles)).toContain('Words')
})

test.each([
  ['white', paragraph(run(white))],
  ['white after a shape', paragraph(shape(run('', '')) + run(white))],
  ['tiny in both sizes', paragraph(run('<w:rtl/><w:sz w:val="2"/><w:szCs w:val="2"/>'))],
  [
    'of a style that is hidden, after a shape of another',
    paragraph(shape('<w:pPr/>') + run(''), '<w:pStyle w:val="H"/>'),
    style('<w:vanish/>'),
  ],
  ['white on white shading', paragraph(run(white), '<w:shd w:val="clear" w:color="auto" w:fill="FFFFFF"/>')],
])('words that are %s are not', (_what, part, styles = '') => {
  expect(withoutHiddenWords(part, styles)).not.toContain('Words')
})

test('what stands between words stays, whatever its look', () => {
  const between = run(white, '<w:tab/><w:t>Words</w:t><w:br/>')
  expect(withoutHiddenWords(paragraph(between))).toContain('<w:tab/><w:br/>')
})
