import { type Expression, number, previous, sum } from './expression'
import type { SumParser } from './sum-parser'
import { isOperand, percentOf, readList } from './sum-phrases'

/** "add 4 and 5", "divide that by 3", "subtract 4 from 10"; without an object the verb acts on what came before. */
export function parseVerb(parser: SumParser): Expression | undefined {
  const verb = parser.take()
  if (verb?.type !== 'verb') return undefined
  switch (verb.text) {
    case 'add':
      return add(parser)
    case 'subtract':
      return subtract(parser)
    case 'multiply':
    case 'divide':
      return multiplyOrDivide(parser, verb.text)
    case 'increase':
    case 'decrease':
      return change(parser, verb.text === 'increase' ? 'add' : 'subtract')
    case 'halve':
      return applied(parser, 'divide', '2')
    case 'square':
      return applied(parser, 'exponentiate', '2')
    case 'cube':
      return applied(parser, 'exponentiate', '3')
    case 'take':
      return take(parser)
  }
}

function applied(parser: SumParser, tool: 'divide' | 'exponentiate', by: string): Expression | undefined {
  const object = objectOf(parser)
  return object && sum(tool, object, number(by))
}

const objectOf = (parser: SumParser): Expression | undefined => (isOperand(parser.peek()) ? parser.expression(0) : previous)

function add(parser: SumParser): Expression | undefined {
  const items = readList(parser)
  const [first] = items
  if (!first) return undefined
  if (parser.takeWord('to', 'with')) {
    const base = parser.expression(0)
    return base && items.reduce<Expression>((total, item) => percentOf('add', total, item), base)
  }
  const [start, rest] = items.length === 1 ? [previous, items] : [first, items.slice(1)]
  return rest.reduce<Expression>((total, item) => percentOf('add', total, item), start)
}

function subtract(parser: SumParser): Expression | undefined {
  const amount = parser.expression(0)
  if (!amount) return undefined
  const base = parser.takeWord('from') ? parser.expression(0) : previous
  return base && percentOf('subtract', base, amount)
}

function multiplyOrDivide(parser: SumParser, tool: 'multiply' | 'divide'): Expression | undefined {
  const items = isOperand(parser.peek()) ? readList(parser) : [previous]
  const [first, ...rest] = items
  if (!first) return undefined
  if (rest.length > 0) return tool === 'multiply' ? rest.reduce((total, item) => sum(tool, total, item), first) : undefined
  if (!parser.takeWord('by', 'with')) return undefined
  const y = parser.expression(0)
  return y && sum(tool, first, y)
}

/** "increase 50 by 20%". */
function change(parser: SumParser, tool: 'add' | 'subtract'): Expression | undefined {
  const base = objectOf(parser)
  if (!base || !parser.takeWord('by')) return undefined
  const amount = parser.expression(0)
  return amount && percentOf(tool, base, amount)
}

/** "take 10 plus 10" begins a chain; "take 4 from 10" subtracts. */
function take(parser: SumParser): Expression | undefined {
  const first = parser.peek()
  if (first?.type === 'infix' && first.text === 'exponentiate') return parser.continueFrom(previous, 0)
  const taken = parser.expression(0)
  const away = parser.takeWord('away')
  if (!taken || !parser.takeWord('from')) return away && taken ? sum('subtract', previous, taken) : taken
  const base = parser.expression(0)
  return base && percentOf('subtract', base, taken)
}
