import { countStory } from './count-story'
import { canonical, movePoint } from './decimal-text'
import { childrenOf, type Expression, number, sum, type Unit } from './expression'
import { area, conversion, temperature, travel } from './measure-problems'
import { readStory, type Story } from './story'

/** A sum told as a story, and the sentence that answers it, `{}` standing for the result. */
export type WordProblem = { expression: Expression; unit?: Unit; sentence?: string }

/**
 * Reads simple stories: so many of so much each, some lost and gained, speed, sharing, areas, interest. `undefined` where
 * it is not sure, which it never is while a number of the story has no place in the sum.
 */
export function readWordProblem(text: string): WordProblem | undefined {
  const problems = candidatesIn(text)
  return problems.find(({ isWhole }) => isWhole)?.problem
}

/** True for a story that fits a pattern but for a number or two. */
export const isHalfUnderstood = (text: string): boolean => candidatesIn(text).length > 0 && readWordProblem(text) === undefined

function candidatesIn(text: string): { problem: WordProblem; isWhole: boolean }[] {
  const story = readStory(text)
  if (story.numbers.length === 0 || story.numbers.length > 8) return []
  return readers.flatMap((read) => {
    const problem = read(story)
    return problem ? [{ problem, isWhole: usesAll(story, problem.expression) }] : []
  })
}

function usesAll({ numbers }: Story, expression: Expression): boolean {
  const used = numbersIn(expression)
  return numbers.every(({ text }) => {
    const at = used.findIndex((other) => other === canonical(text) || movePoint(other, 2) === canonical(text))
    if (at >= 0) used.splice(at, 1)
    return at >= 0
  })
}

const numbersIn = (expression: Expression): string[] =>
  expression.type === 'number' ? [canonical(expression.text)] : childrenOf(expression).flatMap(numbersIn)

const n = (value: string): Expression => number(value)

const readers: ((story: Story) => WordProblem | undefined)[] = [
  percentageOf,
  travel,
  area,
  interest,
  temperature,
  change,
  sharing,
  rate,
  conversion,
  countStory,
]

/** "20 is what percent of 80", "what percentage of 80 is 20". */
function percentageOf({ text }: Story): WordProblem | undefined {
  const part =
    /(?<part>#\S+) (?:is|as) (?:what|a|which) percent(?:age)? of (?<whole>#\S+)/.exec(text) ??
    /what percent(?:age)? of (?<whole>#\S+) (?:is|are) (?<part>#\S+)/.exec(text)
  const { part: x, whole: y } = part?.groups ?? {}
  return x && y
    ? { expression: sum('multiply', sum('divide', n(x.slice(1)), n(y.slice(1))), n('100')), unit: { after: '%' } }
    : undefined
}

/** "compound interest on $1000 at 5% for 10 years". */
function interest({ text, unit }: Story): WordProblem | undefined {
  const found = /interest/.test(text)
    ? /#(?<sum>\S+).*?#(?<rate>\S+) ?(?:%|percent).*?#(?<years>\S+) years?/.exec(text)?.groups
    : undefined
  if (!found?.['sum'] || !found['rate'] || !found['years']) return undefined
  const rate = number(movePoint(found['rate'], -2), { shown: `${found['rate']}%` })
  const money = unit && { unit }
  if (/simple/.test(text)) {
    return {
      expression: sum('multiply', sum('multiply', rate, n(found['sum'])), n(found['years'])),
      ...money,
      sentence: 'The interest comes to {}.',
    }
  }
  const growth = sum('exponentiate', sum('add', n('1'), number(movePoint(found['rate'], -2))), n(found['years']))
  return { expression: sum('multiply', n(found['sum']), growth), ...money, sentence: `With compound interest it grows to {}.` }
}

/** "3 coffees at $4 each, paid with $20: how much change?" */
function change({ text, asks, unit }: Story): WordProblem | undefined {
  if (!/change\b/.test(asks)) return undefined
  const found = /#(?<many>\S+) [^#]*?#(?<each>\S+) (?:each|apiece|per).*?#(?<paid>\S+)/.exec(text)?.groups
  const two = /costs? #(?<cost>\S+).*?#(?<paid>\S+)/.exec(text)?.groups
  const cost =
    found?.['many'] && found['each']
      ? sum('multiply', n(found['many']), n(found['each']))
      : two?.['cost']
        ? n(two['cost'])
        : undefined
  const paid = found?.['paid'] ?? two?.['paid']
  return cost && paid
    ? { expression: sum('subtract', n(paid), cost), ...(unit && { unit }), sentence: 'You get {} back.' }
    : undefined
}

const surcharge =
  / ?(?:(?:with|plus|and|including|after|add|adding)(?: an?)? )*#(?<rate>\S+) (?:%|percent) (?<kind>tip|service|gratuity|tax|vat|discount)\b/

/** "Share 24 sweets between 6 children", "split a bill of $84 between 4 people", "with a 10% tip". */
function sharing({ text: whole, unit }: Story): WordProblem | undefined {
  const { rate, kind } = surcharge.exec(whole)?.groups ?? {}
  const text = whole.replace(surcharge, '')
  const found =
    /\b(?:share[sd]?|split|divided?|shared out|distribute[sd]?)\b[^#]*#(?<all>\S+)[^#]*?(?:between|among|amongst|by|into|with|for) #(?<heads>\S+)/.exec(
      text,
    )?.groups
  const late = /#(?<all>\S+)[^#]*?(?:shared|split|divided)[^#]*?(?:between|among|amongst|by|into) #(?<heads>\S+)/.exec(
    text,
  )?.groups
  const { all, heads } = found ?? late ?? {}
  if (!all || !heads) return undefined
  const percent = rate && sum('multiply', number(movePoint(rate, -2), { shown: `${rate}%` }), n(all))
  const total = percent ? sum(kind === 'discount' ? 'subtract' : 'add', n(all), percent) : n(all)
  const sentence = /\b(?:bill|cheque|check|rent|cost)\b/.test(text) ? 'Each pays {}.' : 'Each gets {}.'
  return { expression: sum('divide', total, n(heads)), ...(unit && { unit }), sentence }
}

/** "$15 per hour for 8 hours", "Each box holds 12 eggs. How many in 7 boxes?" */
function rate({ text, asks, unit }: Story): WordProblem | undefined {
  if (!/how (?:many|much|far)/.test(asks)) return undefined
  const per = /#(?<each>\S+)[^#]*? (?:per|an?|each|every) (?<thing>[a-z]{2,}?)s?\b[^#]*?#(?<many>\S+) (?<things>[a-z]+)/.exec(
    text,
  )?.groups
  const holds =
    /\b(?:an?|each|every|one) (?<thing>[a-z]+) (?:holds?|contains?|has|costs?|weighs?|seats?) #(?<each>\S+)[^#]*?#(?<many>\S+) (?<things>[a-z]+)/.exec(
      text,
    )?.groups
  const found = [per, holds].find((groups) => groups?.['thing'] && groups['things']?.startsWith(groups['thing']))
  return found?.['each'] && found['many']
    ? { expression: sum('multiply', n(found['many']), n(found['each'])), ...(unit && { unit }), sentence: 'It comes to {}.' }
    : undefined
}
