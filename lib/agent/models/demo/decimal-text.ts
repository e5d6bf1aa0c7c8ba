/**
 * Decimal numbers as text, so that no digit is lost on the way from a question to a tool and back into an answer.
 * Nothing here computes: it only moves points, separators and zeros.
 */

/** `12.5` moved by −2 is `0.125`; `3` moved by 6 is `3000000`. */
export function movePoint(text: string, places: number): string {
  const { sign, digits, exponent } = read(text)
  return write(sign, digits, exponent + places)
}

/** One spelling per number, for comparing: `1e+21`, `1000000000000000000000` and `1.0e21` are the same. */
export const canonical = (text: string): string => movePoint(text, 0)

/** True for what `movePoint` can read. */
export const isDecimal = (text: string): boolean => decimal.test(text)

/** The number as a person reads it: `59,049`; a long tail is left off with `…`. */
export function forReading(text: string, maxDecimals = 10): string {
  if (!isDecimal(text)) return text
  const plain = canonical(text)
  const [whole = '', decimals = ''] = plain.replace('-', '').split('.')
  const sign = plain.startsWith('-') ? '−' : ''
  if (plain.includes('e')) return sign + plain.replace('-', '')
  const leadingZeros = whole === '0' ? (/^0*/.exec(decimals)?.[0].length ?? 0) : 0
  const shown = decimals.slice(0, maxDecimals + leadingZeros)
  const tail = shown.length < decimals.length ? '…' : ''
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${shown && `.${shown}`}${tail}`
}

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,4})?$/i
const maxZeros = 400

function read(text: string): { sign: '' | '-'; digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  const [whole = '', decimals = ''] = mantissa.replace(/^[-+]/, '').split('.')
  return { sign: text.startsWith('-') ? '-' : '', digits: whole + decimals, exponent: Number(power) - decimals.length }
}

function write(sign: '' | '-', allDigits: string, exponent: number): string {
  const significant = allDigits.replace(/^0+/, '')
  const digits = significant.replace(/0+$/, '')
  const power = exponent + significant.length - digits.length
  if (digits === '') return '0'
  if (Math.abs(power) > maxZeros) return `${sign}${digits}e${power}`
  if (power >= 0) return sign + digits + '0'.repeat(power)
  const padded = digits.padStart(1 - power, '0')
  return `${sign}${padded.slice(0, power)}.${padded.slice(power)}`
}
