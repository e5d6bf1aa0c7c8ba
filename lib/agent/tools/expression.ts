import type { MathNode } from 'mathjs'
import { ToolFailure } from './define-tool'
import { type Computed, constants, functions, literal, type Operation, operators } from './expression-operations'

const MAX_CHARS = 200

/**
 * Works out an expression such as `sqrt(2) * sin(30 deg) + 10!`.
 *
 * mathjs parses the text and does nothing more: its evaluator never sees it. The tree is folded here with the tables
 * of `expression-operations.ts`, whose every operation checks the size of what it is about to compute. What is not in
 * those tables (assignment, strings, matrices, ranges, properties, other functions) is refused, so there is no code to
 * run; and a text of 200 characters holds too few of those operations to take long.
 * @throws ToolFailure with a sentence, for text that cannot be read and for results that do not exist.
 */
export async function evaluate(expression: string): Promise<Computed> {
  if (expression.length > MAX_CHARS) return refuse(`The expression is longer than ${MAX_CHARS} characters.`)
  const math = await loadParser()
  return fold(parseExpression(math, expression), math)
}

type Parser = Awaited<ReturnType<typeof loadParser>>
let loading: ReturnType<typeof importParser> | undefined

/** mathjs takes a moment to load, so the first expression loads it. */
const loadParser = () => {
  loading ??= importParser()
  return loading
}

async function importParser() {
  const { create, parseDependencies, isConstantNode, isFunctionNode, isOperatorNode, isParenthesisNode, isSymbolNode } =
    await import('mathjs')
  // As big numbers, literals keep all their digits.
  const { parse } = create(parseDependencies ?? {}, { number: 'BigNumber' })
  return { parse, isConstantNode, isFunctionNode, isOperatorNode, isParenthesisNode, isSymbolNode }
}

const inAscii: Record<string, string> = { '×': '*', '÷': '/', '−': '-', '·': '*', π: 'pi', '²': '^2', '³': '^3', '√': 'sqrt' }

function parseExpression(math: Parser, expression: string): MathNode {
  try {
    return math.parse(
      expression.replace(/√\s*(\d+(\.\d+)?)/g, 'sqrt($1)').replace(/[×÷−·π²³√]/g, (sign) => inAscii[sign] ?? sign),
    )
  } catch (error) {
    const at = /\(char (\d+)\)/.exec(String(error))?.[1]
    throw new ToolFailure(`The expression could not be read${at ? ` at character ${at}` : ''}.`, { cause: error, refused: true })
  }
}

function fold(node: MathNode, math: Parser): Computed {
  const foldAll = (nodes: MathNode[]) => nodes.map((each) => fold(each, math))
  if (math.isConstantNode(node)) return literal(String(node.value)) ?? refuse('Only numbers can be used here, not text.')
  if (math.isParenthesisNode(node)) return fold(node.content, math)
  if (math.isSymbolNode(node)) return constants.get(node.name) ?? refuse(`"${node.name}" is not a known number.`)
  if (math.isOperatorNode(node)) {
    const operation = operators.get(node.fn) ?? refuse(`The sign "${node.op}" cannot be used here.`)
    return apply(`"${node.op}"`, operation, foldAll(node.args))
  }
  if (math.isFunctionNode(node) && math.isSymbolNode(node.fn)) {
    const operation = functions.get(node.fn.name) ?? refuse(`There is no function "${node.fn.name}" here.`)
    return apply(node.fn.name, operation, foldAll(node.args))
  }
  return refuse('Only numbers, signs, brackets and functions can be used here.')
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
