import { describe, expect, test } from 'vitest'
import { askDemo } from './ask-demo'

/** question, calls of each turn, answer */
type Case = [question: string, turns: string[][], answer: string]

const cases: Case[] = [
  [
    'Take 10 plus 10, multiply by 7, then subtract 4',
    [['add(10, 10)'], ['multiply(20, 7)'], ['subtract(140, 4)']],
    '**136** is the result: 10 + 10 = 20, 20 × 7 = 140, and 140 − 4 = 136.',
  ],
  [
    'What is 2 + 3 * (4 - 1)^2?',
    [['subtract(4, 1)'], ['exponentiate(3, 2)'], ['multiply(3, 9)'], ['add(2, 27)']],
    '**29** is the result: 4 − 1 = 3, 3² = 9, 3 × 9 = 27, and 2 + 27 = 29.',
  ],
  [
    '(3 + 4) * (5 - 2)',
    [['add(3, 4)', 'subtract(5, 2)'], ['multiply(7, 3)']],
    '**21** is the result: 3 + 4 = 7, 5 − 2 = 3, and 7 × 3 = 21.',
  ],
  ['15% of 2,480', [['multiply(0.15, 2480)']], '15% of 2,480 is **372**.'],
  ['what is 12.5% of 80', [['multiply(0.125, 80)']], '12.5% of 80 is **10**.'],
  ['What is fifteen per cent of two thousand four hundred and eighty?', [['multiply(0.15, 2480)']], '15% of 2,480 is **372**.'],
  [
    '50% of 50% of 80',
    [['multiply(0.5, 80)'], ['multiply(0.5, 40)']],
    '**20** is the result: 50% of 80 = 40, and 50% of 40 = 20.',
  ],
  ['add 20% to 50', [['multiply(0.2, 50)'], ['add(50, 10)']], '**60** is the result: 20% of 50 = 10, and 50 + 10 = 60.'],
  [
    'How much is £20 minus 15%?',
    [['multiply(0.15, 20)'], ['subtract(20, 3)']],
    '**£17** is the result: 15% of £20 = £3, and £20 − £3 = £17.',
  ],
  ['20% off $50', [['multiply(0.2, 50)'], ['subtract(50, 10)']], '**$40** is the result: 20% of $50 = $10, and $50 − $10 = $40.'],
  ['9 to the power of 5', [['exponentiate(9, 5)']], '9 to the power of 5 is **59,049**.'],
  ['What is 2 to the fifth power?', [['exponentiate(2, 5)']], '2 to the power of 5 is **32**.'],
  [
    '3 squared plus 4 squared',
    [['exponentiate(3, 2)', 'exponentiate(4, 2)'], ['add(9, 16)']],
    '**25** is the result: 3² = 9, 4² = 16, and 9 + 16 = 25.',
  ],
  ['five cubed', [['exponentiate(5, 3)']], '5 to the power of 3 is **125**.'],
  ['2^100', [['exponentiate(2, 100)']], '2 to the power of 100 is **1,267,650,600,228,229,401,496,703,205,376**.'],
  [
    '2^100 plus 1',
    [['exponentiate(2, 100)'], ['add(1267650600228229401496703205376, 1)']],
    '**1,267,650,600,228,229,401,496,703,205,377** is the result: 2¹⁰⁰ = 1,267,650,600,228,229,401,496,703,205,376, and 1,267,650,600,228,229,401,496,703,205,376 + 1 = 1,267,650,600,228,229,401,496,703,205,377.',
  ],
  ['What is the square root of 144?', [['calculate(sqrt(144))']], 'The square root of 144 is **12**.'],
  [
    'square root of 144 plus cube root of 27',
    [['calculate(sqrt(144) + cbrt(27))']],
    'The square root of 144 + the cube root of 27 is **15**.',
  ],
  ['the fourth root of 16', [['calculate(nthRoot(16, 4))']], 'The root of 16 to the degree 4 is **2**.'],
  ['log base 2 of 8', [['calculate(log(8, 2))']], 'The logarithm of 8 to base 2 is **3**.'],
  ['sin of 30 degrees', [['calculate(sin(30 deg))']], 'The sine of 30° is **0.5**.'],
  ['5!', [['calculate(5!)']], '5! is **120**.'],
  ['17 mod 5', [['calculate(17 mod 5)']], 'The remainder of 17 ÷ 5 is **2**.'],
  ['What is the remainder when 17 is divided by 5?', [['calculate(17 mod 5)']], 'The remainder of 17 ÷ 5 is **2**.'],
  ['ten plus twelve', [['add(10, 12)']], '10 + 12 is **22**.'],
  ['twenty-five times two hundred and five', [['multiply(25, 205)']], '25 × 205 is **5,125**.'],
  ['3 million divided by 4', [['divide(3000000, 4)']], '3,000,000 ÷ 4 is **750,000**.'],
  ['0.1 + 0.2', [['add(0.1, 0.2)']], '0.1 + 0.2 is **0.3**.'],
  ['-5 - -3', [['subtract(-5, -3)']], '−5 − −3 is **−2**.'],
  ['1 / 3', [['divide(1, 3)']], '1 ÷ 3 is **about 0.3333333333**.'],
  ['2x3', [['multiply(2, 3)']], '2 × 3 is **6**.'],
  ['two thirds of 90', [['multiply(90, 2)'], ['divide(180, 3)']], '**60** is the result: 90 × 2 = 180, and 180 ÷ 3 = 60.'],
  ['half of 10 plus 6', [['divide(10, 2)'], ['add(5, 6)']], '**11** is the result: 10 ÷ 2 = 5, and 5 + 6 = 11.'],
  [
    'the average of 10, 20 and 60',
    [['add(10, 20)'], ['add(30, 60)'], ['divide(90, 3)']],
    '**30** is the result: 10 + 20 = 30, 30 + 60 = 90, and 90 ÷ 3 = 30.',
  ],
  ['What is the difference between 5 and 9?', [['subtract(9, 5)']], '9 − 5 is **4**.'],
  ['$12.50 plus $7.25', [['add(12.5, 7.25)']], '$12.50 + $7.25 is **$19.75**.'],
  ['$10 divided by 4', [['divide(10, 4)']], '$10 ÷ 4 is **$2.50**.'],
  [
    'Take 100. Divide it by 4. Then add 7.',
    [['divide(100, 4)'], ['add(25, 7)']],
    '**32** is the result: 100 ÷ 4 = 25, and 25 + 7 = 32.',
  ],
  ['double 5 and add 3', [['multiply(5, 2)'], ['add(10, 3)']], '**13** is the result: 5 × 2 = 10, and 10 + 3 = 13.'],
  [
    '3 boxes with 12 apples each, 5 are eaten, how many are left?',
    [['multiply(3, 12)'], ['subtract(36, 5)']],
    'That leaves **31**: 3 × 12 = 36, and 36 − 5 = 31.',
  ],
  ['If I buy 4 books at $7.25 each how much do I pay?', [['multiply(4, 7.25)']], 'The total is **$29**: 4 × 7.25 = 29.'],
  ['A train travels 240 km in 3 hours, how fast is it?', [['divide(240, 3)']], 'The speed is **80 km per hour**: 240 ÷ 3 = 80.'],
  [
    'How far does a car go at 60 km per hour in 2.5 hours?',
    [['multiply(60, 2.5)']],
    'The distance is **150 km**: 60 × 2.5 = 150.',
  ],
  [
    'Anna has 12 apples. She eats 5 and buys 3 more. How many apples does she have?',
    [['subtract(12, 5)'], ['add(7, 3)']],
    'That makes **10 apples**: 12 − 5 = 7, and 7 + 3 = 10.',
  ],
  ['Split a bill of $84 between 4 people', [['divide(84, 4)']], 'Each pays **$21**: 84 ÷ 4 = 21.'],
  [
    'Split a 96 euro bill among 7 people with 10% tip',
    [['multiply(0.1, 96)'], ['add(96, 9.6)'], ['divide(105.6, 7)']],
    'Each pays **about €15.09**: 10% of 96 = 9.6, 96 + 9.6 = 105.6, and 105.6 ÷ 7 ≈ 15.0857142857.',
  ],
  [
    'A $50 bill with a 20% tip is split between 3 people',
    [['multiply(0.2, 50)'], ['add(50, 10)'], ['divide(60, 3)']],
    'Each pays **$20**: 20% of 50 = 10, 50 + 10 = 60, and 60 ÷ 3 = 20.',
  ],
  ['$10 / 3', [['divide(10, 3)']], '$10 ÷ 3 is **about $3.33**.'],
  ['sqrt(2)*sqrt(2)', [['calculate(sqrt(2) * sqrt(2))']], 'The square root of 2 × the square root of 2 is **2**.'],
  ['pi * 5^2', [['calculate(pi * (5 ^ 2))']], 'π × (5 ^ 2) is **about 78.5398163397**.'],
  ['sqrt(2)', [['calculate(sqrt(2))']], 'The square root of 2 is **about 1.4142135624**.'],
  ['(1 + sqrt(4)) * 2', [['calculate((1 + sqrt(4)) * 2)']], '(1 + the square root of 4) × 2 is **6**.'],
  [
    'sqrt(3^2 + 4^2)',
    [['exponentiate(3, 2)', 'exponentiate(4, 2)'], ['add(9, 16)'], ['calculate(sqrt(25))']],
    '**5** is the result: 3² = 9, 4² = 16, 9 + 16 = 25, and the square root of 25 = 5.',
  ],
  ['1e400 * 2', [[`multiply(1${'0'.repeat(400)}, 2)`]], '1000000000… (401 digits) × 2 is **2000000000… (401 digits)**.'],
  ['1,5 + 2,5', [['add(1.5, 2.5)']], '1.5 + 2.5 is **4**.'],
  ['What is 1,500 + 2,500?', [['add(1500, 2500)']], '1,500 + 2,500 is **4,000**.'],
  ['<script>alert(1)</script> what is 1+1?', [['add(1, 1)']], '1 + 1 is **2**.'],
  ['**12 + 5**', [['add(12, 5)']], '12 + 5 is **17**.'],
  ['2**3', [['exponentiate(2, 3)']], '2 to the power of 3 is **8**.'],
  [
    '20 is what percent of 80?',
    [['divide(20, 80)'], ['multiply(0.25, 100)']],
    '**25%** is the result: 20 ÷ 80 = 0.25, and 0.25 × 100 = 25.',
  ],
  [
    'I buy 3 coffees at $4 each and pay with $20, how much change do I get?',
    [['multiply(3, 4)'], ['subtract(20, 12)']],
    'You get **$8** back: 3 × 4 = 12, and 20 − 12 = 8.',
  ],
  [
    'What is the compound interest on $1000 at 5% for 2 years?',
    [['add(1, 0.05)'], ['exponentiate(1.05, 2)'], ['multiply(1000, 1.1025)']],
    'With compound interest it grows to **$1,102.50**: 1 + 0.05 = 1.05, 1.05² = 1.1025, and 1,000 × 1.1025 = 1,102.5.',
  ],
  [
    'convert 212 F to C',
    [['subtract(212, 32)'], ['multiply(180, 5)'], ['divide(900, 9)']],
    '**100 °C** is the result: 212 − 32 = 180, 180 × 5 = 900, and 900 ÷ 9 = 100.',
  ],
  ['10 / 0', [['divide(10, 0)']], 'That cannot be worked out. 10 ÷ 0 has no result.'],
  [
    '(10 + 10) / (5 - 5)',
    [['add(10, 10)', 'subtract(5, 5)'], ['divide(20, 0)']],
    'That cannot be worked out. 20 ÷ 0 has no result. Before that, 10 + 10 = 20, and 5 − 5 = 0.',
  ],
]

describe('a sum becomes the calls of a model, and its answer comes from their results', () => {
  test.each(cases)('%s', async (question, turns, answer) => {
    const asked = await askDemo(question)
    expect({ turns: asked.turns, answer: asked.answer }).toEqual({ turns, answer })
  })
})

describe('a follow-up goes on from the number that was answered', () => {
  const history: [string, string][] = [
    ['Take 10 plus 10, multiply by 7, then subtract 4', '**136** is the result: 10 + 10 = 20, 20 × 7 = 140, and 140 − 4 = 136.'],
  ]
  test.each<Case>([
    ['now double it', [['multiply(136, 2)']], '136 × 2 is **272**.'],
    ['* 2', [['multiply(136, 2)']], '136 × 2 is **272**.'],
    ['and divided by 4?', [['divide(136, 4)']], '136 ÷ 4 is **34**.'],
    ['add 10 to that', [['add(136, 10)']], '136 + 10 is **146**.'],
    [
      'minus 36, then squared',
      [['subtract(136, 36)'], ['exponentiate(100, 2)']],
      '**10,000** is the result: 136 − 36 = 100, and 100² = 10,000.',
    ],
  ])('%s', async (question, turns, answer) => {
    const asked = await askDemo(question, { history })
    expect({ turns: asked.turns, answer: asked.answer }).toEqual({ turns, answer })
  })

  test('a rounded number is gone on with, a shortened one is not', async () => {
    const asked = await askDemo('now double it', { history: [['1 / 3', '1 ÷ 3 is **about 0.3333333333**.']] })
    expect(asked.turns).toEqual([['multiply(0.3333333333, 2)']])
    const long = await askDemo('now double it', { history: [['1e400 * 2', 'It is **2000000000… (401 digits)**.']] })
    expect(long.turns.flat().join()).not.toContain('2000000000')
  })

  test('money stays money', async () => {
    const asked = await askDemo('and divided by 2?', { history: [['$12 + $8', '$12 + $8 is **$20**.']] })
    expect(asked.answer).toBe('$20 ÷ 2 is **$10**.')
  })

  test('"what about 20%?" asks the same of another percentage', async () => {
    const asked = await askDemo('what about 20%?', { history: [['What is 15% of 2,480?', '15% of 2,480 is **372**.']] })
    expect(asked.turns).toEqual([['multiply(0.2, 2480)']])
  })
})
