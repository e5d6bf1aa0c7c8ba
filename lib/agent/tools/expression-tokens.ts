import { ToolFailure } from './define-tool'

const maxExpressionChars = 20_000

/** A piece of an expression; `grouped` for a number with commas in it. `raised` is in superscript. */
export type Token = { type: 'number' | 'name' | 'sign' | 'raised'; text: string; grouped?: boolean }

const signs: Record<string, string> = { '×': '*', '·': '*', '∙': '*', '⋅': '*', '∗': '*', '÷': '/', '∕': '/', '−': '-', '–': '-' }
const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const pattern =
  /\s+|(?<number>0x[\da-f]+|0b[01]+|0o[0-7]+|(?:(?:[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d+)(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)|(?<name>[\p{L}_][\p{L}\d_]*)|(?<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?<sign>\*\*|[-+*/^()!%,°√∛×·∙⋅∗÷∕−–])/iuy

/**
 * Cuts an expression into numbers, names and signs.
 * @throws ToolFailure for text that has no place in one.
 */
export function readTokens(given: string): Token[] {
  if (given.length > maxExpressionChars)
    return refuse(`The expression is longer than ${maxExpressionChars.toLocaleString('en')} characters.`)
  const text = inPlainDigits(given)
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const before = tokens.at(-1)
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) return refuse('Only numbers, signs, brackets and functions can be used here.')
    const { number, name, raised, sign } = match.groups ?? {}
    if (number && /^e(?![\p{L}\d_])/iu.test(text.slice(pattern.lastIndex, pattern.lastIndex + 2)))
      refuse(`After “${number}e” the power of ten is missing; the number e is written ${number} * e.`)
    // "2 x 3" and "2x3", but not "0x3".
    const isTimes =
      /^x$|^x\d/i.test(name ?? '') && before && isOperandEnd(before) && /^x\s*[-\d.(√]/i.test(text.slice(at, at + 20))
    at += isTimes ? 1 : match[0].length
    if (isTimes) tokens.push({ type: 'sign', text: '*' })
    else if (number) tokens.push({ type: 'number', text: toDecimal(number), grouped: number.includes(',') })
    else if (name) tokens.push({ type: 'name', text: name === 'π' ? 'pi' : name })
    else if (raised) tokens.push({ type: 'raised', text: fromRaised(raised) })
    else if (sign === '°') tokens.push({ type: 'name', text: 'deg' })
    else if (sign) tokens.push({ type: 'sign', text: sign === '**' ? '^' : (signs[sign] ?? sign) })
  }
  return tokens
}

const isOperandEnd = ({ type, text }: Token): boolean =>
  type === 'number' || type === 'raised' || (type === 'sign' && (text === ')' || text === '!' || text === '%'))

const toDecimal = (text: string): string =>
  /^0[xbo]/i.test(text) ? String(BigInt(text.toLowerCase())) : text.replaceAll(',', '')

const fromRaised = (text: string): string =>
  [...text].map((digit) => (digit === '⁻' ? '-' : String(raisedDigits.indexOf(digit)))).join('')

/** The digits of every script as 0 to 9, with the signs that go with Arabic and full-width ones. */
export const inPlainDigits = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/(?![0-9])\p{Nd}/gu, valueOfDigit)
    .replace(/[٪٫٬]/g, (sign) => ({ '٪': '%', '٫': '.' })[sign] ?? ',')

/** Digits stand in Unicode in rows from 0 to 9, so the place in the row is the value. */
function valueOfDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let start = code
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1
  return String((code - start) % 10)
}

/** Refuses what cannot be read, with a sentence by which the model may mend it. */
export function refuse(message: string): never {
  throw new ToolFailure(message, { refused: true })
}
