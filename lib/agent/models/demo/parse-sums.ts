import { type Expression, isWorthComputing, mentionsPrevious, number, previous, sum, withPrevious } from './expression'
import { SumParser } from './sum-parser'
import { parseVerb } from './sum-verbs'
import { readSumWords } from './sum-words'

/**
 * Reads text as one sum or several: "Take 10 plus 10, multiply by 7, then subtract 4" is one tree, "3 + 4 and 5 × 6" is
 * two. `undefined` unless every word was understood and there is something to compute. `hasPrevious` says whether
 * "that" and "times 3" may stand for the result of an earlier question.
 */
export function parseSums(text: string, hasPrevious = false): Expression[] | undefined {
  const parser = new SumParser(readSumWords(text))
  const sums: Expression[] = []
  while (parser.skipSeparators()) {
    const parsed = clause(parser, sums.length > 0 || hasPrevious)
    if (!parsed || !isWorthComputing(parsed)) {
      const isStart = parsed?.type === 'number' && parser.skipSeparators()
      const next = isStart ? clause(parser, true) : undefined
      if (!next || !mentionsPrevious(next)) return undefined
      sums.push(withPrevious(next, parsed ?? number('0')))
      continue
    }
    const before = sums.at(-1)
    if (!mentionsPrevious(parsed)) sums.push(parsed)
    else if (before) sums[sums.length - 1] = withPrevious(parsed, before)
    else if (hasPrevious) sums.push(parsed)
    else return undefined
  }
  const worthIt =
    sums.length > 0 && sums.length <= maxSums && sums.every((each) => each.type !== 'previous' && isWorthComputing(each))
  return worthIt ? sums : undefined
}

const maxSums = 12

/** One step of a chain: "multiply by 7", "times 3", "add 4 and 5", or a whole expression. */
function clause(parser: SumParser, hasPrevious: boolean): Expression | undefined {
  const first = parser.peek()
  if (first?.type === 'verb') return parseVerb(parser)
  const continues =
    first?.type === 'infix' && hasPrevious && (first.asWord || first.text !== 'subtract' || parser.isAfterSeparator)
  if (continues) return parser.continueFrom(previous, 0)
  if (first?.type === 'function' && isLast(parser) && ['double', 'triple', 'half'].includes(first.text)) {
    parser.take()
    return first.text === 'half'
      ? sum('divide', previous, number('2'))
      : sum('multiply', previous, number(first.text === 'double' ? '2' : '3'))
  }
  const bare = first?.type === 'postfix' && (first.text === 'squared' || first.text === 'cubed')
  return bare ? parser.continueFrom(previous, 0) : parser.expression(0)
}

function isLast(parser: SumParser): boolean {
  const next = parser.peek(1)
  return next === undefined || next.type === 'break' || next.type === 'then' || (next.type === 'word' && next.text === 'and')
}
