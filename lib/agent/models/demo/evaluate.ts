import { canonical, isDecimal } from './decimal-text'
import type { Expression } from './expression'
import type { CallRequest, ToolResults } from './read-messages'

/** How far a sum has come, going by the tool results so far. Nothing is computed here. */
type Progress =
  | { state: 'known'; text: string }
  /** `calls` are the ones that can be made now, all at once. */
  | { state: 'waiting'; calls: CallRequest[] }
  | { state: 'failed'; reason: string }

/** Reads the value of a sum from tool results, or says which calls it needs next. */
export function evaluate(expression: Expression, results: ToolResults): Progress {
  if (expression.type === 'number') return { state: 'known', text: expression.text }
  if (expression.type === 'previous') return { state: 'waiting', calls: [] }
  const call = toCall(expression, results)
  if ('state' in call) return call
  const result = results.find(call)
  if (!result) return { state: 'waiting', calls: [call] }
  if (result.failed) return { state: 'failed', reason: result.content }
  const text = numberIn(result.content)
  return text === undefined ? { state: 'failed', reason: 'Its result was not a number.' } : { state: 'known', text }
}

/** The call of this node, once all that it depends on is known. */
export function toCall(
  expression: Extract<Expression, { type: 'sum' | 'formula' }>,
  results: ToolResults,
): CallRequest | Exclude<Progress, { state: 'known' }> {
  const parts = (expression.type === 'sum' ? [expression.x, expression.y] : expression.values).map((part) =>
    evaluate(part, results),
  )
  const texts: string[] = []
  const waiting: CallRequest[] = []
  for (const part of parts) {
    if (part.state === 'failed') return part
    if (part.state === 'waiting') waiting.push(...part.calls)
    else texts.push(part.text)
  }
  if (texts.length < parts.length) return { state: 'waiting', calls: waiting }
  if (expression.type === 'sum') {
    const [x = '0', y = '0'] = texts
    return {
      name: expression.tool,
      args: [
        ['x', numberArg(x)],
        ['y', numberArg(y)],
      ],
    }
  }
  const text = expression.parts.map((part, index) => part + (texts[index] ?? '')).join('')
  return { name: 'calculate', args: [['expression', { type: 'text', value: text }]] }
}

const numberArg = (text: string) => ({ type: 'number', value: canonical(text) }) as const

/** The number that a tool gave back, by itself or after the last "=". */
function numberIn(content: string): string | undefined {
  const tail =
    content
      .slice(0, 4_000)
      .split('\n\n')[0]
      ?.split('=')
      .at(-1)
      ?.trim()
      .replace(/^[≈~]\s*/, '') ?? ''
  const first = /^[-+−]?[\d.,]+(?:e[-+]?\d+)?/i.exec(tail)?.[0].replaceAll(',', '').replace('−', '-')
  return first !== undefined && isDecimal(first) ? first : undefined
}
