import { ToolFailure } from './define-tool'
import { bounded, divideExact, Exact, maxDigits, parseExact, power, toWords } from './exact-number'
import type { OperationName } from './expression-parser'

/** A number and whether it is exactly that. Exact ones print in full, the others have {@link keptDigits} good digits. */
export type Computed = { number: Exact; exact: boolean }

export type Operation = { takes: [least: number, most: number]; compute(args: Computed[]): Computed }

const keptDigits = 50
const shownDigits = 32

/** Twenty digits more than are kept, so that what should come out whole (a logarithm of 1,000 to base 10) does. */
const Precise = Exact.clone({ precision: keptDigits + 20 })
const pi = Precise.acos(-1)

/** A great number keeps ten decimals, as far as its digits are good. */
export const toShown = ({ number, exact }: Computed): Exact =>
  exact ? number : number.toSignificantDigits(Math.min(keptDigits - 5, Math.max(shownDigits, number.e + 11)))

/** A number as written in the expression. */
export function literal(text: string): Computed | undefined {
  const number = parseExact(text)
  return number && exactly(number)
}

/**
 * The numbers that an expression may name, and the units of angles, which are numbers to multiply by: `30 deg` is 30 × π/180.
 */
export const constants: ReadonlyMap<string, Computed> = new Map([
  ['pi', rounded(pi)],
  ['e', rounded(Precise.exp(1))],
  ['tau', rounded(pi.times(2))],
  ['phi', rounded(Precise.sqrt(5).plus(1).div(2))],
  ['deg', rounded(pi.div(180))],
  ['degree', rounded(pi.div(180))],
  ['degrees', rounded(pi.div(180))],
  ['rad', exactly(new Exact(1))],
  ['radians', exactly(new Exact(1))],
])

/** The operations by the names of the parser; `takes` is how many numbers it gives them. */
export const operators: Readonly<Record<OperationName, Operation>> = {
  add: binary((x, y) => settled(x.number.plus(y.number), x, y)),
  subtract: binary((x, y) => settled(x.number.minus(y.number), x, y)),
  multiply: binary(product),
  divide: binary(quotient),
  pow: binary(raised),
  mod: binary(remainder),
  percent: unary(hundredth),
  percentOf: binary((x, y) => product(hundredth(x), y)),
  addPercent: binary((x, y) => product(x, hundredth({ ...y, number: y.number.plus(100) }))),
  subtractPercent: binary((x, y) => product(x, hundredth({ ...y, number: new Exact(100).minus(y.number) }))),
  negate: unary(({ number, exact }) => ({ number: number.neg(), exact })),
  factorial: unary((x) => factorial(whole(x, 'A factorial'))),
}

/**
 * The functions that an expression may call, by name, each with how many numbers it takes. They throw where a number is out of
 * their domain.
 */
export const functions: ReadonlyMap<string, Operation> = new Map([
  ['sqrt', unary((x) => root(x, 2))],
  ['cbrt', unary((x) => root(x, 3))],
  ['nthRoot', { takes: [1, 2], compute: ([x = zero, n]) => root(x, n ? whole(n, 'The degree of a root') : 2) }],
  ['pow', binary(raised)],
  ['exp', unary((x) => rounded(Precise.pow(Precise.exp(1), sized(x))))],
  ['log', { takes: [1, 2], compute: ([x = zero, base]) => logarithm(x, base) }],
  ['ln', unary((x) => logarithm(x))],
  ['log10', unary((x) => logarithm(x, exactly(new Exact(10))))],
  ['log2', unary((x) => logarithm(x, exactly(new Exact(2))))],
  ['sin', unary((x) => snapped(Precise.sin(angle(x)), x))],
  ['cos', unary((x) => snapped(Precise.cos(angle(x)), x))],
  ['tan', unary(tangent)],
  ['asin', unary((x) => rounded(Precise.asin(upToOne(x, 'asin'))))],
  ['acos', unary((x) => rounded(Precise.acos(upToOne(x, 'acos'))))],
  ['atan', unary((x) => rounded(Precise.atan(precise(x))))],
  ['atan2', binary((y, x) => rounded(Precise.atan2(precise(y), precise(x))))],
  ['sinh', unary((x) => rounded(Precise.sinh(sized(x))))],
  ['cosh', unary((x) => rounded(Precise.cosh(sized(x))))],
  ['tanh', unary((x) => rounded(Precise.tanh(sized(x))))],
  ['abs', unary(({ number, exact }) => ({ number: number.abs(), exact }))],
  ['sign', unary((x) => exactly(new Exact(Exact.sign(x.number))))],
  ['floor', unary((x) => exactly(steady(x).floor()))],
  ['ceil', unary((x) => exactly(steady(x).ceil()))],
  ['round', { takes: [1, 2], compute: ([x = zero, places]) => roundedTo(x, places) }],
  ['mod', binary(remainder)],
  ['gcd', several((x, y) => exactly(gcd(wholeNumber(x, 'gcd'), wholeNumber(y, 'gcd'))))],
  ['lcm', several((x, y) => exactly(lcm(wholeNumber(x, 'lcm'), wholeNumber(y, 'lcm'))))],
  ['min', several((x, y) => (y.number.lt(x.number) ? y : x))],
  ['max', several((x, y) => (y.number.gt(x.number) ? y : x))],
  ['factorial', unary((x) => factorial(whole(x, 'A factorial')))],
  ['combinations', binary((n, k) => combinations(whole(n, 'combinations'), whole(k, 'combinations')))],
  ['permutations', binary((n, k) => falling(whole(n, 'permutations'), whole(k, 'permutations')))],
])

function unary(compute: (x: Computed) => Computed): Operation {
  return { takes: [1, 1], compute: ([x = zero]) => compute(x) }
}

function binary(compute: (x: Computed, y: Computed) => Computed): Operation {
  return { takes: [2, 2], compute: ([x = zero, y = zero]) => compute(x, y) }
}

function several(compute: (x: Computed, y: Computed) => Computed): Operation {
  return { takes: [1, 100], compute: ([first = zero, ...rest]) => rest.reduce(compute, compute(first, first)) }
}

/** A default for the types only: an operation is called with as many numbers as it takes. */
const zero: Computed = { number: new Exact(0), exact: true }

function exactly(number: Exact): Computed {
  return { number: bounded(number), exact: true }
}

function rounded(number: Exact): Computed {
  if (number.isNaN()) throw new ToolFailure('This has no real result.')
  return { number: bounded(new Exact(number.toSignificantDigits(keptDigits))), exact: false }
}

/** A sum or difference. What is left when two inexact numbers cancel out is noise, and means 0. */
function settled(number: Exact, x: Computed, y: Computed): Computed {
  if (x.exact && y.exact) return exactly(number)
  const noise = Exact.max(x.number.abs(), y.number.abs()).times(`1e${5 - keptDigits}`)
  return rounded(number.abs().lt(noise) ? new Exact(0) : number)
}

/** As {@link settled}, for sine and cosine of an angle that is itself inexact, such as 180 degrees. */
const snapped = (number: Exact, angle: Computed): Computed =>
  rounded(angle.exact ? number : number.toDecimalPlaces(keptDigits - 5 - Math.max(0, angle.number.e)))

/** An inexact number that is whole but for its last digits, as that whole number. */
const steady = ({ number, exact }: Computed): Exact => (exact ? number : number.toSignificantDigits(keptDigits - 5))

/** Cut to a length that series are quick for. */
const precise = ({ number }: Computed): Exact => new Precise(number.toSignificantDigits(keptDigits + 20))

function angle(x: Computed): Exact {
  if (x.number.abs().gte(1e20)) throw new ToolFailure(`The angle ${toWords(x.number)} is too large.`)
  return precise(x)
}

/** For `exp` and its family: past ±2,500 the result has over 1,000 digits. */
function sized(x: Computed): Exact {
  if (x.number.gt(2_500)) throw new ToolFailure('The result has more than 1,000 digits, so it was not computed.')
  if (x.number.lt(-2_500)) throw new ToolFailure('The result is too close to zero to be written in 1,000 digits.')
  return precise(x)
}

function upToOne(x: Computed, name: string): Exact {
  if (x.number.abs().gt(1)) throw new ToolFailure(`${name} of ${toWords(x.number)} is not a real number.`)
  return precise(x)
}

/** A whole number small enough to count with, at least 0. */
function whole(x: Computed, name: string): number {
  const number = wholeNumber(x, name)
  if (number.isNegative()) throw new ToolFailure(`${name} needs a whole number from 0 up, not ${toWords(number)}.`)
  if (number.gt(1e9)) throw new ToolFailure(`${name} of ${toWords(number)} is too large to compute.`)
  return number.toNumber()
}

function wholeNumber(x: Computed, name: string): Exact {
  const number = steady(x)
  if (!number.isInteger()) throw new ToolFailure(`${name} needs a whole number, not ${toWords(number)}.`)
  return number
}

function product(x: Computed, y: Computed): Computed {
  return { number: bounded(x.number.times(y.number)), exact: x.exact && y.exact }
}

function hundredth({ number, exact }: Computed): Computed {
  return { number: bounded(number.div(100)), exact }
}

function quotient(x: Computed, y: Computed): Computed {
  const number = divideExact(x.number, y.number)
  return x.exact && y.exact && number.times(y.number).eq(x.number)
    ? exactly(number)
    : rounded(new Precise(x.number).div(y.number))
}

function raised(x: Computed, y: Computed): Computed {
  const number = power(x.number, y.exact ? y.number : steady(y))
  const isWhole = y.exact && y.number.isInteger() && (x.number.isInteger() || y.number.times(x.number.sd()).lte(maxDigits))
  return x.exact && isWhole && !y.number.isNegative() ? exactly(number) : { number, exact: false }
}

/** The remainder has the sign of the divisor, so that `-7 mod 3` is 2. */
function remainder(x: Computed, y: Computed): Computed {
  if (y.number.isZero()) throw new ToolFailure(`The remainder of ${toWords(x.number)} ÷ 0 has no result.`)
  const left = bounded(steady(x).mod(steady(y)))
  if (x.exact && y.exact) return exactly(left)
  // 1 mod 1/3 leaves the last digit of a third, which means 0.
  const noise = y.number.abs().times(`1e${12 - keptDigits}`)
  return rounded(left.abs().lt(noise) || left.minus(y.number).abs().lt(noise) ? new Exact(0) : left)
}

function root(x: Computed, degree: number): Computed {
  if (degree === 0) throw new ToolFailure('A root of degree 0 has no result.')
  const { number } = x
  if (number.isNegative() && degree % 2 === 0) {
    throw new ToolFailure(
      `The ${degree === 2 ? 'square root' : `root of degree ${degree}`} of ${toWords(number)} is not a real number.`,
    )
  }
  if (number.isZero()) return x
  const positive = new Precise(number.abs())
  const size = degree === 2 ? positive.sqrt() : degree === 3 ? positive.cbrt() : positive.pow(new Precise(1).div(degree))
  const signed = new Exact(size.toSignificantDigits(keptDigits)).times(number.isNegative() ? -1 : 1)
  const isExact = x.exact && degree <= maxDigits && signed.sd() * degree <= 2 * maxDigits && signed.pow(degree).eq(number)
  return isExact ? exactly(signed) : rounded(signed)
}

function logarithm(x: Computed, base?: Computed): Computed {
  if (x.number.lte(0)) throw new ToolFailure(`The logarithm of ${toWords(x.number)} is not a real number.`)
  if (base && (base.number.lte(0) || base.number.eq(1)))
    throw new ToolFailure(`There is no logarithm to base ${toWords(base.number)}.`)
  const natural = Precise.ln(precise(x))
  return rounded(base ? natural.div(Precise.ln(precise(base))) : natural)
}

function tangent(x: Computed): Computed {
  const cosine = snapped(Precise.cos(angle(x)), x).number
  if (cosine.isZero()) throw new ToolFailure('The tangent of this angle has no result.')
  return snapped(new Precise(Precise.sin(angle(x))).div(cosine), x)
}

function roundedTo(x: Computed, places: Computed = zero): Computed {
  const count = steady(places).toNumber()
  if (!Number.isInteger(count) || Math.abs(count) > maxDigits)
    throw new ToolFailure('round takes a whole number of decimal places.')
  const unit = new Exact(10).pow(-count)
  return exactly(steady(x).div(unit).toDecimalPlaces(0, Exact.ROUND_HALF_UP).times(unit))
}

const factorial = (n: number): Computed => falling(n, n)

/** n (n - 1) … (n - k + 1), ended by the size of the product, which passes 1,000 digits within some hundred factors. */
function falling(n: number, k: number): Computed {
  let product = new Exact(k > n ? 0 : 1)
  for (let factor = n; factor > n - k && factor > 1; factor -= 1) product = bounded(product.times(factor))
  return exactly(product)
}

function combinations(n: number, k: number): Computed {
  let count = new Exact(k > n ? 0 : 1)
  for (let i = 1; i <= Math.min(k, n - k); i += 1) count = bounded(count.times(n - i + 1).div(i))
  return exactly(count)
}

function gcd(x: Exact, y: Exact): Exact {
  let [a, b] = [BigInt(x.abs().toFixed()), BigInt(y.abs().toFixed())]
  while (b > 0n) [a, b] = [b, a % b]
  return new Exact(String(a))
}

const lcm = (x: Exact, y: Exact): Exact => (x.isZero() || y.isZero() ? new Exact(0) : x.times(y).abs().div(gcd(x, y)))
