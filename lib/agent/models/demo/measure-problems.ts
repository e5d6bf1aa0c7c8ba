import { type Expression, formula, number, sum } from './expression'
import type { Story } from './story'
import type { WordProblem } from './word-problem'

const n = (value: string): Expression => number(value)

const distance = '(?:km|kilomet(?:re|er)s?|miles?|m|met(?:re|er)s?|mi)'
const duration = '(?:hours?|hrs?|h|minutes?|mins?|seconds?|days?)'
const pace = `#(?<speed>\\S+) (?<length>${distance}|kmh|mph)(?: (?:per|an|a|/) (?<unit>hour|h|minute|second))?`

/** Speed, distance or time from the other two. */
export function travel({ text, asks }: Story): WordProblem | undefined {
  const far = new RegExp(`#(?<d>\\S+) (?<length>${distance})(?! (?:per|an|a|/) )`).exec(text)?.groups
  const long = new RegExp(`#(?<t>\\S+) (?<unit>${duration})\\b`).exec(text)?.groups
  const fast = new RegExp(`at (?:an average |a |the )?(?:speed |rate )?(?:of )?${pace}`).exec(text)?.groups
  if (/how fast|speed|how quick/.test(asks) && far?.['d'] && long?.['t'] && long['unit'] && far['length']) {
    const unit = { after: ` ${far['length']} per ${long['unit'].replace(/s$/, '')}` }
    return { expression: sum('divide', n(far['d']), n(long['t'])), unit, sentence: 'The speed is {}.' }
  }
  if (!fast?.['speed'] || !fast['length']) return undefined
  const length = { mph: 'miles', kmh: 'km' }[fast['length']] ?? fast['length']
  if (/how far|what distance|how many (?:km|kilomet|miles|met)/.test(asks) && long?.['t']) {
    return {
      expression: sum('multiply', n(fast['speed']), n(long['t'])),
      unit: { after: ` ${length}` },
      sentence: 'The distance is {}.',
    }
  }
  const time = `${fast['unit'] === 'h' ? 'hour' : (fast['unit'] ?? 'hour')}s`
  if (/how long|how many (?:hours|minutes)/.test(asks) && far?.['d'] && far['d'] !== fast['speed']) {
    return { expression: sum('divide', n(far['d']), n(fast['speed'])), unit: { after: ` ${time}` }, sentence: 'It takes {}.' }
  }
  return undefined
}

export function area({ text, asks }: Story): WordProblem | undefined {
  const round = /radius (?:of |is |= )?#(\S+)(?: (cm|m|km|mm|metres|meters|feet|inches))?/.exec(text)
  if (round?.[1] && /circle/.test(text)) {
    const square = /area/.test(asks)
    const unit = round[2] ? { unit: { after: square ? ` square ${round[2]}` : ` ${round[2]}` } } : {}
    if (square) return { expression: formula(['pi * ', '^2'], ['π × ', '²'], n(round[1])), ...unit, sentence: 'The area is {}.' }
    if (/circumference|perimeter/.test(asks))
      return {
        expression: formula(['2 * pi * ', ''], ['2 × π × ', ''], n(round[1])),
        ...unit,
        sentence: 'The circumference is {}.',
      }
  }
  const sides = /#(\S+)(?: (cm|m|km|mm|metres|meters|feet|inches))?(?: (?:long|wide|high))? (?:by|and|x|×|\*) #(\S+)/.exec(text)
  if (!sides?.[1] || !sides[3] || !/rectang|room|field|garden|floor|wall/.test(text)) return undefined
  const [x, y] = [n(sides[1]), n(sides[3])]
  if (/area|how big/.test(asks))
    return {
      expression: sum('multiply', x, y),
      ...(sides[2] && { unit: { after: ` square ${sides[2]}` } }),
      sentence: 'The area is {}.',
    }
  if (!/perimeter/.test(asks)) return undefined
  return {
    expression: sum('multiply', n('2'), sum('add', x, y)),
    ...(sides[2] && { unit: { after: ` ${sides[2]}` } }),
    sentence: 'The perimeter is {}.',
  }
}

export function temperature({ text }: Story): WordProblem | undefined {
  const found =
    /#(\S+) ?(?:°|degrees?)? ?(c|f|celsius|fahrenheit) (?:in|to|into|as) (?:°|degrees?)? ?(c|f|celsius|fahrenheit)\b/.exec(text)
  const [, value, from, to] = found ?? []
  if (!value || !from || !to || from[0] === to[0]) return undefined
  const expression =
    from[0] === 'c'
      ? sum('add', sum('divide', sum('multiply', n(value), n('9')), n('5')), n('32'))
      : sum('divide', sum('multiply', sum('subtract', n(value), n('32')), n('5')), n('9'))
  return { expression, unit: { after: from[0] === 'c' ? ' °F' : ' °C' } }
}

const factors: Record<string, string> = {
  'second minute': '60',
  'minute hour': '60',
  'hour day': '24',
  'day week': '7',
  'month year': '12',
  'week year': '52',
  'year decade': '10',
  'cm m': '100',
  'mm cm': '10',
  'm km': '1000',
  'g kg': '1000',
  'ml litre': '1000',
  'metre km': '1000',
  'gram kilogram': '1000',
  'inch foot': '12',
}

/** "How many minutes are in 3 hours?" */
export function conversion({ text }: Story): WordProblem | undefined {
  const [, small, count, large] = /how many ([a-z]+?)s? (?:are )?(?:there )?in #(\S+) ([a-z]+?)s?\b/.exec(text) ?? []
  const factor = factors[`${small} ${large}`]
  return small && count && factor
    ? { expression: sum('multiply', n(count), n(factor)), unit: { after: ` ${small}s` } }
    : undefined
}
