import { expect, test } from 'vitest'
import { type DocumentId, toDocumentName, toPassageUrl } from '@/lib/protocol/document'
import { isDocumentAddress, parsePlace } from '@/lib/protocol/document-address'

const id = 'abc' as DocumentId

test('the address of a passage names its place, which is read back', () => {
  const address = (place: object) => toPassageUrl(id, { text: '', position: 2, ...place })
  expect(address({ page: 4 })).toBe('/documents/abc#page=4&passage=3')
  expect(isDocumentAddress(address({ page: 4 }))).toBe(true)
  expect(address({ fromLine: 12, toLine: 30 })).toBe('/documents/abc#lines=12-30')
  expect(address({ place: 'Costs' })).toBe('/documents/abc#passage=3')
  expect(address({ toPosition: 4 })).toBe('/documents/abc#passage=3-5')
  expect(isDocumentAddress(address({ toPosition: 4 }))).toBe(true)
  expect(parsePlace('page=4')).toEqual({ unit: 'page', from: 4, to: 4 })
  expect(parsePlace('lines=12-30')).toEqual({ unit: 'lines', from: 12, to: 30 })
  expect(parsePlace('passage=3-5')).toEqual({ unit: 'passage', from: 3, to: 5 })
  expect(parsePlace('page=4&passage=9')).toEqual({ unit: 'passage', from: 9, to: 9 })
  for (const hash of ['', 'page', 'page=', 'page=x', 'line=3', 'page=1-2-3', `page=${'9'.repeat(10)}`])
    expect(parsePlace(hash), hash).toBeUndefined()
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
