import { expect, test } from 'vitest'
import { type DocumentId, parseDocumentUrl, toDocumentName, toPassageUrl } from '@/lib/protocol/document'

const id = 'abc' as DocumentId

test('the address of a passage names its place, and is read back', () => {
  const address = (place: object) => toPassageUrl(id, { text: '', ...place })
  expect(address({ page: 4 })).toBe('/documents/abc#page=4')
  expect(address({ fromLine: 12, toLine: 30 })).toBe('/documents/abc#lines=12-30')
  expect(address({ place: 'Costs' })).toBe('/documents/abc')
  expect(parseDocumentUrl('/documents/abc#page=4')).toEqual({ id, page: 4 })
  expect(parseDocumentUrl('/documents/abc#lines=12-30')).toEqual({ id, fromLine: 12, toLine: 30 })
  expect(parseDocumentUrl('/documents/abc')).toEqual({ id })
  for (const url of ['https://example.org/documents/abc', '/documents/', '/documents/../x', '/documents/abc#x', '/knowledge/abc'])
    expect(parseDocumentUrl(url), url).toBeUndefined()
})

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\a.txt', 'a.txt'],
  ['a\u0000b\nc\u202egpj.exe', 'a b c gpj.exe'],
  ['..', 'file'],
  ['', 'file'],
  ['  .  ', 'file'],
  ['تقرير ٢٠٢٦.pdf', 'تقرير ٢٠٢٦.pdf'],
  [`${'n'.repeat(300)}.docx`, `${'n'.repeat(154)}….docx`],
  ['\ud800.txt', '\ufffd.txt'],
])('the name %j is kept as %j', (given, name) => {
  expect(toDocumentName(given)).toBe(name)
})
