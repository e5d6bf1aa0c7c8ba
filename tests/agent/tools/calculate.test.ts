import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calculate } from '@/lib/agent/tools/calculate'
import { watchWork } from '@/tests/support/watch-work'
import { failureOf, runTool } from './run-tool'

const resultOf = async (expression: string) => (await runTool(calculate, { expression })).value

describe('calculate', () => {
  test.each([
    ['sqrt(2)', '1.4142135623730950488016887242097'],
    ['sqrt(16)', '4'],
    ['√9 + √(16)', '7'],
    ['cbrt(-27)', '-3'],
    ['nthRoot(16, 4)', '2'],
    ['27^(1/3)', '3'],
    ['sin(30 deg)', '0.5'],
    ['sin(180 deg)', '0'],
    ['cos(60 deg)', '0.5'],
    ['tan(45 deg)', '1'],
    ['sin(1e-60)', '1e-60'],
    ['asin(0.5) to deg', '30'],
    ['atan2(1, 1)', '0.78539816339744830961566084581988'],
    ['pi', '3.1415926535897932384626433832795'],
    ['2π', '6.283185307179586476925286766559'],
    ['e', '2.7182818284590452353602874713527'],
    ['ln(e^3)', '3'],
    ['log(1000, 10)', '3'],
    ['floor(log(8, 2))', '3'],
    ['ceil(log10(1000))', '3'],
    ['exp(0)', '1'],
    ['10!', '3628800'],
    ['0!', '1'],
    ['50!', '30414093201713378043612608166064768844377641568960512000000000000'],
    ['17 mod 5', '2'],
    ['17 % 5', '2'],
    ['-7 mod 3', '2'],
    ['mod(7.5, 2)', '1.5'],
    ['15% * 2480', '372'],
    ['100 + 10%', '110'],
    ['0.1 + 0.2', '0.3'],
    ['1/3*3', '1'],
    ['floor(1/3*3)', '1'],
    ['sqrt(2)^2 - 2', '0'],
    ['(5 × 4 − 2) ÷ 3', '6'],
    ['5² + 2³', '33'],
    ['-2^2', '-4'],
    ['2^3^2', '512'],
    ['combinations(52, 5)', '2598960'],
    ['permutations(5, 2)', '20'],
    ['combinations(2, 5)', '0'],
    ['gcd(12, 18, 27)', '3'],
    ['lcm(4, 6, 10)', '60'],
    ['min(3, 1, 2) + max(3, 1, 2)', '4'],
    ['round(2.567, 2)', '2.57'],
    ['round(2.5)', '3'],
    ['round(1234, -2)', '1200'],
    ['12345678901234567890123 + 1', '12345678901234567890124'],
    ['0x1F + 0b111 + 0o17', '53'],
    ['-3^2', '-9'],
    ['(-3)^2', '9'],
    ['2^-2', '0.25'],
    ['3^2^2', '81'],
    ['2**10', '1024'],
    ['20!', '2432902008176640000'],
    ['2.5e3 + 4E-2', '2500.04'],
    ['9 / 3(1+2)', '9'],
    ['15% of 2,480', '372'],
    ['50% of 50% of 80', '20'],
    ['10% + 5%', '0.15'],
    ['200 - 10%', '180'],
    ['(100 + 10%) * 2', '220'],
    ['1,234,567 + 1', '1234568'],
    ['2x3 + 2 x 3', '12'],
    ['٣ + ٤', '7'],
    ['१२ × ２', '24'],
    ['10⁻²', '0.01'],
    ['1 mod (1/3)', '0'],
    ['12345678901^99 mod 1000', '101'],
    [Array.from({ length: 1_200 }, (_, at) => at + 1).join(' + '), '720600'],
  ])('%s = %s', async (expression, value) => {
    expect(await resultOf(expression)).toBe(value)
  })

  test.each([
    ['sqrt(-4)', 'The square root of -4 is not a real number.'],
    ['ln(0)', 'The logarithm of 0 is not a real number.'],
    ['log(5, 1)', 'There is no logarithm to base 1.'],
    ['tan(90 deg)', 'The tangent of this angle has no result.'],
    ['asin(2)', 'asin of 2 is not a real number.'],
    ['1/0', '1 ÷ 0 has no result.'],
    ['5 mod 0', 'The remainder of 5 ÷ 0 has no result.'],
    ['450!', 'The result has more than 1,000 digits, so it was not computed.'],
    ['((3!)!)!', 'The result has more than 1,000 digits, so it was not computed.'],
    ['2.5!', 'A factorial needs a whole number, not 2.5.'],
    ['(-1)!', 'A factorial needs a whole number from 0 up, not -1.'],
    ['9^9^9', '9 to the power of 387420489 has more than 1,000 digits, so it was not computed.'],
    ['exp(10000)', 'The result has more than 1,000 digits, so it was not computed.'],
    ['sin(1e100)', 'The angle 100000000000… (101 digits) is too large.'],
    ['combinations(1000000000, 500000000)', 'The result has more than 1,000 digits, so it was not computed.'],
  ])('%s fails: %s', async (expression, message) => {
    expect(await failureOf(calculate, { expression })).toMatchObject({ message, refused: false })
  })

  test.each([
    ['a = 3', 'Only numbers, signs, brackets and functions can be used here.'],
    ['f(x) = x', 'Only numbers, signs, brackets and functions can be used here.'],
    ['1; 2', 'Only numbers, signs, brackets and functions can be used here.'],
    ['[1, 2]', 'Only numbers, signs, brackets and functions can be used here.'],
    ['1:1000000000', 'Only numbers, signs, brackets and functions can be used here.'],
    ['{a: 1}', 'Only numbers, signs, brackets and functions can be used here.'],
    ['1 ? 2 : 3', 'Only numbers, signs, brackets and functions can be used here.'],
    ['sqrt.constructor(1)', 'Only numbers, signs, brackets and functions can be used here.'],
    ['"text"', 'Only numbers, signs, brackets and functions can be used here.'],
    ['true', '"true" is not a known number.'],
    ['NaN', '"NaN" is not a known number.'],
    ['import(1)', 'There is no function "import" here.'],
    ['evaluate(1)', 'There is no function "evaluate" here.'],
    ['parse(1)', 'There is no function "parse" here.'],
    ['simplify(1)', 'There is no function "simplify" here.'],
    ['zeros(100000, 100000)', 'There is no function "zeros" here.'],
    ['toString()', 'There is no function "toString" here.'],
    ['5!!', '“!!” is read in two ways: write a factorial of a factorial with brackets, as (3!)!.'],
    ['2 3', 'A sign is missing before “3”.'],
    ['(2)3', 'A sign is missing before “3”.'],
    ['1.5e', 'After “1.5e” the power of ten is missing; the number e is written 1.5 * e.'],
    ['1.2.3', 'A sign is missing before “.3”.'],
    ['1,5 + 2', 'A comma groups thousands, as in 1,500, or parts the numbers of a function; a decimal has a point.'],
    ['0,123', 'A comma groups thousands, as in 1,500, or parts the numbers of a function; a decimal has a point.'],
    ['gcd(12,180)', 'A comma between two digits could group or part them here: leave it out, or put a space after it.'],
    ['7 of 8', 'Only a percentage can be “of” a number.'],
    ['10 to 5', 'After “to” only deg or rad can stand.'],
    [`${'('.repeat(300)}1${')'.repeat(300)}`, 'More than 100 brackets or signs inside one another are too many to read.'],
    ['(1 + 2', 'A closing bracket is missing.'],
    ['1 + 2)', 'There is a closing bracket too many, or nothing before it.'],
    ['constructor', '"constructor" is not a known number.'],
    ['__proto__', '"__proto__" is not a known number.'],
    ['i', '"i" is not a known number.'],
    ['1 < 2', 'Only numbers, signs, brackets and functions can be used here.'],
    ['sin(1, 2)', 'sin takes 1 number, not 2.'],
    ['log()', 'log takes 1 to 2 numbers, not 0.'],
    ['sqrt(', 'A number is missing at the end.'],
    ['1'.repeat(20_001), 'The expression is longer than 20,000 characters.'],
    ['', 'The tool could not use these arguments: "expression must not be empty".'],
  ])('refuses %s, so that the model may mend it', async (expression, message) => {
    expect(await failureOf(calculate, { expression })).toMatchObject({ message, refused: true })
  })
})

describe('hostile expressions', () => {
  const name = fc.constantFrom('sqrt', 'exp', 'ln', 'log10', 'sin', 'cos', 'tan', 'atan', 'sinh', 'tanh', 'floor', 'abs', 'cbrt')
  const sign = fc.constantFrom('+', '-', '*', '/', '^', ' mod ')
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 12, depthSize: 'large' },
      fc.constantFrom('9', '0.5', '1e900', '1e-900', '449', 'pi', 'e', '99999999999', '-1', '1.0000001', '0'),
      fc.tuple(name, tie('expression')).map(([fn, inner]) => `${fn}(${inner})`),
      fc.tuple(tie('expression'), sign, tie('expression')).map(([x, op, y]) => `(${x}${op}${y})`),
      tie('expression').map((inner) => `(${inner})!`),
      fc.tuple(tie('expression'), tie('expression')).map(([n, k]) => `combinations(${n}, ${k})`),
      fc.tuple(tie('expression'), tie('expression')).map(([x, n]) => `nthRoot(${x}, ${n})`),
    ),
  }))

  const endOf = async (text: string) => {
    const workedMs = watchWork()
    const ended = await runTool(calculate, { expression: text }).then(
      ({ value }) => /^-?\d+(\.\d+)?(e-\d+)?$/.test(value ?? ''),
      ({ name: kind, message }: Error) => kind === 'ToolFailure' && message.length < 250,
    )
    return { ended, ms: workedMs() }
  }

  test('every one ends soon, in a number or a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (text) => {
        const { ended, ms } = await endOf(text)
        expect(ended, text).toBe(true)
        expect(ms, text).toBeLessThan(3_000)
      }),
      { numRuns: 400 },
    )
  })

  test('so does any text at all', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(...'0123456789.e+-*/^!%(),=;:[]{}"\'<>? \nabsinpqrt√²π') }),
        async (text) => {
          expect((await endOf(text)).ended, text).toBe(true)
        },
      ),
    ))

  test.each([
    ['many factorials', Array(38).fill('449!').join('/')],
    ['nested sines', `${'sin('.repeat(39)}1e19${')'.repeat(39)}`],
    ['a tower of roots', `${'sqrt('.repeat(32)}7^999${')'.repeat(32)}`],
    ['long powers', Array(20).fill('1.0001^9e5').join('*')],
    ['fractional powers', Array(18).fill('7^.123456').join('+')],
    ['brackets', `${'('.repeat(99)}1${')'.repeat(99)}`],
    ['signs', `${'-'.repeat(199)}1`],
    ['roots of great degree', Array(9).fill('nthRoot(7, 99999999)').join('+')],
    ['far remainders', Array(15).fill('1e999 mod 7').join('+')],
    ['a thousand factorials', Array(3_000).fill('449!').join('/')],
    ['a thousand percents', `1${' + 10%'.repeat(1_500)}`],
    ['ten thousand terms', Array(9_999).fill('1').join('+')],
    ['a deep chain', '2^'.repeat(5_000)],
    ['common divisors', 'gcd(7^1000, 3^2000 + 1, 11^900, 13^800, 17^700)'],
  ])('%s end within a moment', async (_title, text) => {
    const { ended, ms } = await endOf(text)
    expect(ended).toBe(true)
    expect(ms).toBeLessThan(3_000)
  })
})
