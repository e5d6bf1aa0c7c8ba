import { movePoint } from './decimal-text'
import { type Expression, formula, number, previous, sum } from './expression'
import { isOperand, listOf, named, percentOf } from './sum-phrases'
import type { InfixName, SumLexeme } from './sum-words'

const bindingPower: Record<InfixName, number> = {
  add: 10,
  subtract: 10,
  multiply: 20,
  divide: 20,
  mod: 20,
  of: 22,
  off: 22,
  exponentiate: 30,
}
/** 2 ^ 3 ^ 2 and 50% of 50% of 80 are read from the right. */
const rightToLeft: ReadonlySet<InfixName> = new Set(['exponentiate', 'of', 'off'])
const maxDepth = 40

/** Precedence climbing over the words and signs of a sum. Every method gives `undefined` where the text is no sum. */
export class SumParser {
  readonly #lexemes: SumLexeme[]
  #at = 0
  #depth = 0

  constructor(lexemes: SumLexeme[]) {
    this.#lexemes = lexemes
  }

  peek(ahead = 0): SumLexeme | undefined {
    return this.#lexemes[this.#at + ahead]
  }

  take(): SumLexeme | undefined {
    this.#at += 1
    return this.#lexemes[this.#at - 1]
  }

  /** Takes the next lexeme if it is this word. */
  takeWord(...texts: string[]): boolean {
    const next = this.peek()
    if (next?.type !== 'word' || !texts.includes(next.text)) return false
    this.#at += 1
    return true
  }

  get isAfterSeparator(): boolean {
    const before = this.#lexemes[this.#at - 1]
    return before !== undefined && isSeparator(before)
  }

  /** Moves past commas, "and", "then"; false at the end. */
  skipSeparators(): boolean {
    for (let next = this.peek(); next && isSeparator(next); next = this.peek()) this.#at += 1
    return this.#at < this.#lexemes.length
  }

  expression(power: number): Expression | undefined {
    if (this.#depth > maxDepth) return undefined
    this.#depth += 1
    const left = this.#operand()
    const whole = left && this.continueFrom(left, power)
    this.#depth -= 1
    return whole
  }

  /** What follows `left`, as far as it binds more tightly than `power`. */
  continueFrom(start: Expression, power: number): Expression | undefined {
    let left: Expression | undefined = start
    while (left) {
      const next = this.peek()
      if (next?.type === 'postfix') left = this.#postfix(left)
      else if (next?.type === 'function' && next.text === 'nthRoot') left = this.#nthRoot(left)
      else if (next?.type === 'fraction' && left.type === 'number') left = this.#fraction(left)
      else if (next?.type === 'bracket' && next.text === '(' && bindingPower.multiply > power)
        left = this.#infix(left, 'multiply')
      else if (next?.type === 'infix' && bindingPower[next.text] > power) {
        this.#at += 1
        left = this.#infix(left, next.text)
      } else if (next?.type === 'unknown' && left.type === 'number' && !left.unit && /^\p{Script=Latin}{2,}$/u.test(next.text)) {
        this.#at += 1
        left = { ...left, unit: { after: ` ${next.text}` } }
      } else break
    }
    return left
  }

  #infix(left: Expression, name: InfixName): Expression | undefined {
    const right = this.expression(bindingPower[name] - (rightToLeft.has(name) ? 1 : 0))
    if (!right) return undefined
    switch (name) {
      case 'mod':
        return formula(['', ' mod ', ''], ['the remainder of ', ' ÷ ', ''], left, right)
      case 'of':
        return left.type === 'number' && left.shown ? sum('multiply', left, right) : undefined
      case 'off':
        return left.type === 'number' && left.shown ? sum('subtract', right, sum('multiply', left, right)) : undefined
      case 'add':
      case 'subtract':
        return percentOf(name, left, right)
      default:
        return sum(name, left, right)
    }
  }

  #operand(): Expression | undefined {
    const next = this.take()
    switch (next?.type) {
      case 'number':
        return number(next.text, next.unit && { unit: next.unit })
      case 'previous':
        return previous
      case 'bracket':
        return this.#bracketed(next.text)
      case 'infix':
        return next.text === 'subtract' || next.text === 'add' ? this.#signed(next.text) : undefined
      case 'function':
        return named(this, next.text)
      case 'fraction': {
        const whole = this.expression(bindingPower.multiply)
        return whole && sum('divide', whole, number(next.text))
      }
      case 'list':
        return listOf(this, next.text)
      default:
        return undefined
    }
  }

  #signed(sign: 'add' | 'subtract'): Expression | undefined {
    const operand = this.expression(25)
    if (sign === 'add' || !operand) return operand
    if (operand.type === 'number' && !operand.shown && !operand.text.startsWith('-'))
      return { ...operand, text: `-${operand.text}` }
    return sum('subtract', number('0'), operand)
  }

  #bracketed(bracket: '(' | ')'): Expression | undefined {
    if (bracket === ')') return undefined
    const inner = this.expression(0)
    const close = this.peek()
    // A bracket left open at the very end is forgiven.
    if (close?.type === 'bracket' && close.text === ')') this.#at += 1
    else if (close) return undefined
    return inner
  }

  #postfix(left: Expression): Expression | undefined {
    const mark = this.take()
    if (mark?.type !== 'postfix') return undefined
    switch (mark.text) {
      case 'squared':
        return sum('exponentiate', left, number('2'))
      case 'cubed':
        return sum('exponentiate', left, number('3'))
      case '!':
        return isOperand(this.peek()) ? undefined : formula(['', '!'], ['', '!'], left)
      case '%':
        return left.type === 'number'
          ? number(movePoint(left.text, -2), { shown: `${left.text}%` })
          : sum('divide', left, number('100'))
    }
  }

  #nthRoot(degree: Expression): Expression | undefined {
    this.#at += 1
    const of = this.expression(25)
    return of && formula(['nthRoot(', ', ', ')'], ['the root of ', ' to the degree ', ''], of, degree)
  }

  /** "two thirds of 90". */
  #fraction(count: Expression): Expression | undefined {
    const part = this.take()
    if (part?.type !== 'fraction') return undefined
    const whole = this.expression(bindingPower.multiply)
    return whole && sum('divide', sum('multiply', whole, count), number(part.text))
  }
}

const isSeparator = (lexeme: SumLexeme): boolean =>
  lexeme.type === 'break' || lexeme.type === 'then' || (lexeme.type === 'word' && lexeme.text === 'and')
