const codes = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('')

/** Text that databases, encoders, terminals and screens have tripped over, by what is wrong with it. */
export const hostileTexts: Record<string, string> = {
  'half of a surrogate pair': 'before \ud83d between \udc4d after',
  'surrogates the wrong way round': '\udc4d\ud83d',
  NUL: 'before \u0000 after\u0000',
  'control characters': `C0 ${codes(0x00, 0x1f)} DEL \u007f C1 ${codes(0x80, 0x9f)} end`,
  'changes of direction': 'a \u202eright to left\u202c \u2067isolated\u2069 \u200f\u061c b',
  'what is not seen': 'zero\u200bwidth\u200d\ufeff joiners \u2028 and \u2029 separators \u00ad\u034f',
  'marks upon marks': 'zalgo'.replace(/./g, (letter) => letter + codes(0x300, 0x36f).slice(0, 60)),
  'no characters': '\ufffe \uffff \u{1ffff} \u{10ffff} \ufdd0',
  'families and flags': '👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿🇺🇳🏽 é ≠ é',
  'the words of a database': `'; drop table threads; -- " \\ % _ \\0 \\x00 $1 ? :a {"a":1} NULL`,
  'the words of a page': '<script>alert(1)</script><img src=x onerror=alert(1)>]]>&amp;&#0;',
  'the words of a stream': 'data: {}\n\nid: 7\nevent: status\r\n\r\n: comment\n\n',
}

/** 32 KiB, the longest question there may be, of characters of four bytes each. */
export const emoji32KiB = '🧵'.repeat(8192)
