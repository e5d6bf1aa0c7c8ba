import { movePoint } from './decimal-text'
import type { Unit } from './expression'
import { readNumberWords, scaleOf } from './number-words'

export type SumToken =
  | { type: 'number'; text: string; shown?: string; unit?: Unit }
  | { type: 'sign'; text: string }
  | { type: 'word'; text: string }
  | { type: 'break'; text: string }

const currencies = '$£€¥₹'
const currencyWords: Record<string, Unit> = {
  dollar: { before: '$' },
  dollars: { before: '$' },
  usd: { before: '$' },
  bucks: { before: '$' },
  euro: { before: '€' },
  euros: { before: '€' },
  eur: { before: '€' },
  gbp: { before: '£' },
  pence: { after: ' pence' },
  cents: { after: ' cents' },
  yen: { before: '¥' },
  rupees: { before: '₹' },
}
const measures =
  'km|m|cm|mm|mi|kg|g|lb|lbs|kilometres|kilometers|metres|meters|centimetres|centimeters|miles|feet|inches|kilograms|grams|tonnes|litres|liters|ml|seconds|minutes|hours|days|weeks|months|years|apples|oranges|books|people|pounds|points|degrees'.split(
    '|',
  )

const pattern =
  /(?<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d{1,3}(?![\w.]))?|\.\d+)|(?<money>[$£€¥₹])|(?<sign>\*\*|[-+−–*×·÷/^()!%√=²³])|(?<word>[\p{L}_][\p{L}\p{N}'’]*)|(?<break>[,;:?.])|\S/gu

const maxTokens = 400

/** Text → numbers, signs, words (lower case) and breaks. Number words become numbers; money and measures stay with theirs. */
export function readSumTokens(text: string): SumToken[] {
  const raw: SumToken[] = []
  for (const match of text.slice(0, 4_000).matchAll(pattern)) {
    if (raw.length >= maxTokens) break
    raw.push(...toToken(match, raw.at(-1)))
  }
  return withUnits(withNumberWords(raw))
}

function toToken(match: RegExpExecArray, before: SumToken | undefined): SumToken[] {
  const { number, money, sign, word } = match.groups ?? {}
  if (number !== undefined) return [{ type: 'number', text: number.replaceAll(',', '') }]
  if (money !== undefined) return [{ type: 'word', text: money }]
  if (sign !== undefined) return [{ type: 'sign', text: plainSigns[sign] ?? sign }]
  if (word === undefined) return [{ type: 'break', text: match[0] }]
  const lower = word.toLowerCase().replaceAll('’', "'")
  // `2x3` reads as 2 × 3, `2 x 3` too; an x elsewhere is a word.
  const timesNext = /^x(\d+)$/.exec(lower)
  if (before?.type === 'number' && timesNext?.[1])
    return [
      { type: 'sign', text: '*' },
      { type: 'number', text: timesNext[1] },
    ]
  if (lower === 'x' && (before?.type === 'number' || before?.text === ')')) return [{ type: 'sign', text: '*' }]
  return [{ type: 'word', text: lower }]
}

const plainSigns: Record<string, string> = { '−': '-', '–': '-', '×': '*', '·': '*', '÷': '/', '**': '^' }

/** "twenty-five" and "two hundred and five" as one number each; "3 million" too. */
function withNumberWords(tokens: SumToken[]): SumToken[] {
  const out: SumToken[] = []
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]
    if (!token) break
    if (token.type === 'number') {
      let text = token.text
      let next = at + 1
      for (let scale = scaleAt(tokens, next); scale !== undefined; scale = scaleAt(tokens, next)) {
        text = movePoint(text, scale)
        next += 1
      }
      out.push({ ...token, text })
      at = next
      continue
    }
    const run = wordRun(tokens, at)
    const read = token.type === 'word' ? readNumberWords(run.words) : undefined
    if (read) out.push({ type: 'number', text: read.text })
    else out.push(token)
    at += read ? (run.tokensOf[read.taken - 1] ?? 1) : 1
  }
  return out
}

const scaleAt = (tokens: SumToken[], at: number): number | undefined => {
  const token = tokens[at]
  return token?.type === 'word' ? scaleOf(token.text) : undefined
}

/** The words from `at` on, as far as they could belong to one number; a hyphen between two of them is passed over. */
function wordRun(tokens: SumToken[], at: number): { words: string[]; tokensOf: number[] } {
  const words: string[] = []
  const tokensOf: number[] = []
  for (let next = at; next < tokens.length && words.length < 24; next += 1) {
    const token = tokens[next]
    if (token?.type === 'word') {
      words.push(token.text)
      tokensOf.push(next - at + 1)
    } else if (!(token?.text === '-' && /ty$/.test(words.at(-1) ?? ''))) break
  }
  return { words, tokensOf }
}

/** `$ 12.50` and `12.50 dollars` as one number with its unit. */
function withUnits(tokens: SumToken[]): SumToken[] {
  const out: SumToken[] = []
  let currency: string | undefined
  for (const token of tokens) {
    const before = out.at(-1)
    if (token.type === 'word' && currencies.includes(token.text)) {
      currency = token.text
    } else if (token.type === 'number' && currency) {
      out.push({ ...token, unit: { before: currency } })
      currency = undefined
    } else if (token.type === 'word' && before?.type === 'number' && !before.unit && unitNamed(token.text)) {
      out[out.length - 1] = { ...before, unit: unitNamed(token.text) ?? { after: '' } }
    } else out.push(token)
  }
  return out
}

const unitNamed = (word: string): Unit | undefined =>
  Object.hasOwn(currencyWords, word) ? currencyWords[word] : measures.includes(word) ? { after: ` ${word}` } : undefined
