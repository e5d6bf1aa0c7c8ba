import { clockIn, searchFor } from './compose-answer'
import { canonical, isDecimal } from './decimal-text'
import { evaluate, toCall } from './evaluate'
import { childrenOf, type Expression, formula, number, unitOf } from './expression'
import { maxBy } from './max-by'
import type { Part } from './part'
import { type CallRequest, keyOfRequest, type MadeCall, type ToolResults } from './read-messages'

/**
 * The parts of a question, as they were worked on. A person may have changed what a call was given: then the results hold
 * a call that nobody planned, and it stands for the one of its tool that was not made and is most like it. What depends
 * on it follows. A call that its tool refused stands for nothing, so it is made as it was planned.
 */
export function withChangedCalls(parts: Part[], results: ToolResults): Part[] {
  const free = new Set(results.made.filter(({ refused }) => !refused))
  const claimed = new Set<string>()
  const claim = (key: string) => {
    const [first] = claimed.has(key) ? [] : [...free].filter((made) => made.key === key)
    claimed.add(key)
    if (first) free.delete(first)
  }
  let planned = parts
  for (;;) {
    const calls = planned.flatMap((part) => callsOf(part, results))
    for (const call of calls) claim(keyOfRequest(call))
    const missing = calls.filter((call) => !results.find(call))
    const [change] = [...free].flatMap((made): Change[] => {
      const call = maxBy(
        missing.filter(({ name }) => name === made.name),
        (planned) => countOfSame(planned, made),
      )
      return call ? [{ key: keyOfRequest(call), made }] : []
    })
    if (!change) return planned
    free.delete(change.made)
    claimed.add(change.made.key)
    planned = planned.map((part) => withCall(part, change, results))
  }
}

/** How many arguments are as they were planned. */
const countOfSame = ({ args }: CallRequest, made: MadeCall): number =>
  args.filter(([name, { value }]) => isSame(value, made.args[name])).length

const isSame = (planned: string, given: unknown): boolean => {
  const text = String(given)
  return planned === text || (isDecimal(planned) && isDecimal(text) && canonical(planned) === canonical(text))
}

/** The calls that are known by now, made or not, in the order in which they are needed. */
function callsOf(part: Part, results: ToolResults): CallRequest[] {
  switch (part.kind) {
    case 'talk':
      return []
    case 'sum':
      return callsIn(part.expression, results)
    case 'time':
      return [clockIn(part.place)]
    case 'search':
      return [searchFor(part.query)]
    case 'comparison':
      return part.subjects.map(searchFor)
  }
}

function callsIn(expression: Expression, results: ToolResults): CallRequest[] {
  const inner = childrenOf(expression).flatMap((child) => callsIn(child, results))
  const call = callAt(expression, results)
  return call ? [...inner, call] : inner
}

function callAt(expression: Expression, results: ToolResults): CallRequest | undefined {
  if (expression.type !== 'sum' && expression.type !== 'formula') return undefined
  const call = toCall(expression, results)
  return 'state' in call ? undefined : call
}

type Change = { /** Of the planned call. */ key: string; made: MadeCall }

function withCall(part: Part, change: Change, results: ToolResults): Part {
  const isChanged = (call: CallRequest) => keyOfRequest(call) === change.key
  const text = (name: string, before: string) => String(change.made.args[name] ?? before)
  switch (part.kind) {
    case 'talk':
      return part
    case 'sum':
      return { ...part, expression: withCallIn(part.expression, change, results) }
    case 'time':
      return isChanged(clockIn(part.place)) ? { ...part, place: text('place', part.place) } : part
    case 'search': {
      if (!isChanged(searchFor(part.query))) return part
      const query = text('query', part.query)
      return { ...part, query, question: query }
    }
    case 'comparison': {
      const [a, b] = part.subjects.map((subject) => (isChanged(searchFor(subject)) ? text('query', subject) : subject))
      return { ...part, subjects: [a ?? part.subjects[0], b ?? part.subjects[1]] }
    }
  }
}

function withCallIn(expression: Expression, change: Change, results: ToolResults): Expression {
  if (expression.type !== 'sum' && expression.type !== 'formula') return expression
  const call = callAt(expression, results)
  if (call && keyOfRequest(call) === change.key) return asMade(expression, change.made, results)
  if (expression.type === 'formula') {
    return { ...expression, values: expression.values.map((value) => withCallIn(value, change, results)) }
  }
  return { ...expression, x: withCallIn(expression.x, change, results), y: withCallIn(expression.y, change, results) }
}

/** A number that is as it was planned keeps where it came from. */
function asMade(
  expression: Extract<Expression, { type: 'sum' | 'formula' }>,
  { args }: MadeCall,
  results: ToolResults,
): Expression {
  if (expression.type === 'formula') {
    const text = String(args['expression'] ?? '')
    return { ...formula([text], [text]), ...(expression.unit && { unit: expression.unit }) }
  }
  const operand = (planned: Expression, given: unknown): Expression => {
    const text = String(given)
    const before = evaluate(planned, results)
    if (!isDecimal(text) || (before.state === 'known' && isSame(before.text, text))) return planned
    const unit = unitOf(planned)
    return number(canonical(text), { ...(unit && { unit }) })
  }
  return { ...expression, x: operand(expression.x, args['x']), y: operand(expression.y, args['y']) }
}
