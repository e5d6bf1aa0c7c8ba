// What sums are called in English: tables that are tried from first to last.

/** Numbers in words, each at the place of its value. */
export const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Words with what is written for them, for the parser of sums. `that` stands for the result before. */
export const signsOfWords: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d) thousand\b/giu, 'e3'],
  [/(?<=\d) million\b/giu, 'e6'],
  [/(?<=\d) billion\b/giu, 'e9'],
  [/(?<=\d) trillion\b/giu, 'e12'],
  [/\bto the second power\b/giu, '^ 2'],
  [/\bto the third power\b/giu, '^ 3'],
  [/\bto the fourth power\b/giu, '^ 4'],
  [/\bto the fifth power\b/giu, '^ 5'],
  [/\bto the sixth power\b/giu, '^ 6'],
  [/\bto the seventh power\b/giu, '^ 7'],
  [/\bto the eighth power\b/giu, '^ 8'],
  [/\bto the ninth power\b/giu, '^ 9'],
  [/\bto the tenth power\b/giu, '^ 10'],
  [/\bto the (?:power of|power)\b|\braised to\b/giu, '^'],
  [/\bto the (\d{1,4})(?:st|nd|rd|th)\b(?: power)?/giu, '^ $1'],
  [/\bmultiplied by\b|\btimes\b/giu, '*'],
  [/\bdivided by\b|\bover\b/giu, '/'],
  [/\bplus\b|\badded to\b/giu, '+'],
  [/\s*\bsquared\b/giu, '^2'],
  [/\s*\bcubed\b/giu, '^3'],
  [/\s*\bper ?cent\b/giu, '%'],
  [/\b(?:the )?square root of (\d[\d,.]*\d|\d)/giu, 'sqrt($1)'],
  [/\b(?:the )?cube root of (\d[\d,.]*\d|\d)/giu, 'cbrt($1)'],
  [/\b(?:the )?square root of\s*/giu, '√'],
  [/\b(?:the )?cube root of\s*/giu, '∛'],
  [/\bmodulo\b/giu, 'mod'],
  [/(?<=\d) factorial\b/giu, '!'],
  [/\b(?:the )?(?:(?:last|previous) )?(?:result|answer|total)\b/giu, 'that'],
  [/\bthe (?:sum|product|difference)(?! of\b| between\b)\b|\b(?:it|this|ans)\b/giu, 'that'],
  [/\bthe (?=√|∛|sum|product|average|mean|difference|number)/giu, ''],
]

/**
 * Sums whose words come in another order than their signs. On the left `{x}` and `{y}` are one number or bracket each, `{list}` two of them
 * or more, `{all}` any text, and the rest is a regular expression. On the right they stand for what was read, `{list +}` for the list in
 * brackets with that sign between, and `{count}` for how many there are.
 */
export const sumOrders: readonly (readonly [string, string])[] = [
  [
    String.raw`(?:round )?{all},? (?:(?:rounded|correct) )?to (?<places>10|\d) (?:decimals?|decimal places?|places)`,
    'round({all}, {places})',
  ],
  ['(?:round )?{all},? (?:(?:rounded|correct) )?to the nearest (?:whole number|integer)', 'round({all})'],
  ['(?:take|subtract|take away) {x}(?: away)? from {y}', '{y} - {x}'],
  ['(?:take|start with|begin with) (?!away){all}', '{all}'],
  ['add {x} to {y}', '{y} + {x}'],
  ['add {list}', '{list +}'],
  ['add {x}', 'that + {x}'],
  ['(?:subtract|take away) {x}', 'that - {x}'],
  ['multiply (?:by|with) {x}', 'that * {x}'],
  ['multiply {x} (?:by|with) {y}', '{x} * {y}'],
  ['multiply {list}', '{list *}'],
  ['divide by {x}', 'that / {x}'],
  ['divide {x} by {y}', '{x} / {y}'],
  ['(?:double|twice) {x}', '{x} * 2'],
  ['triple {x}', '{x} * 3'],
  ['(?:halve|half of) {x}', '{x} / 2'],
  ['(?:the )?square(?: of)? {x}', '({x})^2'],
  ['(?:the )?cube(?: of)? {x}', '({x})^3'],
  ['(?:sum|total) of {list}', '{list +}'],
  ['product of {list}', '{list *}'],
  ['(?:average|mean) of {list}', '({list +}) / {count}'],
  ['difference between {x} and {y}', 'abs({x} - {y})'],
  [String.raw`(?<x>[\d.]+\s?%) off {y}`, '{y} - {x}'],
  ['(?<all>[*/^+×÷].*)', 'that {all}'],
  ['minus {all}', 'that - {all}'],
]
