import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { Exact, parseExact } from '@/lib/agent/tools/exact-number'
import { type Expression, type ParsedExpression, parseExpression } from '@/lib/agent/tools/expression-parser'
import type { Language } from '@/lib/agent/tools/search/language'
import { type CallOutcome, type Calls, isSame } from './calls'
import type { Part } from './chain'
import { asSentence, capital, listed } from './talk'
import { say } from './words'

/**
 * What a part of a sum comes to, and the steps that this rests on. `text` is how a person reads it, `sum` what it was worked out from;
 * `isAbout` where digits are left out of the text, `isRounded` where they are missing, so that nothing may go on from it.
 */
type Value = { number: Exact; text: string; sum: string; isAbout: boolean; isRounded: boolean; steps: string[] }

/** A sum on its way. `done` are all steps that have a result; `isInexact` is true where one would go on from a rounded number. */
type Work = { calls: Calls; language: Language; done: string[]; isInexact: boolean; failure?: string }

/** More is worked out by one call: a run has eight turns, and nobody reads a hundred steps. */
const maxSteps = 10
const maxTurns = 6

/**
 * The answer to a sum: "**136** is the result: 10 + 10 = 20, 20 × 7 = 140, and 140 − 4 = 136." Plain signs are a call each,
 * everything else is one call of `calculate`; nothing is computed here.
 */
export function answerSum({ text, language }: Part & { kind: 'sum' }, calls: Calls): string {
  let parsed: ParsedExpression
  try {
    parsed = parseExpression(text)
  } catch (error) {
    // A chain may nest too deep though none of its steps does.
    if (error instanceof ToolFailure) return say(language, 'unreadable', { reason: error.message })
    throw error
  }
  const work: Work = { calls, language, done: [], isInexact: false }
  const bySteps = parsed.operations <= maxSteps && turnsOf(parsed.expression) <= maxTurns
  let value = bySteps ? workOut(parsed.expression, work) : undefined
  if (!bySteps || work.isInexact || value?.steps.length === 0) {
    if (parsed.byConvention) return say(language, 'twoWays')
    value = calculate(text, work)
  }
  if (work.failure) {
    const before = work.done.length > 0 ? [say(language, 'before', { steps: listed(work.done, language) })] : []
    return [say(language, 'failed', { reason: asSentence(work.failure) }), ...before].join(' ')
  }
  if (!value) return say(language, 'noTool')
  const result = `${value.isAbout ? say(language, 'about') : ''}${value.text}`
  const steps = [...new Set(value.steps)]
  return steps.length === 1
    ? say(language, 'is', { sum: value.sum, result })
    : say(language, 'result', { result: capital(result), steps: listed(steps, language) })
}

/** How many turns the calls of a sum take; without end where a part of it is no plain sign. */
function turnsOf(sum: Expression): number {
  if (sum.type === 'number') return 0
  if (sum.type !== 'operation' || sum.name === 'mod' || sum.name === 'factorial') return Number.POSITIVE_INFINITY
  return (sum.name.endsWith('Percent') ? 2 : 1) + Math.max(...sum.args.map(turnsOf))
}

/** Asks for the calls of a sum of plain signs, as far as their numbers are known; `undefined` where one is not known yet. */
function workOut(sum: Expression, work: Work): Value | undefined {
  if (sum.type === 'number') return literal(sum.text, work)
  const [first = zero, second = zero] = sum.type === 'operation' ? sum.args : []
  const isPercentFirst = sum.name === 'percent' || sum.name === 'percentOf'
  const x = isPercentFirst ? hundredth(first, work) : workOut(first, work)
  switch (sum.name) {
    case 'percent':
      return x
    case 'percentOf':
      return call('multiply', x, workOut(second, work), work)
    case 'negate':
      return call('subtract', literal('0', work), x, work)
    case 'addPercent':
    case 'subtractPercent':
      return call(sum.name === 'addPercent' ? 'add' : 'subtract', x, call('multiply', hundredth(second, work), x, work), work)
    default:
      return call(sum.name === 'pow' ? 'exponentiate' : sum.name, x, workOut(second, work), work)
  }
}

const zero: Expression = { type: 'number', text: '0' }

function literal(digits: string, { language }: Work): Value {
  const number = new Exact(digits)
  return { number, ...forReading(number, language), sum: '', isRounded: false, steps: [] }
}

function hundredth(sum: Expression, work: Work): Value | undefined {
  if (sum.type !== 'number') return call('divide', workOut(sum, work), literal('100', work), work)
  const number = new Exact(sum.text)
  return { ...literal(number.div(100).toFixed(), work), text: `${number}%`.replace('-', '−'), isAbout: false }
}

const signs: Record<string, string> = { add: '+', subtract: '−', multiply: '×', divide: '÷', exponentiate: '^' }

function call(name: string, x: Value | undefined, y: Value | undefined, work: Work): Value | undefined {
  work.isInexact ||= x?.isRounded === true || y?.isRounded === true
  if (!x || !y || work.isInexact) return undefined
  const outcome = work.calls.ask(name, { x: toArgument(x.number), y: toArgument(y.number) })
  // A number that a person changed does not rest on the steps before it.
  const asCalled = (value: Value, given: unknown) => (isSame(value.number, given) ? value : literal(String(given), work))
  const [left, right] = [asCalled(x, outcome.args['x']), asCalled(y, outcome.args['y'])]
  const sign = name === 'multiply' && left.text.endsWith('%') ? say(work.language, 'of') : signs[name]
  const sum = name === 'exponentiate' ? raised(left.text, right.text) : `${left.text} ${sign} ${right.text}`
  const value = toValue(outcome, sum, work)
  if (!value) return undefined
  // A quotient, root or power that would never end is cut at 40 digits, which is too few to go on from.
  const isRounded = (name === 'exponentiate' || name === 'divide') && value.number.sd() >= 39
  const isAbout = value.isAbout || (isRounded && !value.number.isInteger())
  const step = `${sum} ${isAbout || left.isAbout || right.isAbout ? '≈' : '='} ${value.text}`
  work.done.push(step)
  return { ...value, isAbout, isRounded, steps: [...left.steps, ...right.steps, step] }
}

/** A number with all its digits: as a text where JavaScript would lose some. */
const toArgument = (number: Exact): number | string =>
  String(number.toNumber()) === number.toFixed() ? number.toNumber() : number.toFixed()

/** Everything that is no plain sign, as it was written. */
function calculate(text: string, work: Work): Value | undefined {
  const outcome = work.calls.ask('calculate', { expression: text })
  // As people write it; a star would be read as Markdown.
  const written = String(outcome.args['expression'])
    .replace(/\b(sq|cb)rt\((\d[\d,.]*)\)/g, (_, root, of) => `(${root === 'sq' ? '√' : '∛'}${of})`)
    .replace(/^\(([^()]*)\)$/, '$1')
    .replace(/^abs\((.*)\)$/s, '|$1|')
    .replace(/^round\((.*), (\d+)\)$/s, '$1, rounded to $2 decimals,')
    .replace(/\bpi\b/g, 'π')
    .replaceAll('**', '^')
    .replaceAll(' - ', ' − ')
    .replace(/\s*\*\s*/g, ' × ')
    .replace(/\s*\/\s*/g, ' ÷ ')
  const value = toValue(outcome, written.length > 60 ? `${written.slice(0, 59)}…` : written, work)
  return value && { ...value, isAbout: value.isAbout || (!value.number.isInteger() && value.number.sd() >= 31) }
}

function toValue(outcome: CallOutcome, sum: string, work: Work): Value | undefined {
  if (outcome.state === 'failed') work.failure ??= outcome.reason
  const number = outcome.state === 'known' ? parseExact(outcome.content) : undefined
  return number && { number, ...forReading(number, work.language), sum, isRounded: false, steps: [sum] }
}

/**
 * A number as a person reads it: "59,049", with ten decimals at most; `isAbout` where there are more. Of a whole part that would fill
 * lines, the beginning and the count of its digits are left.
 */
function forReading(number: Exact, language: Language): { text: string; isAbout: boolean } {
  const sign = number.isNegative() && !number.isZero() ? '−' : ''
  const size = number.abs()
  if (size.e >= 32) return { text: `${sign}${size.toFixed().slice(0, 10)}… (${size.e + 1} digits)`, isAbout: false }
  const isTiny = !size.isZero() && size.e < -10
  const kept = isTiny ? size.toSignificantDigits(10) : size.toDecimalPlaces(10 + (size.e < -2 ? -size.e - 1 : 0), 4)
  const form = isTiny ? ({ notation: 'scientific', maximumSignificantDigits: 10 } as const) : { maximumFractionDigits: 20 }
  const digits = new Intl.NumberFormat(language, form).format(kept.toFixed() as `${number}`)
  return { text: `${sign}${digits.replace('E', ' × 10^').replace('-', '−')}`, isAbout: !kept.eq(size) }
}

/** "3⁴", or "3^0.5" where the power has no superscript. */
const raised = (x: string, y: string): string =>
  /^\d{1,4}$/.test(y)
    ? `${/^[\d,.]+$/.test(x) ? x : `(${x})`}${[...y].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`
    : `${x}^${y}`
