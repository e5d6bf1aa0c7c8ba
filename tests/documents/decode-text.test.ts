import { expect, test } from 'vitest'
import { decodeText } from '@/lib/documents/decode-text'
import { Refusal } from '@/lib/documents/refusal'

const word = 'Zürich Ω'
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
const russian = 'Это письмо о том, как пьют чай в горах. Его собирают весной и сушат на солнце.'
/** One byte a letter, as these encodings have it; what they lack is not in the texts. */
const inBytes = (text: string, encoding: string): Buffer => {
  const letters = new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, n) => n))
  return Buffer.from([...text].map((letter) => letters.indexOf(letter)))
}
/** "This is a sentence in Japanese. Tea is a drink." */
const japanese = 'これは日本語の文です。お茶は飲み物です。'
const inShiftJis = bytes(
  [0x82, 0xb1, 0x82, 0xea, 0x82, 0xcd, 0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x95, 0xb6, 0x82, 0xc5, 0x82, 0xb7],
  [0x81, 0x42, 0x82, 0xa8, 0x92, 0x83, 0x82, 0xcd, 0x88, 0xf9, 0x82, 0xdd, 0x95, 0xa8, 0x82, 0xc5, 0x82, 0xb7, 0x81, 0x42],
)

test.each<[string, Uint8Array, string, string]>([
  ['UTF-8 that says nothing', Buffer.from(word), '', word],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${word}`), 'text/html; charset=iso-8859-1', word],
  ['UTF-16', Buffer.from(`\ufeff${word}`, 'utf16le'), '', word],
  ['UTF-16, the other way round', Buffer.from(`\ufeff${word}`, 'utf16le').swap16(), '', word],
  ['UTF-16 without its mark', Buffer.from('plain words', 'utf16le'), '', 'plain words'],
  ['UTF-16 without its mark, of letters that have no zero', Buffer.from(russian, 'utf16le'), '', russian],
  [
    'UTF-16 without its mark, the other way round',
    Buffer.from(russian, 'utf16le').swap16(),
    'text/plain; charset=utf-8',
    russian,
  ],
  ['one of the header', bytes('Z', [0xfc], 'r'), 'text/html; charset="ISO-8859-1"', 'Zür'],
  ['UTF-8 that is said to be Latin', Buffer.from(russian), 'text/html; charset=iso-8859-1', russian],
  ['one of seven bits', bytes([0x1b, 0x24, 0x42, 0x45, 0x6c, 0x1b, 0x28, 0x42]), 'text/html; charset=iso-2022-jp', '東'],
  ['UTF-8 that it is not', bytes('Stra', [0xdf], 'e, Gr', [0xf6], [0xdf], 'e'), 'text/html; charset=utf-8', 'Straße, Größe'],
  ['one of the page', bytes('<meta charset=windows-1251>', [0xcf, 0xf0]), '', '<meta charset=windows-1251>Пр'],
  [
    'one of the page in an old form',
    bytes('<meta http-equiv=x content="text/html; charset=shift_jis">', [0x93, 0x8c]),
    '',
    '<meta http-equiv=x content="text/html; charset=shift_jis">東',
  ],
  [
    'one of XML',
    bytes('<?xml version="1.0" encoding="windows-1252"?><p>', [0x80]),
    '',
    '<?xml version="1.0" encoding="windows-1252"?><p>€',
  ],
  ['none at all', bytes('Z', [0xfc], 'r'), 'text/html', 'Zür'],
  ['one that there is not', Buffer.from(word), 'text/html; charset=klingon-8', word],
  ['a page that says it is UTF-16 and cannot be', Buffer.from('<meta charset=utf-16>Ω'), '', '<meta charset=utf-16>Ω'],
  ['Shift_JIS that nothing says', inShiftJis, '', japanese],
  ['Cyrillic that nothing says', inBytes(russian, 'windows-1251'), '', russian],
  ['older Cyrillic that nothing says', inBytes(russian, 'koi8-r'), 'text/plain', russian],
  [
    'Western letters that nothing says',
    bytes('Gr', [0xf6, 0xdf], 'e;Preis\n', [0xc4], 'pfel;7 ', [0x80], '\nM', [0xfc], 'ller;', [0x84], '12', [0x93], '\n'),
    '',
    'Größe;Preis\nÄpfel;7 €\nMüller;„12“\n',
  ],
  [
    'UTF-8 of which a byte is broken',
    bytes([...Buffer.from(russian)], [0xff], '!'),
    'text/html; charset=utf-8',
    `${russian}\ufffd!`,
  ],
  ['a log with a zero in it', bytes('a line\n'.repeat(200), [0], 'end'), '', `${'a line\n'.repeat(200)}end`],
])('%s', (_title, given, declaredType, text) => expect(decodeText({ bytes: given, declaredType })).toBe(text))

test('what is no text in any of them is refused', () => {
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7) % 256))
  expect(() => decodeText({ bytes: noise })).toThrow(Refusal)
  expect(() => decodeText({ bytes: noise, declaredType: 'text/plain; charset=utf-8' })).toThrow(Refusal)
})
