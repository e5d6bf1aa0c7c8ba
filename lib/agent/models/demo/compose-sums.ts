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
  const result = `**${withUnit(value.text, part.unit ?? unitOf(expression))}**`
  const equations = steps.map(({ left, right }) => `${left} ${right.includes('…') ? '≈' : '='} ${right}`)
  if (part.sentence) return `${part.sentence.replace('{}', result).replace(/\.$/, '')}: ${ended(sentenceOf(equations))}`
  const [only] = steps
  if (steps.length === 1 && only) return `${capital(only.words)} is ${result}.`
  return brief ? `${result}: ${ended(sentenceOf(equations))}` : `${result} is the result: ${ended(sentenceOf(equations))}`
}

type Step = { left: string; words: string; right: string }

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
  return [...before, { ...describe(expression, results), right }]
}

function describe(expression: Extract<Expression, { type: 'sum' | 'formula' }>, results: ToolResults): Omit<Step, 'right'> {
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
  return value.state === 'known' ? withUnit(value.text, unitOf(expression)) : '…'
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const superscript = (x: string, y: string): string =>
  /^\d{1,4}$/.test(y)
    ? `${/^[\d,.]+$/.test(x) ? x : `(${x})`}${[...y].map((digit) => raised[Number(digit)]).join('')}`
    : `${x}^${y}`

/** `$29`, `$7.50`, `80 km per hour`, `1 apple`. */
function withUnit(text: string, unit: Unit | undefined): string {
  if (unit && 'before' in unit) {
    const money = forReading(text, 2).replace(/(\.\d)$/, '$10')
    return money.startsWith('−') ? `−${unit.before}${money.slice(1)}` : unit.before + money
  }
  const plain = forReading(text)
  return unit ? plain + (plain === '1' ? unit.after.replace(/([^s])s$/, '$1') : unit.after) : plain
}

function composeFailure(reason: string, done: Step[]): string {
  const before = done.length > 0 ? ` Before that, ${sentenceOf(done.map(({ left, right }) => `${left} = ${right}`))}.` : ''
  return `That cannot be worked out. ${capital(reason.replace(/[.\s]*$/, ''))}.${before}`
}

const composeUnfinished = (steps: Step[]): string =>
  steps.length > 0
    ? `I could not finish this sum. As far as I came: ${sentenceOf(steps.map(({ left, right }) => `${left} = ${right}`))}.`
    : 'I could not work this out, since I was not given the tools for it here.'

/** With a full stop, unless an ellipsis ends it already. */
const ended = (text: string): string => (text.endsWith('…') ? text : `${text}.`)

/** "a, b, and c". */
const sentenceOf = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
