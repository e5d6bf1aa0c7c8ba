/**
 * Decimal numbers as text, so that no digit is lost on the way from a question to a tool and back into an answer.
 * Nothing here computes: it moves points, separators and zeros, and rounds off what nobody would read.
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

/**
 * The number as a person reads it: `59,049`. A long tail is rounded off, which `isRounded` tells; of a whole part that
 * would fill lines, the beginning and the count of its digits are left.
 */
export function forReading(text: string, maxDecimals = 10): { text: string; isRounded: boolean } {
  if (!isDecimal(text)) return { text, isRounded: false }
  const { digits, exponent } = read(text)
  const sign = canonical(text).startsWith('-') ? '−' : ''
  const significant = digits.replace(/^0+/, '')
  const size = significant.length + exponent
  if (significant !== '' && size > maxWholeDigits) {
    return { text: `${sign}${significant.padEnd(10, '0').slice(0, 10)}… (${size} digits)`, isRounded: false }
  }
  const plain = canonical(text).replace('-', '')
  if (plain.includes('e')) return { text: sign + plain, isRounded: false }
  const [whole = '', decimals = ''] = plain.split('.')
  const leadingZeros = whole === '0' ? (/^0*/.exec(decimals)?.[0].length ?? 0) : 0
  const places = maxDecimals + (leadingZeros < 2 ? 0 : leadingZeros)
  const isRounded = decimals.length > places
  const [shownWhole = '', shown] = (isRounded ? roundedOff(whole, decimals, places) : plain).split('.')
  return { text: `${sign}${shownWhole.replace(/\B(?=(\d{3})+$)/g, ',')}${shown ? `.${shown}` : ''}`, isRounded }
}

const maxWholeDigits = 40

/** Half of a last digit and more is rounded up, on the digits themselves. */
function roundedOff(whole: string, decimals: string, places: number): string {
  const kept = BigInt(whole + decimals.slice(0, places)) + ((decimals[places] ?? '0') >= '5' ? 1n : 0n)
  return movePoint(String(kept), -places)
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
