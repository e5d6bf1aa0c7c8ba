import { Decimal } from 'decimal.js'
import { ToolFailure } from './define-tool'

/** No number in a sum, going in or coming out, is longer than this; so none can keep the server busy. */
export const maxDigits = 1_000

/** Digits of a quotient, root or fractional power that would never end. */
const roundedDigits = 40

/** An exact quotient is kept whole up to here; beyond, it is rounded like one that never ends. */
const maxExactFractionDigits = 100

/**
 * Decimals wide enough that adding and multiplying two numbers of {@link maxDigits} never rounds (sums reach from the
 * 1,000th digit before the point to the 2,000th after it). Written plainly up to 1,000 digits, as `1e-30` when very small.
 */
export const Exact = Decimal.clone({
  precision: 4 * maxDigits,
  rounding: Decimal.ROUND_HALF_EVEN,
  modulo: Decimal.ROUND_FLOOR,
  toExpNeg: -21,
  toExpPos: 2 * maxDigits,
})
export type Exact = Decimal

/** The precision for what has no exact result: a few digits more than are kept, so that the kept ones are right. */
const Rounding = Exact.clone({ precision: roundedDigits + 25 })

/** Reads a number or the digits of one, losing none. `undefined` where the text is not a number. */
export function parseExact(value: number | string): Exact | undefined {
  const text = String(value).trim()
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i.test(text) ? new Exact(text) : undefined
}

/** The number as JSON number text: `20`, `0.3`, `1.5e-30`. */
export const formatExact = (number: Exact): string => number.toString()

/** A number inside a sentence, shortened where it is long. */
export function toWords(number: Exact): string {
  const text = formatExact(number)
  return text.length <= 24 ? text : `${text.slice(0, 12)}… (${number.sd(true)} digits)`
}

/** Passes a number on if it is of bearable size, else throws the `ToolFailure` that says so. */
export function bounded(number: Exact): Exact {
  if (!number.isFinite()) throw new ToolFailure('This has no result.')
  if (number.isZero()) return new Exact(0)
  if (number.e >= maxDigits) throw new ToolFailure('The result has more than 1,000 digits, so it was not computed.')
  if (number.e < -maxDigits) throw new ToolFailure('The result is too close to zero to be written in 1,000 digits.')
  if (number.sd() > maxDigits) throw new ToolFailure('The exact result has more than 1,000 digits.')
  return number
}

/** Exact where the quotient ends (1 ÷ 8, or a whole number of any length), else 40 digits and at least ten after the point. */
export function divideExact(x: Exact, y: Exact): Exact {
  if (y.isZero()) throw new ToolFailure(`${toWords(x)} ÷ 0 has no result.`)
  const quotient = Exact.div(x, y)
  const ends = quotient.times(y).eq(x) && (quotient.isInteger() || quotient.sd() <= maxExactFractionDigits)
  return bounded(ends ? quotient : quotient.toSignificantDigits(Math.min(maxDigits, Math.max(roundedDigits, quotient.e + 11))))
}

/** Exact for whole exponents as far as 1,000 digits hold it, else 40 digits. The size is known before anything is computed. */
export function power(x: Exact, y: Exact): Exact {
  if (y.isZero() || x.eq(1)) return new Exact(1)
  if (x.isZero()) {
    if (y.isNegative()) throw new ToolFailure(`0 to the power of ${toWords(y)} has no result.`)
    return new Exact(0)
  }
  if (x.isNegative() && !y.isInteger()) {
    throw new ToolFailure(`${toWords(x)} to the power of ${toWords(y)} is not a real number.`)
  }
  const digits = sizeOfPower(x, y)
  if (digits > maxDigits) {
    throw new ToolFailure(`${toWords(x)} to the power of ${toWords(y)} has more than 1,000 digits, so it was not computed.`)
  }
  if (digits < -maxDigits)
    throw new ToolFailure(`${toWords(x)} to the power of ${toWords(y)} is too close to zero to be written.`)

  // A whole number to a whole power is known to have at most 1,000 digits by now.
  if (y.isInteger() && ((x.isInteger() && y.isPositive()) || y.abs().times(x.sd()).lte(maxDigits))) {
    const whole = Exact.pow(x, y.abs())
    return bounded(y.isNegative() ? divideExact(new Exact(1), whole) : whole)
  }
  if (x.eq(-1)) return new Exact(y.mod(2).isZero() ? 1 : -1)
  return bounded(new Exact(Rounding.pow(toRounding(x), toRounding(y)).toSignificantDigits(roundedDigits)))
}

/** About how many digits `x ** y` has before its point; negative when it is that many places after it. */
function sizeOfPower(x: Exact, y: Exact): number {
  const magnitude = Rounding.log10(toRounding(x.abs()))
  const size = magnitude.times(y)
  return size.abs().gt(1e6) ? (size.isNegative() ? -1e6 : 1e6) : size.floor().toNumber() + 1
}

/** Cut to a length that logarithms are quick for. */
const toRounding = (number: Exact): Exact => new Rounding(number.toSignificantDigits(roundedDigits + 25))
