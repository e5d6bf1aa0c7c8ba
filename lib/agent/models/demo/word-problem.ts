import { countStory } from './count-story'
import { movePoint } from './decimal-text'
import { type Expression, formula, number, sum, type Unit } from './expression'
import { readStory, type Story } from './story'

/** A sum told as a story, and the sentence that answers it, `{}` standing for the result. */
export type WordProblem = { expression: Expression; unit?: Unit; sentence?: string }

/** Reads simple stories: so many of so much each, some lost and gained, speed, sharing, areas, interest. `undefined` where it is not sure. */
export function readWordProblem(text: string): WordProblem | undefined {
  const story = readStory(text)
  if (story.numbers.length === 0 || story.numbers.length > 8) return undefined
  for (const read of readers) {
    const problem = read(story)
    if (problem) return problem
  }
  return undefined
}

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

const distance = '(?:km|kilomet(?:re|er)s?|miles?|m|met(?:re|er)s?|mi)'
const duration = '(?:hours?|hrs?|h|minutes?|mins?|seconds?|days?)'
const pace = `#(?<speed>\\S+) (?<length>${distance}|kmh|mph)(?: (?:per|an|a|/) (?<unit>hour|h|minute|second))?`

/** Speed, distance or time from the other two. */
function travel({ text, asks }: Story): WordProblem | undefined {
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

function area({ text, asks }: Story): WordProblem | undefined {
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

function temperature({ text }: Story): WordProblem | undefined {
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

/** "Share 24 sweets between 6 children", "split a bill of $84 between 4 people". */
function sharing({ text, unit }: Story): WordProblem | undefined {
  const found =
    /\b(?:share[sd]?|split|divided?|shared out|distribute[sd]?)\b[^#]*#(?<all>\S+)[^#]*?(?:between|among|amongst|by|into|with|for) #(?<heads>\S+)/.exec(
      text,
    )?.groups
  const late = /#(?<all>\S+)[^#]*?(?:shared|split|divided)[^#]*?(?:between|among|amongst|by|into) #(?<heads>\S+)/.exec(
    text,
  )?.groups
  const { all, heads } = found ?? late ?? {}
  return all && heads
    ? { expression: sum('divide', n(all), n(heads)), ...(unit && { unit }), sentence: 'Each gets {}.' }
    : undefined
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
function conversion({ text }: Story): WordProblem | undefined {
  const [, small, count, large] = /how many ([a-z]+?)s? (?:are )?(?:there )?in #(\S+) ([a-z]+?)s?\b/.exec(text) ?? []
  const factor = factors[`${small} ${large}`]
  return small && count && factor
    ? { expression: sum('multiply', n(count), n(factor)), unit: { after: ` ${small}s` } }
    : undefined
}
