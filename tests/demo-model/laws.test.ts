import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { evaluate } from '@/lib/agent/tools/expression'
import { toShown } from '@/lib/agent/tools/expression-operations'
import { readQuestion } from '@/lib/demo-model/read-question'
import { watchWork } from '@/tests/support/watch-work'
import { askDemo } from './ask-demo'

/** A number as a fraction of whole numbers of any length: no digit is ever lost. */
type Fraction = { n: bigint; d: bigint }
/** A sum with what it comes to, worked out beside its text; `undefined` where it has no result. */
type Sum = { text: string; value: Fraction | undefined; power: number }

const of = (n: bigint, d: bigint): Fraction | undefined => (d === 0n ? undefined : d < 0n ? { n: -n, d: -d } : { n, d })
const whole = (n: number | bigint): Fraction => ({ n: BigInt(n), d: 1n })

const operations: Record<string, (x: Fraction, y: Fraction) => Fraction | undefined> = {
  '+': (x, y) => of(x.n * y.d + y.n * x.d, x.d * y.d),
  '-': (x, y) => of(x.n * y.d - y.n * x.d, x.d * y.d),
  '*': (x, y) => of(x.n * y.n, x.d * y.d),
  '/': (x, y) => of(x.n * y.d, x.d * y.n),
}

/** As much as is needed, or brackets that nobody needs. */
const inBrackets = (sum: Sum, least: number): string => (sum.power < least ? `(${sum.text})` : sum.text)

const literal: fc.Arbitrary<Sum> = fc.oneof(
  fc.nat(999).map((n) => ({ text: String(n), value: whole(n), power: 9 })),
  fc.nat(99_999).map((n) => ({ text: (n / 100).toFixed(2), value: of(BigInt(n), 100n), power: 9 })),
  fc.integer({ min: 1_000, max: 9_999_999 }).map((n) => ({ text: n.toLocaleString('en'), value: whole(n), power: 9 })),
  fc.nat(4_000).map((n) => ({ text: `0x${n.toString(16)}`, value: whole(n), power: 9 })),
  fc.nat(200).map((n) => ({ text: `0b${n.toString(2)}`, value: whole(n), power: 9 })),
  fc.nat(500).map((n) => ({ text: `${n}e-2`, value: of(BigInt(n), 100n), power: 9 })),
)
const signs: Record<string, [least: number, spellings: string[]]> = {
  '+': [1, [' + ', '+', ' plus ']],
  '-': [1, [' - ', ' − ', ' minus ']],
  '*': [2, [' * ', '×', ' times ', '·']],
  '/': [2, [' / ', '÷', ' divided by ']],
}
const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    literal,
    fc
      .tuple(tie('sum'), fc.constantFrom(...Object.keys(signs)), tie('sum'), fc.nat(3), fc.boolean())
      .map(([x, sign, y, at, extra]): Sum => {
        const [power, spellings] = signs[sign] ?? [1, [' + ']]
        const text = `${inBrackets(x, power)}${spellings[at % spellings.length]}${inBrackets(y, power + 1)}`
        return {
          text: extra ? `(${text})` : text,
          value: x.value && y.value && operations[sign]?.(x.value, y.value),
          power: extra ? 9 : power,
        }
      }),
    fc.tuple(tie('sum'), fc.nat(4)).map(([x, exponent]): Sum => {
      const value = x.value && of(x.value.n ** BigInt(exponent), x.value.d ** BigInt(exponent))
      return { text: `${inBrackets(x, 9)}^${exponent}`, value, power: 4 }
    }),
    tie('sum').map((x): Sum => ({ text: `(-${inBrackets(x, 4)})`, value: x.value && { ...x.value, n: -x.value.n }, power: 9 })),
    fc.tuple(fc.integer({ min: 1, max: 99 }), tie('sum')).map(
      ([percent, x]): Sum => ({
        text: `(${percent}% of ${inBrackets(x, 9)})`,
        value: x.value && of(BigInt(percent) * x.value.n, 100n * x.value.d),
        power: 9,
      }),
    ),
    fc.integer({ min: 0, max: 12 }).map((n): Sum => {
      const value = Array.from({ length: n }, (_, at) => BigInt(at + 1)).reduce((product, factor) => product * factor, 1n)
      return { text: `${n}!`, value: whole(value), power: 9 }
    }),
  ),
}))

/** True when the digits are the fraction, to the last one that is given or the 31st. */
function isNear(digits: string, { n, d }: Fraction): boolean {
  const [mantissa = '', exponent = '0'] = digits
    .replaceAll(',', '')
    .replace('−', '-')
    .replace(/\s×\s10\^/, 'e')
    .replace('−', '-')
    .split('e')
  const [before = '', after = ''] = mantissa.split('.')
  const shift = after.length - Number(exponent)
  const given = BigInt(before + after)
  // |given / 10^shift - n / d| <= half of the last place
  const [left, right, unit] =
    shift >= 0 ? [given * d, n * 10n ** BigInt(shift), d] : [given * d * 10n ** BigInt(-shift), n, d * 10n ** BigInt(-shift)]
  const off = left > right ? left - right : right - left
  const size = right < 0n ? -right : right
  return off * 2n <= unit || off * 10n ** 31n <= size
}

describe('a sum is never wrong', () => {
  test('by the parser: what it comes to is what a calculator of exact fractions says', () => {
    let worked = 0
    fc.assert(
      fc.property(sum, ({ text, value }) => {
        const typed = text
          .replaceAll(' plus ', ' + ')
          .replaceAll(' minus ', ' - ')
          .replaceAll(' times ', ' * ')
          .replaceAll(' divided by ', ' / ')
        try {
          const shown = toShown(evaluate(typed)).toString()
          expect(value && isNear(shown, value), `${text} is not ${shown}`).toBe(true)
          worked += 1
        } catch (error) {
          if (!(error instanceof ToolFailure)) throw error
          expect(value === undefined || /digits|zero/.test(error.message), `${text}: ${error.message}`).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
    expect(worked).toBeGreaterThan(1_000)
  })

  test('by the demo model: its answer is that, or a refusal', async () => {
    let worked = 0
    await fc.assert(
      fc.asyncProperty(sum, fc.constantFrom('What is ', 'Calculate ', ''), async ({ text, value }, asking) => {
        const { turns, answer } = await askDemo(`${asking}${text}`)
        const bold = [...answer.matchAll(/\*\*(?:about )?([^*]+)\*\*/gi)].map(([, number = '']) => number)
        if (bold.length === 0) return
        expect(turns.length).toBeGreaterThan(0)
        const [number = ''] = bold
        if (number.includes('…')) return
        expect(value && isNear(number, value), `${text} is not ${number}: ${answer}`).toBe(true)
        worked += 1
      }),
      { numRuns: 400 },
    )
    expect(worked).toBeGreaterThan(150)
  }, 60_000)
})

describe('what is no sum is never worked out', () => {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = fc.integer({ min: 1, max: 31 })
  const month = fc.integer({ min: 1, max: 12 })
  const year = fc.integer({ min: 1900, max: 2099 })
  const digits = (count: number) => fc.stringMatching(new RegExp(`^[1-9]\\d{${count - 1}}$`))
  const odd = fc.oneof(
    fc.tuple(year, month, day, fc.constantFrom('-', '/', '.')).map(([y, m, d, sign]) => [y, two(m), two(d)].join(sign)),
    fc.tuple(day, month, year, fc.constantFrom('-', '/', '.')).map(([d, m, y, sign]) => [d, m, y].join(sign)),
    fc.tuple(month, day, fc.integer({ min: 10, max: 99 })).map((parts) => parts.join('/')),
    fc.tuple(digits(3), digits(4)).map((parts) => parts.join('-')),
    fc.tuple(digits(3), digits(3), digits(4)).map((parts) => parts.join('-')),
    fc.tuple(digits(3), digits(3), digits(4)).map(([area, a, b]) => `(${area}) ${a}-${b}`),
    fc.tuple(digits(2), digits(3), digits(5)).map(([land, area, rest]) => `+${land} ${area} ${rest}`),
    fc.array(fc.nat(40), { minLength: 3, maxLength: 4 }).map((parts) => parts.join('.')),
    fc.array(fc.nat(40), { minLength: 3, maxLength: 3 }).map((parts) => `v${parts.join('.')}`),
    fc.ipV4(),
    fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${h}:${two(m)}`),
  )
  const bare = fc.oneof(
    odd,
    fc.tuple(fc.nat(99), fc.nat(99)).map((parts) => parts.join('-')),
  )
  const around = fc.constantFrom(
    (text: string) => text,
    (text: string) => `The number is ${text}.`,
    (text: string) => `call ${text}`,
    (text: string) => `I read ${text} somewhere, is that right?`,
    (text: string) => `${text} and then?`,
  )
  const asking = fc.constantFrom(
    (text: string) => `What is ${text}?`,
    (text: string) => `${text} plus 3`,
    (text: string) => `What is ${text} * 2?`,
    (text: string) => `calculate ${text}`,
  )
  const isSum = ({ question }: { question: string }) => readQuestion({ question, history: [] }).some(({ kind }) => kind === 'sum')

  test('dates, times, versions, addresses, phone numbers, scores and ranges', () => {
    fc.assert(
      fc.property(bare, around, (text, write) => {
        expect(isSum({ question: write(text) }), write(text)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(odd, asking, (text, write) => {
        expect(isSum({ question: write(text) }), write(text)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a word that is not known in a sum leaves nothing of it to be worked out', () => {
    const word = fc.constantFrom(
      'apples',
      'each',
      'in hours',
      'of them',
      'km',
      'unless',
      'not',
      'people',
      'per day',
      'euros',
      'left',
      'less',
    )
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), word, fc.nat(2), (x, y, unknown, place) => {
        const parts = [`${x} + ${y}`, `${x} ${unknown} + ${y}`, `${unknown} ${x} + ${y}`]
        const question = place === 0 ? `${parts[0]} ${unknown}` : (parts[place] ?? '')
        expect(isSum({ question }), question).toBe(false)
      }),
    )
  })
})

test.each([`add 2${', '.repeat(12_000)}3`, `2${','.repeat(23_000)}x3`, '= '.repeat(12_000), `${'='.repeat(23_000)}x`])(
  'a message of nothing but signs does not keep the server busy: %.12s',
  (question) => {
    const workedMs = watchWork()
    readQuestion({ question, history: [] })
    // It was 1,600.
    expect(workedMs()).toBeLessThan(500)
  },
)
