import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCallArgs } from '@/lib/agent/parse-call-args'
import { add, divide, exponentiate, multiply, subtract } from '@/lib/agent/tools/arithmetic'
import type { Tool } from '@/lib/agent/tools/define-tool'
import { watchWork } from '@/tests/support/watch-work'
import { failureOf, runTool } from './run-tool'

const resultOf = async (tool: Tool, x: unknown, y: unknown) => (await runTool(tool, { x, y })).value

describe('sums', () => {
  test.each([
    [add, 0.1, 0.2, '0.3'],
    [add, 10, 10, '20'],
    [add, '-0', 0, '0'],
    [add, '+5', ' 7 ', '12'],
    [add, '.5', '5.', '5.5'],
    [add, 1e21, 1, '1000000000000000000001'],
    [add, '123456789012345678901234567890', 1, '123456789012345678901234567891'],
    [subtract, 0.3, 0.1, '0.2'],
    [subtract, 5, 7, '-2'],
    [multiply, '1267650600228229401496703205376', 2, '2535301200456458802993406410752'],
    [multiply, -0.001, 0.001, '-0.000001'],
    [multiply, '1e-20', '1e-20', '1e-40'],
    [divide, 828, 330, '2.509090909090909090909090909090909090909'],
    [divide, 1, 8, '0.125'],
    [divide, 1, 3, '0.3333333333333333333333333333333333333333'],
    [divide, 0, 5, '0'],
    [divide, '1e50', 3, `${'3'.repeat(50)}.3333333333`],
    [exponentiate, 2, 100, '1267650600228229401496703205376'],
    [exponentiate, 9, 5, '59049'],
    [exponentiate, 4, 0.5, '2'],
    [exponentiate, 2, -3, '0.125'],
    [exponentiate, -2, 3, '-8'],
    [exponentiate, 0, 0, '1'],
    [exponentiate, -1, '1e300', '1'],
    [exponentiate, 1, '1e300', '1'],
    [exponentiate, 10, 999, `1${'0'.repeat(999)}`],
  ] as const)('%o of %s and %s is %s', async (tool, x, y, expected) => {
    expect(await resultOf(tool, x, y)).toBe(expected)
  })

  test.each([
    [divide, 828, 0, '828 ÷ 0 has no result.'],
    [divide, 0, 0, '0 ÷ 0 has no result.'],
    [exponentiate, 9, 387_420_489, '9 to the power of 387420489 has more than 1,000 digits, so it was not computed.'],
    [exponentiate, 10, 1000, '10 to the power of 1000 has more than 1,000 digits, so it was not computed.'],
    [
      exponentiate,
      1.5,
      '1e900',
      '1.5 to the power of 100000000000… (901 digits) has more than 1,000 digits, so it was not computed.',
    ],
    [exponentiate, 2, -1e9, '2 to the power of -1000000000 is too close to zero to be written.'],
    [exponentiate, -8, 0.5, '-8 to the power of 0.5 is not a real number.'],
    [exponentiate, 0, -1, '0 to the power of -1 has no result.'],
    [multiply, '1e600', '1e600', 'The result has more than 1,000 digits, so it was not computed.'],
    [multiply, '1e-600', '1e-600', 'The result is too close to zero to be written in 1,000 digits.'],
    [add, '1e-900', '1e900', 'The exact result has more than 1,000 digits.'],
  ] as const)('%o of %s and %s fails with a sentence: %#', async (tool, x, y, message) => {
    expect(await failureOf(tool, { x, y })).toMatchObject({ message, refused: false })
  })

  test.each([
    ['ten', 'x must be a number'],
    ['', 'x must be a number'],
    ['1/3', 'x must be a number'],
    ['2,480', 'x must be a number'],
    ['Infinity', 'x must be a number'],
    ['0x10', 'x must be a number'],
    ['9'.repeat(2_000), 'x has more than 1,000 digits'],
    ['1e5000', 'x has more than 1,000 digits'],
    ['1e99999999', 'x must be a number'],
    [null, 'x must be a number'],
    [Number.NaN, 'x must be a number'],
    [{}, 'x must be a number'],
  ])('refuses the argument %s', async (x, reason) => {
    const message = `The tool could not use these arguments: "${reason}".`
    expect(await failureOf(add, { x, y: 1 })).toMatchObject({ message, refused: true })
  })

  test('names the argument that is missing', async () => {
    expect(await failureOf(multiply, { x: 1 })).toMatchObject({
      message: expect.stringContaining('"y must be a number"'),
      refused: true,
    })
  })
})

/** A decimal as its whole number of units of 10 ** -20, for comparison with BigInt. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.integer({ min: 0, max: 20 }))
  .map(([digits, places]) => ({ text: `${digits}e-${places}`, scaled: digits * 10n ** BigInt(20 - places) }))

const scaledOf = (text: string | undefined, places: number): bigint => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text ?? '') ?? []
  const shift = places + Number(exponent) - fraction.length
  const digits = BigInt(`${sign}${whole}${fraction}`)
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
}

describe('laws', () => {
  test('adding, subtracting and multiplying are exact', () =>
    fc.assert(
      fc.asyncProperty(decimal, decimal, async (x, y) => {
        expect(scaledOf(await resultOf(add, x.text, y.text), 20)).toBe(x.scaled + y.scaled)
        expect(scaledOf(await resultOf(subtract, x.text, y.text), 20)).toBe(x.scaled - y.scaled)
        expect(scaledOf(await resultOf(multiply, x.text, y.text), 40)).toBe(x.scaled * y.scaled)
      }),
    ))

  test('dividing a product by one factor gives the other', () =>
    fc.assert(
      fc.asyncProperty(decimal, decimal, async (x, y) => {
        fc.pre(y.scaled !== 0n)
        const product = await resultOf(multiply, x.text, y.text)
        expect(scaledOf(await resultOf(divide, product, y.text), 20)).toBe(x.scaled)
      }),
    ))

  test('whole powers are exact', () =>
    fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.integer({ min: 0, max: 100 }), async (x, y) => {
        expect(await resultOf(exponentiate, String(x), y)).toBe(String(x ** BigInt(y)))
      }),
    ))

  test('every result is JSON, and goes into the next sum without losing a digit', () =>
    fc.assert(
      fc.asyncProperty(decimal, decimal, fc.constantFrom(add, subtract, multiply), async (x, y, tool) => {
        const value = await resultOf(tool, x.text, y.text)
        expect(JSON.parse(value ?? '')).toBeTypeOf('number')
        expect(await runTool(add, parseCallArgs(`{"x": ${value}, "y": 0}`))).toMatchObject({ value })
      }),
    ))

  test('any two arguments end at once, in a number or a sentence', () => {
    const number = fc.oneof(
      fc.double(),
      fc
        .tuple(fc.bigInt({ min: -(10n ** 999n), max: 10n ** 999n }), fc.integer({ min: -2_000, max: 2_000 }))
        .map(([d, e]) => `${d}e${e}`),
      fc.constantFrom('1e999', '-1e999', '1e-999', '0.9999999999', '1.0000000001', `0.${'9'.repeat(990)}`, '0', '-1'),
      fc.string(),
    )
    return fc.assert(
      fc.asyncProperty(fc.constantFrom(add, subtract, multiply, divide, exponentiate), number, number, async (tool, x, y) => {
        const workedMs = watchWork()
        const ended = await runTool(tool, { x, y }).then(
          ({ value }) => /^-?\d+(\.\d+)?(e-\d+)?$/.test(value ?? '') && (value ?? '').length < 1_025,
          ({ name, message }: Error) => name === 'ToolFailure' && message.length < 200,
        )
        expect(ended).toBe(true)
        expect(workedMs()).toBeLessThan(1_000)
      }),
      { numRuns: 500 },
    )
  })
})
