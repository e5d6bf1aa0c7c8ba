import { Exact } from '@/lib/agent/tools/exact-number'
import type { Expression, ParsedExpression } from '@/lib/agent/tools/expression-parser'

/** A call that a question needs. Numbers are kept as their digits; `step` is the result of an earlier call of the plan. */
export type Step = {
  name: string
  args: [name: string, value: StepValue][]
  /** How a person would write what it works out, where that is not seen from its arguments. */
  said?: string
  /** Needed only if one of the steps from here up to this one cannot go on exactly from a result that was rounded. */
  insteadOf?: number
}
export type StepValue =
  | { type: 'number'; value: string; said?: string }
  | { type: 'text'; value: string }
  | { type: 'step'; at: number }

export const searchFor = (query: string): Step => ({ name: 'search', args: [['query', { type: 'text', value: query }]] })
export const clockIn = (place: string): Step => ({ name: 'current_time', args: [['place', { type: 'text', value: place }]] })

/** More than this is worked out at once: a run has eight turns, and nobody reads a hundred steps. */
const maxSteps = 10
const maxTurns = 6

/** The calls of a sum, after the steps that the plan has already: one a sign where all signs are plain, else one of `calculate`. */
export function toSteps(text: string, { expression, operations, names }: ParsedExpression, first: number): Step[] {
  const whole: Step = {
    name: 'calculate',
    args: [['expression', { type: 'text', value: text }]],
    ...(operations <= maxSteps && { said: written(expression) }),
  }
  if (operations > maxSteps || names.size > 0) return [whole]
  const writer = new StepWriter(first)
  const { turn } = writer.value(expression)
  if (writer.isPlain && turn <= maxTurns && writer.steps.length > 0) return [...writer.steps, { ...whole, insteadOf: first }]
  return [whole]
}

type Written = { value: StepValue /** Calls of one turn are made at once. */; turn: number }

class StepWriter {
  readonly steps: Step[] = []
  isPlain = true
  readonly #first: number
  readonly #turns: number[] = []

  constructor(first: number) {
    this.#first = first
  }

  value(expression: Expression): Written {
    if (expression.type === 'number') return literal(expression.text)
    if (expression.type !== 'operation') return this.#other()
    const { name, args } = expression
    if (name === 'percent' && args[0]?.type === 'number') return percentage(args[0].text)
    const [x = literal('0'), y = literal('0')] = args.map((arg, at) =>
      at === (name === 'percentOf' ? 0 : 1) && /Percent|Of/.test(name) ? this.#hundredth(arg) : this.value(arg),
    )
    switch (name) {
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'divide':
        return this.#call(name, x, y)
      case 'pow':
        return this.#call('exponentiate', x, y)
      case 'negate':
        return this.#call('subtract', literal('0'), x)
      case 'percent':
        return this.#call('divide', x, literal('100'))
      case 'percentOf':
        return this.#call('multiply', x, y)
      case 'addPercent':
        return this.#call('add', x, this.#call('multiply', y, x))
      case 'subtractPercent':
        return this.#call('subtract', x, this.#call('multiply', y, x))
      case 'mod':
      case 'factorial':
        return this.#other()
    }
  }

  #hundredth(arg: Expression): Written {
    return arg.type === 'number' ? percentage(arg.text) : this.#call('divide', this.value(arg), literal('100'))
  }

  #other(): Written {
    this.isPlain = false
    return literal('0')
  }

  /** The same call is made once. */
  #call(name: string, x: Written, y: Written): Written {
    const step: Step = {
      name,
      args: [
        ['x', x.value],
        ['y', y.value],
      ],
    }
    const same = this.steps.findIndex((other) => JSON.stringify(other) === JSON.stringify(step))
    const at = same < 0 ? this.steps.push(step) - 1 : same
    const turn = Math.max(x.turn, y.turn) + 1
    this.#turns[at] = turn
    return { value: { type: 'step', at: this.#first + at }, turn }
  }
}

const plain = (digits: string): string => new Exact(digits).toString()
const literal = (digits: string): Written => ({ value: { type: 'number', value: plain(digits) }, turn: 0 })
const percentage = (digits: string): Written => ({
  value: { type: 'number', value: new Exact(digits).div(100).toString(), said: `${plain(digits)}%` },
  turn: 0,
})

const infix: Partial<Record<string, [sign: string, power: number]>> = {
  add: ['+', 1],
  subtract: ['−', 1],
  addPercent: ['+', 1],
  subtractPercent: ['−', 1],
  multiply: ['×', 2],
  divide: ['÷', 2],
  mod: ['mod', 2],
  percentOf: ['of', 2],
  pow: ['^', 4],
}

const roots: Record<string, string> = { sqrt: '√', cbrt: '∛' }

/** An expression as a person writes it, with the brackets it needs, or with `all` of them, which leave no doubt. */
export function written(expression: Expression, all = false): string {
  if (expression.type === 'number') return expression.text.replace('-', '−')
  if (expression.type === 'name') return { pi: 'π', deg: '°', degrees: '°' }[expression.name] ?? expression.name
  const inner = (arg: Expression | undefined, isClosed: boolean): string => {
    const text = arg ? written(arg, all) : ''
    return isClosed ? text : `(${text})`
  }
  const powerOf = (arg: Expression | undefined): number => {
    if (all && arg?.type === 'call' && roots[arg.name]) return 4
    return arg?.type === 'operation'
      ? (infix[arg.name]?.[1] ?? (arg.name === 'negate' ? 1.5 : 5))
      : arg?.type === 'number' && arg.text.startsWith('-')
        ? 1.5
        : 6
  }
  const [x, y] = expression.args
  if (expression.type === 'call') {
    if (expression.name === 'round')
      return `${inner(x, true)}, rounded to ${y?.type === 'number' ? places(y.text) : 'a whole number'},`
    const root = roots[expression.name]
    return root
      ? root + inner(x, powerOf(x) === 6)
      : `${expression.name}(${expression.args.map((arg) => inner(arg, true)).join(', ')})`
  }
  const sign = infix[expression.name]
  if (!sign) {
    const mark = { factorial: '!', percent: '%' }[expression.name as string]
    return mark ? inner(x, powerOf(x) > 5) + mark : `−${inner(x, powerOf(x) >= (all ? 6 : 2))}`
  }
  const [text, power] = sign
  const least = all ? 5 : power
  const right = inner(y, all ? powerOf(y) >= 5 : powerOf(y) > power)
  const left = inner(x, power === 4 ? powerOf(x) > 4 : powerOf(x) >= least || powerOf(x) === 1.5)
  if (text === '×' && /^[°]/.test(right)) return `${left}°`
  return `${left}${expression.name === 'percentOf' ? '%' : ''} ${text} ${right}${expression.name.endsWith('Percent') ? '%' : ''}`
}

const places = (count: string): string => (count === '0' ? 'a whole number' : `${count} decimal${count === '1' ? '' : 's'}`)
