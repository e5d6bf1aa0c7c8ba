import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { Exact, parseExact } from '@/lib/agent/tools/exact-number'
import { type Expression, type ParsedExpression, parseExpression } from '@/lib/agent/tools/expression-parser'
import { type CallOutcome, type Calls, isSame } from './calls'
import { asSentence, capital, listed } from './talk'

/** A step as a person reads it: `said` is what was asked for, `text` the same in signs, with its result. */
type Step = { said: string; text: string; result: string }

/** What a part of a sum comes to, and the steps that this rests on. `inexact` would go on from a number that was rounded. */
type Known = {
  state: 'known'
  number: Exact
  isRounded: boolean /** As it was asked for, such as 15%. */
  said?: string
  steps: Step[]
}
type Worked = Known | { state: 'failed'; reason: string; steps: Step[] } | { state: 'waiting' | 'inexact'; steps: Step[] }

/** More is worked out by one call: a run has eight turns, and nobody reads a hundred steps. */
const maxSteps = 10
const maxTurns = 6

/**
 * The answer to a sum: "**136** is the result: 10 + 10 = 20, 20 × 7 = 140, and 140 − 4 = 136." Plain signs are a call each,
 * everything else is one call of `calculate`; nothing is computed here. `isBrief` where it stands among other answers.
 */
export function answerSum(text: string, calls: Calls, isBrief: boolean): string {
  let parsed: ParsedExpression
  try {
    parsed = parseExpression(text)
  } catch (error) {
    // A chain may nest too deep though none of its steps does.
    if (error instanceof ToolFailure) return `I cannot read this sum. ${error.message}`
    throw error
  }
  const { expression, operations, byConvention } = parsed
  const bySteps = operations <= maxSteps && turnsOf(expression) <= maxTurns ? workOut(expression, calls) : undefined
  const needsWhole = !bySteps || bySteps.state === 'inexact' || (bySteps.state === 'known' && bySteps.steps.length === 0)
  if (needsWhole && byConvention) return 'People read this sum in two ways: put brackets round what belongs together.'
  const worked = needsWhole ? calculate(text, operations, calls) : bySteps
  const texts = [...new Set(worked.steps.map((step) => step.text))]
  if (worked.state === 'failed') {
    const before = texts.length > 0 ? ` Before that, ${listed(texts)}.` : ''
    return `That cannot be worked out. ${asSentence(worked.reason)}${before}`
  }
  const last = worked.steps.at(-1)
  if (worked.state !== 'known' || !last) {
    return last
      ? `I could not finish this sum. As far as I came: ${listed(texts)}.`
      : 'I could not work this out, since I was not given the tools for it here.'
  }
  if (texts.length === 1) return `${capital(last.said)} is **${last.result}**.`
  return `**${capital(last.result)}**${isBrief ? '' : ' is the result'}: ${listed(texts)}.`
}

/** How many turns the calls of a sum take; without end where a part of it is no plain sign. */
const turnsOf = (sum: Expression): number => {
  if (sum.type === 'number') return 0
  if (sum.type !== 'operation' || sum.name === 'mod' || sum.name === 'factorial') return Number.POSITIVE_INFINITY
  return (changesByPercent(sum.name) ? 2 : 1) + Math.max(...sum.args.map(turnsOf))
}

const changesByPercent = (name: string): boolean => name === 'addPercent' || name === 'subtractPercent'

/** Asks for the calls of a sum of plain signs, as far as their numbers are known. */
function workOut(sum: Expression, calls: Calls): Worked {
  if (sum.type === 'number') return literal(sum.text)
  const [first = zero, second = zero] = sum.type === 'operation' ? sum.args : []
  const x = sum.name === 'percent' || sum.name === 'percentOf' ? hundredth(first, calls) : workOut(first, calls)
  const y = changesByPercent(sum.name) ? hundredth(second, calls) : workOut(second, calls)
  switch (sum.name) {
    case 'percent':
      return x
    case 'percentOf':
      return call('multiply', x, y, calls)
    case 'negate':
      return call('subtract', literal('0'), x, calls)
    case 'addPercent':
      return call('add', x, call('multiply', y, x, calls), calls)
    case 'subtractPercent':
      return call('subtract', x, call('multiply', y, x, calls), calls)
    default:
      return call(sum.name === 'pow' ? 'exponentiate' : sum.name, x, y, calls)
  }
}

const zero: Expression = { type: 'number', text: '0' }
const literal = (text: string): Known => ({ state: 'known', number: new Exact(text), isRounded: false, steps: [] })

function hundredth(sum: Expression, calls: Calls): Worked {
  if (sum.type !== 'number') return call('divide', workOut(sum, calls), literal('100'), calls)
  const number = new Exact(sum.text)
  return { state: 'known', number: number.div(100), isRounded: false, said: `${number}%`.replace('-', '−'), steps: [] }
}

const signs: Record<string, string> = { add: '+', subtract: '−', multiply: '×', divide: '÷' }

function call(name: string, x: Worked, y: Worked, calls: Calls): Worked {
  const steps = [...x.steps, ...y.steps]
  const failed = [x, y].find(({ state }) => state === 'failed')
  if (failed) return { ...failed, steps }
  if (x.state === 'inexact' || y.state === 'inexact') return { state: 'inexact', steps }
  if (x.state !== 'known' || y.state !== 'known') return { state: 'waiting', steps }
  if (x.isRounded || y.isRounded) return { state: 'inexact', steps }
  const result = calls.ask(name, { x: x.number, y: y.number })
  const [left, right] = [asCalled(x, result.args['x']), asCalled(y, result.args['y'])]
  const [a, b] = [left.said ?? forReading(left.number), right.said ?? forReading(right.number)]
  const isPower = name === 'exponentiate'
  const said = isPower ? `${a} to the power of ${b}` : `${a} ${left.said && name === 'multiply' ? 'of' : signs[name]} ${b}`
  // A quotient, root or power that would never end is cut at 40 digits, which is too few to go on from.
  const isRounded = (number: Exact) => (isPower || name === 'divide') && number.sd() >= 39
  return toWorked(result, [...left.steps, ...right.steps], said, isPower ? raised(a, b) : said, isRounded)
}

/** A number that a person changed does not rest on the steps before it. */
const asCalled = (part: Known, given: unknown): Known => (isSame(part.number, given) ? part : literal(String(given)))

/** Everything that is no plain sign, as it was written. */
function calculate(text: string, operations: number, calls: Calls): Worked {
  const result = calls.ask('calculate', { expression: text })
  // A star would be read as Markdown.
  const written = String(result.args['expression'])
    .replace(/\b(sq|cb)rt\((\d[\d,.]*)\)/g, (_, root, of) => `(${root === 'sq' ? '√' : '∛'}${of})`)
    .replace(/^\(([^()]*)\)$/, '$1')
    .replace(/\bpi\b/g, 'π')
    .replaceAll('**', '^')
    .replace(/\s*\*\s*/g, ' × ')
    .replace(/\s*\/\s*/g, ' ÷ ')
  const [, sum = written, places] = /^round\((.*), (\d+)\)$/s.exec(written) ?? []
  const rounding = places === '0' ? ', rounded to a whole number,' : places && `, rounded to ${places} decimals,`
  const said = operations > maxSteps || sum.length > 60 ? 'The result of all that' : `${sum}${rounding ?? ''}`
  return toWorked(result, [], said, said, (number) => !number.isInteger() && number.sd() >= 31)
}

function toWorked(result: CallOutcome, before: Step[], said: string, left: string, rounds: (number: Exact) => boolean): Worked {
  if (result.state === 'failed') return { state: 'failed', reason: result.reason, steps: before }
  const number = result.state === 'known' ? parseExact(result.content) : undefined
  if (!number) return { state: 'waiting', steps: before }
  const isRounded = rounds(number)
  const shown = forReading(number)
  const isAbout = shown.startsWith('about ') || (isRounded && !number.isInteger())
  const digits = shown.replace('about ', '')
  const text = `${left.replaceAll('about ', '')} ${isAbout || left.includes('about ') ? '≈' : '='} ${digits}`
  const step = { said: said.replaceAll('about ', ''), text, result: `${isAbout ? 'about ' : ''}${digits}` }
  return { state: 'known', number, isRounded, steps: [...before, step] }
}

/**
 * A number as a person reads it: "59,049", with ten decimals at most and "about" where there are more. Of a whole part that
 * would fill lines, the beginning and the count of its digits are left.
 */
function forReading(number: Exact): string {
  const sign = number.isNegative() && !number.isZero() ? '−' : ''
  const size = number.abs()
  if (size.e >= 32) return `${sign}${size.toFixed().slice(0, 10)}… (${size.e + 1} digits)`
  if (!size.isZero() && size.e < -12) {
    const [mantissa = '', power = ''] = size.toExponential(Math.min(9, size.sd() - 1)).split('e')
    return `${size.sd() > 10 ? 'about ' : ''}${sign}${mantissa} × 10^${power.replace('-', '−')}`
  }
  const kept = size.toDecimalPlaces(10 + (size.e < -2 ? -size.e - 1 : 0), 4)
  const [whole = '', decimals] = kept.toFixed().split('.')
  const digits = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals ? `.${decimals}` : ''}`
  return `${kept.eq(size) ? '' : 'about '}${sign}${digits}`
}

/** "3⁴", or "3^0.5" where the power has no superscript. */
const raised = (x: string, y: string): string =>
  /^\d{1,4}$/.test(y)
    ? `${/^[\d,.]+$/.test(x) ? x : `(${x})`}${[...y].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`
    : `${x}^${y}`
