// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { toCsv, toHarmless, toTableHtml, toTabs } from '@/components/ui/table-actions'

const rows = [
  ['a', 'b\nc'],
  ['x "y"', '1,5'],
  [' z', '<b>'],
]

test('a table is rows of tabs, CSV with its quotation marks, or HTML', () => {
  expect(toTabs(rows)).toBe('a\tb c\nx "y"\t1,5\n z\t<b>')
  expect(toCsv(rows)).toBe('\ufeffa,"b\nc"\r\n"x ""y""","1,5"\r\n" z",<b>\r\n')
  expect(toTableHtml(rows)).toContain('<thead><tr><th>a</th><th>b\nc</th></tr></thead>')
  expect(toTableHtml(rows)).toContain('<td>&lt;b&gt;</td>')
})

test.each(['=1+1', '@x', '-cmd', '+cmd|x', ' =1', '＝1+1', '－x', '\t=1', '-5+cmd'])(
  'what a spreadsheet would run is text: %s',
  (cell) => {
    expect(toHarmless(cell)).toBe(`'${cell}`)
    for (const text of [toTabs([[cell]]), toCsv([[cell]]), toTableHtml([[cell]])]) expect(text).toContain("'")
  },
)

test.each(['-5', '+1,000.5', '−3%', '-3 %', '-1e-7', '1-2', 'a=b', ''])('numbers and words stay what they are: %s', (cell) =>
  expect(toHarmless(cell)).toBe(cell),
)
