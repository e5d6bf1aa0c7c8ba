import { type Expression, formula, number, sum } from './expression'
import type { SumParser } from './sum-parser'
import type { FunctionName, SumLexeme } from './sum-words'

const tight = 25

/** "50 plus 20%" adds 20% of the 50. */
export function percentOf(tool: 'add' | 'subtract', left: Expression, right: Expression): Expression {
  const isPercent = (side: Expression) => side.type === 'number' && side.shown !== undefined
  return sum(tool, left, isPercent(right) && !isPercent(left) ? sum('multiply', right, left) : right)
}

/** "the square root of 144", "sin of 30 degrees", "half of 9". */
export function named(parser: SumParser, name: FunctionName): Expression | undefined {
  if (name === 'pi') return formula(['pi'], ['π'])
  if (name === 'log' && parser.takeWord('base')) return logToBase(parser)
  const x = parser.expression(name === 'remainder' ? 0 : tight)
  if (!x) return undefined
  switch (name) {
    case 'sqrt':
      return formula(['sqrt(', ')'], ['the square root of ', ''], x)
    case 'cbrt':
      return formula(['cbrt(', ')'], ['the cube root of ', ''], x)
    case 'sin':
    case 'cos':
    case 'tan':
      return angle(name, x)
    case 'log':
      return formula(['log10(', ')'], ['the logarithm of ', ' to base 10'], x)
    case 'log2':
      return formula(['log2(', ')'], ['the logarithm of ', ' to base 2'], x)
    case 'ln':
      return formula(['ln(', ')'], ['the natural logarithm of ', ''], x)
    case 'factorial':
      return formula(['', '!'], ['', '!'], x)
    case 'abs':
      return formula(['abs(', ')'], ['the absolute value of ', ''], x)
    case 'remainder':
      return x.type === 'sum' && x.tool === 'divide'
        ? formula(['', ' mod ', ''], ['the remainder of ', ' ÷ ', ''], x.x, x.y)
        : undefined
    case 'negative':
      return x.type === 'number' ? { ...x, text: `-${x.text}` } : sum('subtract', number('0'), x)
    case 'square':
      return sum('exponentiate', x, number('2'))
    case 'cube':
      return sum('exponentiate', x, number('3'))
    case 'double':
      return sum('multiply', x, number('2'))
    case 'triple':
      return sum('multiply', x, number('3'))
    case 'half':
      return sum('divide', x, number('2'))
    case 'nthRoot':
      return undefined
  }
}

function angle(name: 'sin' | 'cos' | 'tan', x: Expression): Expression {
  const long = { sin: 'sine', cos: 'cosine', tan: 'tangent' }[name]
  const inDegrees = x.type === 'number' && x.unit !== undefined && 'after' in x.unit && x.unit.after === ' degrees'
  const value: Expression = x.type === 'number' ? number(x.text) : x
  return inDegrees
    ? formula([`${name}(`, ' deg)'], [`the ${long} of `, '°'], value)
    : formula([`${name}(`, ')'], [`the ${long} of `, ' radians'], value)
}

/** "log base 2 of 8". */
function logToBase(parser: SumParser): Expression | undefined {
  const base = parser.take()
  const of = parser.peek()
  if (base?.type !== 'number') return undefined
  if (of?.type === 'infix' && of.text === 'of') parser.take()
  const x = parser.expression(tight)
  return x && formula(['log(', ', ', ')'], ['the logarithm of ', ' to base ', ''], x, number(base.text))
}

/** "the sum of 3, 4 and 5". */
export function listOf(parser: SumParser, name: 'add' | 'multiply' | 'subtract' | 'divide' | 'average'): Expression | undefined {
  const items = readList(parser)
  const [first, second] = items
  if (!first || !second) return undefined
  switch (name) {
    case 'average':
      return sum(
        'divide',
        items.slice(1).reduce((total, item) => sum('add', total, item), first),
        number(String(items.length)),
      )
    case 'subtract':
      return isSmaller(first, second) ? sum('subtract', second, first) : sum('subtract', first, second)
    case 'divide':
      return sum('divide', first, second)
    default:
      return items.slice(1).reduce((total, item) => sum(name, total, item), first)
  }
}

/** Expressions with commas, "and" or "to" between them. */
export function readList(parser: SumParser, first = parser.expression(0)): Expression[] {
  const items = first ? [first] : []
  while (items.length > 0 && items.length < 30) {
    let ahead = 0
    for (
      let next = parser.peek();
      next && (next.type === 'break' || (next.type === 'word' && next.text === 'and'));
      next = parser.peek(ahead)
    )
      ahead += 1
    if (ahead === 0 || !isOperand(parser.peek(ahead))) break
    for (; ahead > 0; ahead -= 1) parser.take()
    const item = parser.expression(0)
    if (!item) return []
    items.push(item)
  }
  return items
}

/** The difference between 5 and 9 is asked for as 9 − 5: told from the digits as written, when both are plain numbers. */
const isSmaller = (x: Expression, y: Expression): boolean =>
  x.type === 'number' && y.type === 'number' && Number(x.text) < Number(y.text)

export const isOperand = (lexeme: SumLexeme | undefined): boolean =>
  lexeme !== undefined &&
  (lexeme.type === 'number' ||
    lexeme.type === 'previous' ||
    lexeme.type === 'function' ||
    (lexeme.type === 'bracket' && lexeme.text === '('))
