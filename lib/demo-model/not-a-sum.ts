/**
 * Finds numbers that are not there to be worked out: dates, times, versions, addresses, phone numbers, scores, ranges.
 * Gives the sentence that says so; `undefined` for a sum. `asked` is true after "what is" and before "=".
 */
export function whyNoSum(text: string, asked: boolean): string | undefined {
  const bare = text.replace(/^that\b/, '').trim()
  const found = patterns.map((pattern) => pattern.exec(bare)?.[0]).find((match) => match !== undefined)
  const odd = found ?? (asked ? undefined : bareNumbers.exec(bare)?.[0])
  if (odd === undefined) return undefined
  const spaced = odd
    .trim()
    .replace(/(?<=\d)\s*([-–/])\s*(?=\d)/g, ' $1 ')
    .replaceAll('–', '-')
    .replace(/\b0+(?=\d)/g, '')
  const hint = /^[\d\s/-]+$/.test(spaced) && /[-/]/.test(spaced) ? `with spaces: ${spaced}` : 'in plain numbers, such as 12 - 5'
  return `“${bare.length <= 40 ? bare : odd.trim()}” may be a date, a time, a version, a score, a range or a phone number, so I did not work it out; if it is a sum, write it ${hint}.`
}

const start = String.raw`(?<![\d.,:/*^+-]|[*/^+-]\s)`
const end = String.raw`(?![\d:/*^]|\.\d)`
const patterns = [
  // Dates: 2024-01-15, 15/01/2024, 1.2.24.
  new RegExp(String.raw`${start}\d{4}([-–/.])\d{1,2}\1\d{1,2}${end}`),
  new RegExp(String.raw`${start}\d{1,2}([-–/.])\d{1,2}\1(?:\d{4}|\d{2})${end}`),
  // Versions and addresses: 1.2.3, 192.168.0.1, and what begins with "v".
  /(?<![\d.])\d+(?:\.\d+){2,}/,
  /\bv\d+(?:\.\d+)+/i,
  // Times and ratios: 12:30, 3:2.
  /\d\s?:\s?\d/,
  // Phone numbers: +49 30 1234, (555) 123-4567, 555-1234, 1-800-555-1234; and what is written in groups like them.
  /\+\d{1,3}[\s.-]?\(?\d{1,4}\)?[\s.-]\d{2,}/,
  /\(\d{2,5}\)\s*\d{2,}/,
  new RegExp(String.raw`${start}\d{3}[-–]\d{4}${end}`),
  new RegExp(
    String.raw`${start}\d+(?:[-–]\d+)*[-–]\d{3,}(?:[-–]\d+)+${end}|${start}\d{3,}(?:[-–]\d+){2,}${end}|${start}\d+(?:[-–]\d+)+[-–]\d{3,}${end}`,
  ),
  // No number of a sum begins with a zero.
  /(?<![\d.,a-z])0\d[\d\s/–-]*/i,
  // What is a name: 9/11, 24/7.
  /^(?:9\/11|24\/7)$/,
  // A dash that is longer than a minus, without spaces.
  /\d+–\d+/,
]
/** Nothing but whole numbers with dashes or strokes between them, without spaces: 3-2, 10-20, 1/2, 1/2/3. */
const bareNumbers = /^\d+(?:-\d+)+$|^\d{1,2}(?:\/\d{1,2})?\/\d+$/
