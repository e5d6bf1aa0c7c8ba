import { forReading } from './decimal-text'
import { evaluate, toCall } from './evaluate'
import { childrenOf, type Expression, type SumTool, type Unit, unitOf } from './expression'
import type { Part } from './part'
import type { ToolResults } from './read-messages'

type SumPart = Extract<Part, { kind: 'sum' }>

const signs: Record<SumTool, string> = { add: '+', subtract: '−', multiply: '×', divide: '÷', exponentiate: '^' }

/** The answer to one sum: "**136** is the result: 10 + 10 = 20, 20 × 7 = 140, and 140 − 4 = 136." `brief` for one of a list. */
export function composeSum(part: SumPart, results: ToolResults, brief = false): string {
  const { expression } = part
  const value = evaluate(expression, results)
  const steps = stepsOf(expression, results)
  if (value.state === 'failed') return composeFailure(value.reason, steps)
  if (value.state === 'waiting') return composeUnfinished(steps)
  const { text, isRounded } = withUnit(value.text, part.unit ?? unitOf(expression))
  const result = `**${isRounded ? 'about ' : ''}${text}**`
  const working = `${sentenceOf(equationsOf(steps))}.`
  if (part.sentence) return `${part.sentence.replace('{}', result).replace(/\.$/, '')}: ${working}`
  const [only] = steps
  if (steps.length === 1 && only) return `${capital(only.words)} is ${result}.`
  const leading = result.replace('**about', '**About')
  return brief ? `${leading}: ${working}` : `${leading} is the result: ${working}`
}

type Step = { left: string; words: string; right: string; isRounded: boolean }

const equationsOf = (steps: Step[]): string[] =>
  steps.map(({ left, right, isRounded }) => `${left} ${isRounded ? '≈' : '='} ${right}`)

/** Every sum that was worked out, innermost first, each once. */
function stepsOf(expression: Expression, results: ToolResults, seen = new Set<string>()): Step[] {
  if (expression.type !== 'sum' && expression.type !== 'formula') return []
  const before = childrenOf(expression).flatMap((child) => stepsOf(child, results, seen))
  const call = toCall(expression, results)
  const key = JSON.stringify(call)
  const value = evaluate(expression, results)
  if ('state' in call || seen.has(key) || value.state !== 'known') return before
  seen.add(key)
  const right = withUnit(value.text, unitOf(expression))
  const isRounded = right.isRounded || childrenOf(expression).some((child) => isShownRounded(child, results))
  return [...before, { ...describe(expression, results), right: right.text, isRounded }]
}

function describe(
  expression: Extract<Expression, { type: 'sum' | 'formula' }>,
  results: ToolResults,
): Pick<Step, 'left' | 'words'> {
  if (expression.type === 'formula') {
    const values = expression.values.map((value) => shown(value, results))
    const left = expression.words.map((word, index) => word + (values[index] ?? '')).join('')
    return { left, words: left }
  }
  const [x, y] = [shown(expression.x, results), shown(expression.y, results)]
  if (expression.tool === 'multiply' && expression.x.type === 'number' && expression.x.shown)
    return { left: `${x} of ${y}`, words: `${x} of ${y}` }
  if (expression.tool === 'exponentiate') return { left: superscript(x, y), words: `${x} to the power of ${y}` }
  const left = `${x} ${signs[expression.tool]} ${y}`
  return { left, words: left }
}

function shown(expression: Expression, results: ToolResults): string {
  if (expression.type === 'number' && expression.shown) return expression.shown
  const value = evaluate(expression, results)
  return value.state === 'known' ? withUnit(value.text, unitOf(expression)).text : '…'
}

function isShownRounded(expression: Expression, results: ToolResults): boolean {
  const value = evaluate(expression, results)
  return value.state === 'known' && withUnit(value.text, unitOf(expression)).isRounded
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const superscript = (x: string, y: string): string =>
  /^\d{1,4}$/.test(y)
    ? `${/^[\d,.]+$/.test(x) ? x : `(${x})`}${[...y].map((digit) => raised[Number(digit)]).join('')}`
    : `${x}^${y}`

/** `$29`, `$7.50`, `80 km per hour`, `1 apple`. */
function withUnit(number: string, unit: Unit | undefined): { text: string; isRounded: boolean } {
  if (unit && 'before' in unit) {
    const { text, isRounded } = forReading(number, 2)
    const money = text.replace(/(\.\d)$/, '$10')
    return { text: money.startsWith('−') ? `−${unit.before}${money.slice(1)}` : unit.before + money, isRounded }
  }
  const { text, isRounded } = forReading(number)
  return { text: unit ? text + (text === '1' ? unit.after.replace(/([^s])s$/, '$1') : unit.after) : text, isRounded }
}

function composeFailure(reason: string, done: Step[]): string {
  const before = done.length > 0 ? ` Before that, ${sentenceOf(equationsOf(done))}.` : ''
  return `That cannot be worked out. ${asSentence(reason)}${before}`
}

const composeUnfinished = (steps: Step[]): string =>
  steps.length > 0
    ? `I could not finish this sum. As far as I came: ${sentenceOf(equationsOf(steps))}.`
    : 'I could not work this out, since I was not given the tools for it here.'

/** With a capital and a full stop, unless it has one: inside a bracket counts. */
export function asSentence(text: string): string {
  const whole = capital(text.trim())
  return /[.!?…][)”"’]*$/.test(whole) ? whole : `${whole}.`
}

/** "a, b, and c". */
const sentenceOf = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`

/** Of Latin letters only: π stays as it is. */
export const capital = (text: string): string => text.replace(/^\p{Script=Latin}/u, (letter) => letter.toUpperCase())
