/** A sum as it was asked, before anything is computed. */
export type Expression =
  | { type: 'number'; text: string; shown?: string; unit?: Unit }
  | { type: 'sum'; tool: SumTool; x: Expression; y: Expression }
  /** Anything for `calculate`: `parts` with the values of `values` between them, and how a person would say it. */
  | { type: 'formula'; parts: string[]; values: Expression[]; words: string[]; unit?: Unit }
  /** What the sum before came to: "divide that by 3". */
  | { type: 'previous' }

export type SumTool = 'add' | 'subtract' | 'multiply' | 'divide' | 'exponentiate'

/** Money goes before its number, anything else after it. */
export type Unit = { before: string } | { after: string }

export const number = (text: string, extra: { shown?: string; unit?: Unit } = {}): Expression => ({
  type: 'number',
  text,
  ...extra,
})
export const sum = (tool: SumTool, x: Expression, y: Expression): Expression => ({ type: 'sum', tool, x, y })
export const previous: Expression = { type: 'previous' }

/** A call of `calculate` on one value: `formula(['sqrt(', ')'], ['the square root of ', ''], x)`. */
export const formula = (parts: string[], words: string[], ...values: Expression[]): Expression => ({
  type: 'formula',
  parts,
  words,
  values,
})

const maxDepth = 60

/** True when there is something to compute, and not so much that it would never end. */
export const isWorthComputing = (expression: Expression): boolean =>
  expression.type !== 'number' && depthOf(expression) <= maxDepth

const depthOf = (expression: Expression): number => 1 + Math.max(0, ...childrenOf(expression).map(depthOf))

export function childrenOf(expression: Expression): Expression[] {
  if (expression.type === 'sum') return [expression.x, expression.y]
  return expression.type === 'formula' ? expression.values : []
}

export const mentionsPrevious = (expression: Expression): boolean =>
  expression.type === 'previous' || childrenOf(expression).some(mentionsPrevious)

/** Puts what came before in the place of "that". */
export function withPrevious(expression: Expression, before: Expression): Expression {
  if (expression.type === 'previous') return before
  if (expression.type === 'sum') {
    return { ...expression, x: withPrevious(expression.x, before), y: withPrevious(expression.y, before) }
  }
  return expression.type === 'formula'
    ? { ...expression, values: expression.values.map((value) => withPrevious(value, before)) }
    : expression
}

/** The unit of the result, where the units of the parts leave no doubt. */
export function unitOf(expression: Expression): Unit | undefined {
  if (expression.type === 'number' || expression.type === 'formula') return expression.unit
  if (expression.type === 'previous') return undefined
  const [x, y] = [unitOf(expression.x), unitOf(expression.y)]
  switch (expression.tool) {
    case 'add':
    case 'subtract':
      return x && y && !sameUnit(x, y) ? undefined : (x ?? y)
    case 'multiply':
      return x && y ? undefined : (x ?? y)
    case 'divide':
      return y ? undefined : x
    case 'exponentiate':
      return undefined
  }
}

const sameUnit = (a: Unit, b: Unit): boolean => JSON.stringify(a) === JSON.stringify(b)
