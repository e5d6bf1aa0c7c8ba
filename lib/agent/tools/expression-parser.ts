import { readTokens, refuse, type Token } from './expression-tokens'

/** An expression as a tree: what a text says, before anything is computed. */
export type Expression =
  /** Digits as they were written, without the commas that group them; hexadecimal and binary ones as decimal. */
  | { type: 'number'; text: string }
  /** A constant such as `pi`, or whatever a caller puts in its place. */
  | { type: 'name'; name: string }
  | { type: 'operation'; name: OperationName; args: Expression[] }
  | { type: 'call'; name: string; args: Expression[] }

/** `addPercent` is `50 + 20%`, which adds 20% of the 50; its second argument is the 20. */
export type OperationName = InfixName | 'addPercent' | 'subtractPercent' | 'percent' | 'percentOf' | 'negate' | 'factorial'

type InfixName = 'add' | 'subtract' | 'multiply' | 'divide' | 'pow' | 'mod'

export type ParsedExpression = {
  expression: Expression
  /** How many signs and functions it has. */
  operations: number
  /** The constants and functions that it names, known or not. */
  names: ReadonlySet<string>
  /**
   * It holds something that is read in two ways by different people, such as 9 / 3(1 + 2): it is not to be answered without its
   * steps.
   */
  byConvention: boolean
}

const maxDepth = 100

/**
 * Reads an expression as people and programs type it: `2 + 3 * (4 - 1)^2`, `15% of 2,480`, `0x1F + 0b111`, `√16 ÷ 2²`.
 * A power binds more tightly than a minus before it and is read from the right; a missing sign is a multiplication, in
 * its turn from the left. The only parser of sums there is: the tool `calculate` and the demo model share it.
 * @throws ToolFailure with a sentence that says what could not be read. Nothing is guessed.
 */
export const parseExpression = (text: string): ParsedExpression => new Parser(readTokens(text)).parse()

const productPower = 20
const powers = new Map(
  Object.entries({ to: 5, '+': 10, '-': 10, '*': productPower, '/': productPower, mod: productPower, of: 22, '^': 30 }),
)
const prefixPower = 25
const names: Record<string, InfixName> = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', mod: 'mod', '^': 'pow' }
const angleUnits: ReadonlySet<string> = new Set(['deg', 'degree', 'degrees', 'rad', 'radians'])

class Parser {
  readonly #tokens: Token[]
  readonly #bracketed = new WeakSet<Expression>()
  #at = 0
  #depth = 0
  #calls = 0
  #operations = 0
  readonly #names = new Set<string>()
  #byConvention = false

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  parse(): ParsedExpression {
    const expression = this.#expression(0)
    const rest = this.#peek()
    if (rest) refuse(whyNot(rest))
    return { expression, operations: this.#operations, names: this.#names, byConvention: this.#byConvention }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #take(sign: string): boolean {
    const next = this.#peek()
    const isIt = next?.type === 'sign' && next.text === sign
    if (isIt) this.#at += 1
    return isIt
  }

  /** Precedence climbing: all that binds at least as tightly as `least`. */
  #expression(least: number): Expression {
    this.#depth += 1
    if (this.#depth > maxDepth) refuse(`More than ${maxDepth} brackets or signs inside one another are too many to read.`)
    let left = this.#prefix()
    for (let next = this.#peek(); next; next = this.#peek()) {
      const after = this.#postfix(left, next) ?? this.#infix(left, next, least)
      if (!after) break
      left = after
    }
    this.#depth -= 1
    return left
  }

  #infix(left: Expression, next: Token, least: number): Expression | undefined {
    const isImplicit = startsOperand(next)
    const sign = isImplicit ? '*' : next.text
    const power = next.type === 'number' || next.type === 'raised' ? undefined : powers.get(sign)
    if (power === undefined || power < least) return undefined
    if (!isImplicit) this.#at += 1
    if (sign === 'to') return this.#inUnit(left)
    const right = this.#expression(sign === '^' || sign === 'of' ? power : power + 1)
    if (sign === 'of') {
      if (!isOperation(left, 'percent')) return refuse('Only a percentage can be “of” a number.')
      return this.#operation('percentOf', left.args[0] ?? left, right)
    }
    if ((sign === '+' || sign === '-') && isPercentage(right) && !isPercentage(left)) {
      if (this.#bracketed.has(right) || !isOperation(right, 'percent')) refuse(twoPercentages(sign))
      return this.#operation(sign === '+' ? 'addPercent' : 'subtractPercent', left, right.args[0] ?? right)
    }
    this.#byConvention ||= isImplicit && this.#isOpen(left, 'divide') && !isUnit(next)
    return this.#operation(names[sign] ?? 'multiply', left, right)
  }

  /** `asin(0.5) to deg`. */
  #inUnit(left: Expression): Expression {
    const unit = this.#peek()
    if (!unit || !angleUnits.has(unit.text)) return refuse('After “to” only deg or rad can stand.')
    this.#at += 1
    return this.#operation('divide', left, { type: 'name', name: unit.text })
  }

  #postfix(left: Expression, { type, text }: Token): Expression | undefined {
    if (type === 'raised') {
      this.#at += 1
      return this.#operation('pow', left, { type: 'number', text })
    }
    if (type !== 'sign' || (text !== '!' && text !== '%')) return undefined
    this.#byConvention ||= isRoot(left) && !this.#bracketed.has(left)
    this.#at += 1
    if (text === '!') {
      if (isOperation(left, 'factorial') && !this.#bracketed.has(left))
        return refuse('“!!” is read in two ways: write a factorial of a factorial with brackets, as (3!)!.')
      return this.#operation('factorial', left)
    }
    const next = this.#peek()
    if (next && (next.type === 'number' || startsOperand(next))) {
      // A remainder, as programs write it.
      return this.#operation('mod', left, this.#expression(productPower + 1))
    }
    this.#byConvention ||= next?.text === '-' || next?.text === '+'
    return this.#operation('percent', left)
  }

  #prefix(): Expression {
    if (this.#take('+')) return this.#expression(prefixPower)
    if (this.#take('-')) {
      const x = this.#expression(prefixPower)
      return x.type === 'number' && !x.text.startsWith('-') && !this.#bracketed.has(x)
        ? { type: 'number', text: `-${x.text}` }
        : this.#operation('negate', x)
    }
    // A root is of the next number alone.
    if (this.#take('√')) return this.#call('sqrt', [this.#operand()])
    if (this.#take('∛')) return this.#call('cbrt', [this.#operand()])
    return this.#operand()
  }

  #operand(): Expression {
    const next = this.#peek()
    if (!next) return refuse('A number is missing at the end.')
    if (this.#take('(')) {
      const calls = this.#calls
      const inner = this.#expression(0)
      this.#calls = calls
      this.#close()
      // A copy, since brackets belong to this place.
      const bracketed = { ...inner }
      this.#bracketed.add(bracketed)
      return bracketed
    }
    if (next.type === 'number') {
      if (next.grouped && this.#calls > 0)
        refuse('A comma between two digits could group or part them here: leave it out, or put a space after it.')
      this.#at += 1
      return { type: 'number', text: next.text }
    }
    if (next.type === 'name') {
      this.#at += 1
      this.#names.add(next.text)
      if (this.#take('(')) return this.#call(next.text, this.#args())
      if (!powers.has(next.text)) return { type: 'name', name: next.text }
    }
    return refuse(whyNot(next))
  }

  #args(): Expression[] {
    if (this.#take(')')) return []
    this.#calls += 1
    const args = [this.#expression(0)]
    while (this.#take(',')) args.push(this.#expression(0))
    this.#calls -= 1
    this.#close()
    return args
  }

  #close(): void {
    const next = this.#peek()
    if (!this.#take(')')) refuse(next ? whyNot(next) : 'A closing bracket is missing.')
  }

  #operation(name: OperationName, ...args: Expression[]): Expression {
    this.#operations += 1
    return { type: 'operation', name, args }
  }

  #call(name: string, args: Expression[]): Expression {
    this.#operations += 1
    return { type: 'call', name, args }
  }

  /** True for an operation of this kind that has no brackets round it. */
  #isOpen(expression: Expression, name: OperationName): boolean {
    return isOperation(expression, name) && !this.#bracketed.has(expression)
  }
}

/** What an operand can begin with, a number aside: before it, a missing sign is a multiplication. */
const startsOperand = ({ type, text }: Token): boolean =>
  type === 'name' ? !powers.has(text) : type === 'sign' && (text === '(' || text === '√' || text === '∛')

const isUnit = ({ text }: Token): boolean => angleUnits.has(text)
const isRoot = (expression: Expression): boolean => expression.type === 'call' && /^(?:sqrt|cbrt)$/.test(expression.name)

const isOperation = (expression: Expression, name: OperationName): expression is Extract<Expression, { type: 'operation' }> =>
  expression.type === 'operation' && expression.name === name

/** `50%` or `-50%`. */
const isPercentage = (expression: Expression): boolean =>
  expression.type === 'operation' &&
  (expression.name === 'percent' || (expression.name === 'negate' && expression.args.some(isPercentage)))

const twoPercentages = (sign: string): string =>
  `After “${sign}”, a percentage with a minus or in brackets is read in two ways: write 100 - 50% for a part of the number before it, and 100 - 0.5 for a number of its own.`

function whyNot({ type, text }: Token): string {
  if (type === 'number') return `A sign is missing before “${text.slice(0, 20)}”.`
  if (text === ',') return 'A comma groups thousands, as in 1,500, or parts the numbers of a function; a decimal has a point.'
  if (text === ')') return 'There is a closing bracket too many, or nothing before it.'
  return `A number is missing before “${text.slice(0, 20)}”.`
}
