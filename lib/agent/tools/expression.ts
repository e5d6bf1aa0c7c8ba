import { ToolFailure } from './define-tool'
import { type Computed, constants, functions, literal, type Operation, operators } from './expression-operations'
import { type Expression, parseExpression } from './expression-parser'

/** A sum of many parts may compute this long, so that none keeps the server busy. What others do on the machine meanwhile does not count. */
const maxMs = 500

const workedMs = (): number => process.cpuUsage().user / 1_000

/**
 * Works out an expression such as `sqrt(2) * sin(30 deg) + 10!`. The tree is folded with the tables of
 * `expression-operations.ts`, whose every operation checks the size of what it is about to compute; what is not in those
 * tables is refused, so there is no code to run.
 * @throws ToolFailure with a sentence, for text that cannot be read and for results that do not exist.
 */
export function evaluate(text: string): Computed {
  return fold(parseExpression(text).expression, workedMs() + maxMs)
}

function fold(expression: Expression, deadline: number): Computed {
  // A sum of a thousand terms leans to the left a thousand deep: that way is walked, not called into.
  const waiting: Extract<Expression, { type: 'operation' }>[] = []
  let start = expression
  for (let [x] = argsOf(start); start.type === 'operation' && x; [x] = argsOf(start)) {
    waiting.push(start)
    start = x
  }
  let value = foldStart(start, deadline)
  for (const { name, args } of waiting.reverse()) {
    if (workedMs() > deadline) throw new ToolFailure('This takes too long to work out.')
    value = operators[name].compute([value, ...args.slice(1).map((arg) => fold(arg, deadline))])
  }
  return value
}

const argsOf = (expression: Expression): Expression[] => (expression.type === 'operation' ? expression.args : [])

function foldStart(expression: Expression, deadline: number): Computed {
  switch (expression.type) {
    case 'number':
      return literal(expression.text) ?? refuse('This number is too long.')
    case 'name':
      return constants.get(expression.name) ?? refuse(`"${expression.name}" is not a known number.`)
    case 'call': {
      const operation = functions.get(expression.name) ?? refuse(`There is no function "${expression.name}" here.`)
      return apply(
        expression.name,
        operation,
        expression.args.map((arg) => fold(arg, deadline)),
      )
    }
    case 'operation':
      return refuse('A sign stands here without its numbers.')
  }
}

function apply(name: string, { takes: [least, most], compute }: Operation, args: Computed[]): Computed {
  if (args.length < least || args.length > most) {
    refuse(`${name} takes ${least === most ? least : `${least} to ${most}`} number${most === 1 ? '' : 's'}, not ${args.length}.`)
  }
  return compute(args)
}

const refuse = (message: string): never => {
  throw new ToolFailure(message, { refused: true })
}
