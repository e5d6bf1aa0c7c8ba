import { forReading } from './decimal-text'
import { childrenOf, type Expression, formula, mentionsPrevious, type SumTool, unitOf } from './expression'

/** `calculate` takes no longer text. */
const maxChars = 200

/**
 * A sum with functions in it as one call of `calculate`, which keeps more digits between the steps than it hands out:
 * `sqrt(2) * sqrt(2)` is then 2. Where nothing but plain sums stand inside of a function, they stay steps of their own.
 */
export function asOneCall(expression: Expression): Expression {
  if (!childrenOf(expression).some(hasFormula) || mentionsPrevious(expression)) return expression
  const text = written(expression)
  if (text.length > maxChars) return expression
  const unit = unitOf(expression)
  return { ...formula([text], [said(expression)]), ...(unit && { unit }) }
}

const hasFormula = (expression: Expression): boolean => expression.type === 'formula' || childrenOf(expression).some(hasFormula)

const signs: Record<SumTool, string> = { add: '+', subtract: '-', multiply: '*', divide: '/', exponentiate: '^' }
const saidSigns: Record<SumTool, string> = { add: '+', subtract: '−', multiply: '×', divide: '÷', exponentiate: '^' }

/** As `calculate` reads it. */
function written(expression: Expression): string {
  switch (expression.type) {
    case 'number':
      return expression.text
    case 'previous':
      return ''
    case 'sum':
      return `${operand(expression.x, written)} ${signs[expression.tool]} ${operand(expression.y, written)}`
    case 'formula':
      return interleave(expression.parts, expression.values, written)
  }
}

/** As a person would. */
function said(expression: Expression): string {
  switch (expression.type) {
    case 'number':
      return expression.shown ?? forReading(expression.text).text
    case 'previous':
      return ''
    case 'sum':
      return `${operand(expression.x, said)} ${saidSigns[expression.tool]} ${operand(expression.y, said)}`
    case 'formula':
      return interleave(expression.words, expression.values, said)
  }
}

/** Brackets wherever the order could be mistaken. */
function operand(expression: Expression, write: (expression: Expression) => string): string {
  const text = write(expression)
  const closed =
    (expression.type === 'number' && !text.startsWith('-')) ||
    (expression.type === 'formula' && (expression.parts.length === 1 || /\($/.test(expression.parts[0] ?? '')))
  return closed ? text : `(${text})`
}

const interleave = (parts: string[], values: Expression[], write: (expression: Expression) => string): string =>
  parts
    .map((part, index) => {
      const value = values[index]
      if (!value) return part
      const enclosed = /[(,]\s*$/.test(part) && /^[),]/.test(parts[index + 1] ?? '')
      return part + (enclosed ? write(value) : operand(value, write))
    })
    .join('')
