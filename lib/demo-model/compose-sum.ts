import { parseExact } from '@/lib/agent/tools/exact-number'
import { numberOf, type Settled } from './settle'
import type { StepValue } from './steps'
import { asSentence, capital } from './talk'

/** The answer to a sum from its steps: "**136** is the result: 10 + 10 = 20, 20 × 7 = 140, and 140 − 4 = 136." */
export function composeSum(all: Settled[], [from, to]: [number, number], readAs: string | undefined, brief: boolean): string {
  const own = all.slice(from, to)
  const done = neededBy(
    own.findLast(({ state }) => state !== 'left out'),
    all,
  ).filter(({ state }) => state === 'known')
  const steps = done.map((settled) => equation(settled, all))
  const failed = own.find(({ state }) => state === 'failed')
  if (failed?.state === 'failed') {
    const before = steps.length > 0 ? ` Before that, ${listed(steps.map(({ text }) => text))}.` : ''
    return `That cannot be worked out. ${asSentence(failed.reason)}${before}`
  }
  if (own.some(({ state }) => state === 'ready' || state === 'waiting')) {
    return steps.length > 0
      ? `I could not finish this sum. As far as I came: ${listed(steps.map(({ text }) => text))}.`
      : 'I could not work this out, since I was not given the tools for it here.'
  }
  const last = steps.at(-1)
  const reading = readAs && readAs !== last?.said ? ` I read it as ${readAs}.` : ''
  if (!last) return 'I could not work this out.'
  const result = `**${last.isRounded ? 'about ' : ''}${last.result}**`
  if (last.name === 'calculate' && last.said === undefined) return `The result of all that is ${result}.${reading}`
  if (steps.length === 1 || last.name === 'calculate') return `${capital(last.said ?? '')} is ${result}.${reading}`
  const working = `${listed(steps.map(({ text }) => text))}.`
  return `${result.replace('**about', '**About')}${brief ? '' : ' is the result'}: ${working}${reading}`
}

/** The steps that a result rests on, in order, and itself: a changed call may have left others without use. */
function neededBy(last: Settled | undefined, all: Settled[]): Settled[] {
  const needed = new Set(last && [last])
  for (const { step } of needed) {
    for (const [, value] of step.args) {
      const before = value.type === 'step' ? all[value.at] : undefined
      if (before) needed.add(before)
    }
  }
  return all.filter((settled) => needed.has(settled))
}

const signs: Record<string, string> = { add: '+', subtract: '−', multiply: '×', divide: '÷' }

function equation(settled: Settled, all: Settled[]) {
  const { step } = settled
  const values = step.args.map(([, value]) => shown(value, all))
  const [x = '', y = ''] = values.map(({ text }) => text)
  const { text: result, isCut } = forReading(numberOf(settled) ?? '')
  const number = parseExact(numberOf(settled) ?? '')
  const digits = number?.sd() ?? 0
  const isRounded = isCut || (number !== undefined && !number.isInteger() && digits >= (step.name === 'calculate' ? 31 : 40))
  const [first] = step.args
  const isPercent = first?.[1].type === 'number' && first[1].said !== undefined && step.name === 'multiply'
  const left = isPercent ? `${x} of ${y}` : step.name === 'exponentiate' ? raised(x, y) : `${x} ${signs[step.name]} ${y}`
  const text = step.name === 'calculate' ? (step.said ?? x) : left
  const said =
    step.name === 'calculate'
      ? (step.said ?? (x.length <= 60 ? x : undefined))
      : step.name === 'exponentiate'
        ? `${x} to the power of ${y}`
        : left
  const isAbout = isRounded || values.some(({ isCut: cut }) => cut)
  return { name: step.name, text: `${text} ${isAbout ? '≈' : '='} ${result}`, said, result, isRounded }
}

function shown(value: StepValue, all: Settled[]): { text: string; isCut: boolean } {
  if (value.type === 'text') return { text: value.value, isCut: false }
  if (value.type === 'number' && value.said !== undefined) return { text: value.said.replace('-', '−'), isCut: false }
  return forReading((value.type === 'step' ? numberOf(all[value.at]) : value.value) ?? '…')
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const raised = (x: string, y: string): string =>
  /^\d{1,4}$/.test(y)
    ? `${/^[\d,.]+$/.test(x) ? x : `(${x})`}${[...y].map((digit) => superscripts[Number(digit)]).join('')}`
    : `${x}^${y}`

/**
 * The number as a person reads it: `59,049`, with ten decimals at most. Of a whole part that would fill lines, the
 * beginning and the count of its digits are left.
 */
export function forReading(digits: string): { text: string; isCut: boolean } {
  const number = parseExact(digits)
  if (!number) return { text: digits, isCut: false }
  const sign = number.isNegative() && !number.isZero() ? '−' : ''
  const size = number.abs()
  if (size.e >= 32) return { text: `${sign}${size.toFixed().slice(0, 10)}… (${size.e + 1} digits)`, isCut: false }
  if (!size.isZero() && size.e < -12) {
    const [mantissa = '', power = ''] = size.toExponential(Math.min(9, size.sd() - 1)).split('e')
    return { text: `${sign}${mantissa} × 10^${power.replace('-', '−')}`, isCut: size.sd() > 10 }
  }
  const kept = size.toDecimalPlaces(10 + (size.e < -2 ? -size.e - 1 : 0), 4)
  const [whole = '', decimals] = kept.toFixed().split('.')
  return { text: `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals ? `.${decimals}` : ''}`, isCut: !kept.eq(size) }
}

/** "a, b, and c". */
const listed = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`
