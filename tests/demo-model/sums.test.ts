import { describe, expect, test } from 'vitest'
import { askDemo } from './ask-demo'

/** question, calls of each turn, answer */
type Case = [question: string, turns: string[][], answer: string]

const terms = Array.from({ length: 1_200 }, (_, at) => at + 1).join(' + ')

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
  ['-3^2', [['exponentiate(3, 2)'], ['subtract(0, 9)']], '**−9** is the result: 3² = 9, and 0 − 9 = −9.'],
  ['(-3)^2', [['exponentiate(-3, 2)']], '(−3)² is **9**.'],
  ['3^2^2', [['exponentiate(2, 2)'], ['exponentiate(3, 4)']], '**81** is the result: 2² = 4, and 3⁴ = 81.'],
  ['20!', [['calculate(20!)']], '20! is **2,432,902,008,176,640,000**.'],
  ['2.5e3 + 4E-2', [['add(2500, 0.04)']], '2,500 + 0.04 is **2,500.04**.'],
  ['0x1F + 0b111', [['add(31, 7)']], '31 + 7 is **38**.'],
  [
    '9 / 3(1+2)',
    [['divide(9, 3)', 'add(1, 2)'], ['multiply(3, 3)']],
    '**9** is the result: 9 ÷ 3 = 3, 1 + 2 = 3, and 3 × 3 = 9.',
  ],
  ['22/7 to four decimals', [['calculate(round(22/7, 4))']], '22 ÷ 7, rounded to 4 decimals, is **3.1429**.'],
  ['٣ + ٤ × ٢', [['multiply(4, 2)'], ['add(3, 8)']], '**11** is the result: 4 × 2 = 8, and 3 + 8 = 11.'],
  ['１２ ＋ ３', [['add(12, 3)']], '12 + 3 is **15**.'],
  [
    `What is ${terms}?`,
    [[`calculate(${terms})`]],
    '1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 … is **720,600**.',
  ],
  [
    'Give me 12*13, 14*15 and 16*17 at once',
    [['multiply(12, 13)', 'multiply(14, 15)', 'multiply(16, 17)']],
    'Here are the 3 answers:\n\n- 12 × 13 is **156**.\n- 14 × 15 is **210**.\n- 16 × 17 is **272**.',
  ],
  [
    'Work out 90/6 and 11*4 separately, then add the two results',
    [['divide(90, 6)', 'multiply(11, 4)'], ['add(15, 44)']],
    '**59** is the result: 90 ÷ 6 = 15, 11 × 4 = 44, and 15 + 44 = 59.',
  ],
  ['15% of 2,480', [['multiply(0.15, 2480)']], '15% of 2,480 is **372**.'],
  ['What is five per cent of two million?', [['multiply(0.05, 2000000)']], '5% of 2,000,000 is **100,000**.'],
  [
    '50% of 50% of 80',
    [['multiply(0.5, 80)'], ['multiply(0.5, 40)']],
    '**20** is the result: 50% of 80 = 40, and 50% of 40 = 20.',
  ],
  ['add 20% to 50', [['multiply(0.2, 50)'], ['add(50, 10)']], '**60** is the result: 20% of 50 = 10, and 50 + 10 = 60.'],
  ['20% off 50', [['multiply(0.2, 50)'], ['subtract(50, 10)']], '**40** is the result: 20% of 50 = 10, and 50 − 10 = 40.'],
  ['9 to the power of 5', [['exponentiate(9, 5)']], '9⁵ is **59,049**.'],
  ['What is 2 to the fifth power?', [['exponentiate(2, 5)']], '2⁵ is **32**.'],
  [
    '3 squared plus 4 squared',
    [['exponentiate(3, 2)', 'exponentiate(4, 2)'], ['add(9, 16)']],
    '**25** is the result: 3² = 9, 4² = 16, and 9 + 16 = 25.',
  ],
  ['five cubed', [['exponentiate(5, 3)']], '5³ is **125**.'],
  [
    '2^100 plus 1',
    [['exponentiate(2, 100)'], ['add(1267650600228229401496703205376, 1)']],
    '**1,267,650,600,228,229,401,496,703,205,377** is the result: 2¹⁰⁰ = 1,267,650,600,228,229,401,496,703,205,376, and 1,267,650,600,228,229,401,496,703,205,376 + 1 = 1,267,650,600,228,229,401,496,703,205,377.',
  ],
  ['What is the square root of 144?', [['calculate(sqrt(144))']], '√144 is **12**.'],
  ['square root of 144 plus cube root of 27', [['calculate(sqrt(144) + cbrt(27))']], '(√144) + (∛27) is **15**.'],
  ['What is the square root of 16 plus 9?', [['calculate(sqrt(16) + 9)']], '(√16) + 9 is **13**.'],
  ['2 plus the square root of 16 times 4', [['calculate(2 + sqrt(16) * 4)']], '2 + (√16) × 4 is **18**.'],
  ['sqrt(16) + 9', [['calculate(sqrt(16) + 9)']], '(√16) + 9 is **13**.'],
  ['log(8, 2)', [['calculate(log(8, 2))']], 'log(8, 2) is **3**.'],
  ['sin(30 deg)', [['calculate(sin(30 deg))']], 'sin(30 deg) is **0.5**.'],
  ['17 mod 5', [['calculate(17 mod 5)']], '17 mod 5 is **2**.'],
  ['3 million divided by 4', [['divide(3000000, 4)']], '3,000,000 ÷ 4 is **750,000**.'],
  ['0.1 + 0.2', [['add(0.1, 0.2)']], '0.1 + 0.2 is **0.3**.'],
  ['-5 - -3', [['subtract(-5, -3)']], '−5 − −3 is **−2**.'],
  ['1 / 3', [['divide(1, 3)']], '1 ÷ 3 is **about 0.3333333333**.'],
  ['1/3', [['divide(1, 3)']], '1 ÷ 3 is **about 0.3333333333**.'],
  ['calculate 9-3-1', [['subtract(9, 3)'], ['subtract(6, 1)']], '**5** is the result: 9 − 3 = 6, and 6 − 1 = 5.'],
  ['What is 100/5/2?', [['divide(100, 5)'], ['divide(20, 2)']], '**10** is the result: 100 ÷ 5 = 20, and 20 ÷ 2 = 10.'],
  [
    'What is the sum of 3 squared and 4 squared?',
    [['exponentiate(3, 2)', 'exponentiate(4, 2)'], ['add(9, 16)']],
    '**25** is the result: 3² = 9, 4² = 16, and 9 + 16 = 25.',
  ],
  ['10/0', [['divide(10, 0)']], 'That cannot be worked out. 10 ÷ 0 has no result.'],
  ['1/3*3', [['divide(1, 3)'], ['calculate(1/3*3)']], '1 ÷ 3 × 3 is **1**.'],
  ['(1/3)*3 - 1', [['divide(1, 3)'], ['calculate((1/3)*3 - 1)']], '(1 ÷ 3) × 3 − 1 is **0**.'],
  [
    '99999999999999999999 * 99999999999999999999',
    [['multiply(99999999999999999999, 99999999999999999999)']],
    '99,999,999,999,999,999,999 × 99,999,999,999,999,999,999 is **9999999999… (40 digits)**.',
  ],
  ['2x3', [['multiply(2, 3)']], '2 × 3 is **6**.'],
  [
    'the average of 10, 20 and 60',
    [['add(10, 20)'], ['add(30, 60)'], ['divide(90, 3)']],
    '**30** is the result: 10 + 20 = 30, 30 + 60 = 90, and 90 ÷ 3 = 30.',
  ],
  ['What is the difference between 5 and 9?', [['calculate(abs(5 - 9))']], '|5 − 9| is **4**.'],
  [
    'Take 100. Divide it by 4. Then add 7.',
    [['divide(100, 4)'], ['add(25, 7)']],
    '**32** is the result: 100 ÷ 4 = 25, and 25 + 7 = 32.',
  ],
  ['double 5 and add 3', [['multiply(5, 2)'], ['add(10, 3)']], '**13** is the result: 5 × 2 = 10, and 10 + 3 = 13.'],
  ['Take 10 plus 10, times 7', [['add(10, 10)'], ['multiply(20, 7)']], '**140** is the result: 10 + 10 = 20, and 20 × 7 = 140.'],
  ['sqrt(2)*sqrt(2)', [['calculate(sqrt(2)*sqrt(2))']], '(√2) × (√2) is **2**.'],
  ['e + 1', [['calculate(e + 1)']], 'e + 1 is **about 3.7182818285**.'],
  ['pi * 5^2', [['calculate(pi * 5^2)']], 'π × 5^2 is **about 78.5398163397**.'],
  ['1e400 * 2', [[`multiply(1${'0'.repeat(400)}, 2)`]], '1000000000… (401 digits) × 2 is **2000000000… (401 digits)**.'],
  ['What is 1,500 + 2,500?', [['add(1500, 2500)']], '1,500 + 2,500 is **4,000**.'],
  ['<script>alert(1)</script> what is 1+1?', [['add(1, 1)']], '1 + 1 is **2**.'],
  ['**12 + 5**', [['add(12, 5)']], '12 + 5 is **17**.'],
  ['2**3', [['exponentiate(2, 3)']], '2³ is **8**.'],
  ['What is 10-20?', [['subtract(10, 20)']], '10 − 20 is **−10**.'],
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

const noSum =
  /^“.+” may be a date, a time, a version, a score, a range or a phone number, so I did not work it out: if it is a sum, write it /
const words =
  /^I do not solve problems that are told in words or convert units and currencies: write it as a sum in plain numbers, such as “3 \* 12 - 5”/

describe('what is no sum, or not a clear one, is not worked out; one sentence says what to do', () => {
  test.each<[string, RegExp]>([
    ['2024-01-15', noSum],
    ['What is 2024-01-15?', noSum],
    ['What is 15/01/2024 plus 3?', noSum],
    ['12/25/2024', noSum],
    ['15.01.2024', noSum],
    ['555-1234', noSum],
    ['What is 1-800-555-1234?', noSum],
    ['+1 (555) 123-4567', noSum],
    ['+49 30 123456', noSum],
    ['020 7946 0958', noSum],
    ['978-3-16-148410-0', noSum],
    ['1.2.3', noSum],
    ['What is 1.2.3 + 4?', noSum],
    ['192.168.0.1', noSum],
    ['12:30 + 1:15', noSum],
    ['4:3', noSum],
    ['3-2', noSum],
    ['10-20', noSum],
    ['10–20', noSum],
    ['1/2/3', noSum],
    ['pages 10-20', words],
    ['The score was 3-2', words],
    ['The meeting is on 12/25/2024', words],
    ['If I buy 4 books at $7.25 each how much do I pay?', words],
    ['3 boxes with 12 apples each, 5 are eaten, how many are left?', words],
    ['A train travels 240 km in 3 hours, how fast is it?', words],
    ['Anna has 12 apples. She eats 5 and buys 3 more. How many apples does she have?', words],
    ['Three men dig 4 holes in 5 days, how many holes do 6 men dig?', words],
    ['If a shirt costs $50, what is 20% of that?', words],
    ['What is fifteen per cent of two thousand four hundred and eighty?', words],
    ['twenty-five times two hundred and five', words],
    ['$12.50 plus $7.25', words],
    ['2 + 2 in binary', words],
    ['Is 2 + 2 = 5?', words],
    ['multiply by 3 plus 4', words],
    ['the sum of 2 and 3 times 4', words],
    ['the sum of 2 and 3 squared', words],
    ['What is 3 and 1/2 plus 2?', words],
    ['1 + 2, 000', noSum],
    ['1/3 to 50 decimals', words],
    ['add 4 and 5, 020 7946', words],
    ['multiply one hundred and five and three', words],
    ['12 +', /^I cannot read this sum\. A number is missing at the end\.$/],
    ['1,5 + 2', /^I cannot read this sum\. A comma groups thousands, as in 1,500/],
    ['((2+3)*4', /^I cannot read this sum\. A closing bracket is missing\.$/],
    ['100 + -50%', /^I cannot read this sum\. After “\+”, a percentage with a minus or in brackets is read in two ways/],
    ['100 minus (50%)', /^I cannot read this sum\. After “-”, a percentage with a minus or in brackets is read in two ways/],
    ['increase 100 by -50%', words],
    ['√9!', /^People read this sum in two ways/],
    ['5!!', /^I cannot read this sum\. “!!” is read in two ways/],
    [`${'('.repeat(300)}1+1${')'.repeat(300)}`, /^I cannot read this sum\. More than 100 brackets or signs inside one another/],
    ['log(100)', /^“log” is read in two ways: write log10\(100\)/],
    ['sin(30)', /^An angle is in degrees or in radians: write sin\(30 deg\)/],
    ['now double it', /^I do not know which number to go on from: write the whole sum/],
    ['minus 5 plus 3', /^I do not know which number to go on from: write the whole sum/],
    ['2e3', /^I work by rules and did not understand that/],
    ['5-4-3', noSum],
    ['take 10, then add 2 and 3', words],
  ])('%s', async (question, answer) => {
    const asked = await askDemo(question)
    expect(asked.turns).toEqual([])
    expect(asked.answer).toMatch(answer)
    expect(asked.answer).not.toContain('\n')
  })

  test.each([
    ['2+2 and 3*4, then double it', ['2 + 2 is **4**.', '3 × 4 is **12**.', 'I do not know which number to go on from']],
    ['I have 3 apples. What is 2 + 2? Double it.', ['2 + 2 is **4**.', 'I do not know which number to go on from']],
  ])('a step that could go on from several numbers goes on from none: %s', async (question, said) => {
    const { answer } = await askDemo(question)
    for (const each of said) expect(answer).toContain(each)
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
    ['and what is 7 * 6', [['multiply(7, 6)']], '7 × 6 is **42**.'],
  ])('%s', async (question, turns, answer) => {
    const asked = await askDemo(question, { history })
    expect({ turns: asked.turns, answer: asked.answer }).toEqual({ turns, answer })
  })

  test.each<[string, string, string, RegExp]>([
    ['a rounded number', '1 / 3', '1 ÷ 3 is **about 0.3333333333**.', /^The last result is rounded/],
    ['a shortened number', '1e400 * 2', '1000000000… × 2 is **2000000000… (401 digits)**.', /^The last result is rounded/],
    ['several numbers', '1 + 1 and 2 + 2', '- 1 + 1 is **2**.\n- 2 + 2 is **4**.', /^I do not know which number/],
    ['the words of another model', 'How many?', 'There are **42** of them.', /^I do not know which number/],
  ])('but not from %s', async (_what, question, answer, refusal) => {
    const asked = await askDemo('now double it', { history: [[question, answer]] })
    expect(asked.turns).toEqual([])
    expect(asked.answer).toMatch(refusal)
  })

  test('"what about 20%?" asks the same of another percentage', async () => {
    const asked = await askDemo('what about 20%?', { history: [['What is 15% of 2,480?', '15% of 2,480 is **372**.']] })
    expect(asked.turns).toEqual([['multiply(0.2, 2480)']])
  })
})
