import { describe, expect, test } from 'vitest'
import { askDemo } from './ask-demo'

test.each<[question: string, calls: string[], answer: RegExp]>([
  [
    'Wie spät ist es in Tokio?',
    ['current_time(Tokio)'],
    /^In Tokio ist es \*\*21:00\*\*, Montag, 5\. Januar 2026 \(Asia\/Tokyo, UTC\+9\)\.$/,
  ],
  ['Quelle heure est-il à Paris ?', ['current_time(Paris)'], /^À Paris, il est \*\*13:00\*\*, lundi 5 janvier 2026/],
  ['Quelle heure est-il à Londres et à Tokyo ?', ['current_time(Londres)', 'current_time(Tokyo)'], /^Voici les 2 réponses :/],
  ['¿Qué hora es en Nueva York?', ['current_time(Nueva York)'], /^Hora en Nueva York: \*\*07:00\*\*, lunes/],
  ['Сколько времени в Москве?', ['current_time(Москве)'], /^Время в Москве: \*\*15:00\*\*, понедельник/],
  ['東京は今何時ですか？', ['current_time(東京)'], /^東京は\*\*21:00\*\*です（2026年1月5日月曜日/],
  ['Wie spät ist es in Deutschland?', ['current_time(Deutschland)'], /^In Deutschland ist es \*\*13:00\*\*/],
  ['Wie spät ist es?', ['current_time(UTC)'], /\*\*12:00\*\*/],
  [
    'Wie spät ist es in Entenhausen?',
    ['current_time(Entenhausen)'],
    /^Die Uhrzeit in Entenhausen kann ich nicht sagen: [^.]*\.$/,
  ],
])('a question of time: %s', async (question, calls, answer) => {
  const asked = await askDemo(question)
  expect(asked.turns).toEqual([calls])
  expect(asked.answer).toMatch(answer)
})

test('"und in Paris?" asks again for another place, in the same language', async () => {
  const before = 'Wie spät ist es in Tokio?'
  const history: [string, string][] = [[before, (await askDemo(before)).answer]]
  expect((await askDemo('und in Paris?', { history })).answer).toMatch(/^In Paris ist es \*\*13:00\*\*/)
})

describe('a sum in words', () => {
  test.each<[question: string, turns: string[][], answer: string]>([
    ['Was ist 12 mal 13?', [['multiply(12, 13)']], '12 × 13 ist **156**.'],
    ['Was ist 10 - 3 mal 2, bitte?', [['multiply(3, 2)'], ['subtract(10, 6)']], '**4** ist das Ergebnis: 3 × 2 = 6, 10 − 6 = 4.'],
    ['Was ist 15 % von 2000?', [['multiply(0.15, 2000)']], '15% von 2.000 ist **300**.'],
    ['Was ist 10 geteilt durch 3?', [['divide(10, 3)']], '10 ÷ 3 ist **etwa 3,3333333333**.'],
    ['Combien font 12 fois 13 ?', [['multiply(12, 13)']], '12 × 13 = **156**.'],
    ['¿Cuánto es 7 por 8?', [['multiply(7, 8)']], '7 × 8 es **56**.'],
    ['Сколько будет 2 умножить на 3?', [['multiply(2, 3)']], '2 × 3 = **6**.'],
    ['12かける13は？', [['multiply(12, 13)']], '12 × 13 = **156**。'],
    [
      'Combien font 10 / 0 ?',
      [['divide(10, 0)']],
      'Cela ne peut pas être calculé : l’étape ci-dessus dit pourquoi ; changez le nombre et demandez encore.',
    ],
    ['2 plus 2', [['add(2, 2)']], '2 + 2 is **4**.'],
  ])('%s', async (question, turns, answer) => {
    const asked = await askDemo(question)
    expect({ turns: asked.turns, answer: asked.answer }).toEqual({ turns, answer })
  })

  test.each([
    ['Was ist 1.500 plus 2?', /^Aufgaben in Worten löse ich nicht/],
    ['¿Cuánto es 1,5 por 2?', /^No resuelvo problemas en palabras/],
    ['Anna hat 12 Äpfel und isst 5, wie viele hat sie?', /^Aufgaben in Worten löse ich nicht/],
    ['Was ist 2024-01-15?', /^„2024-01-15“ kann ein Datum, ein Spielstand oder eine Telefonnummer sein/],
    ['Was ist 5!! mal 2?', /^Diese Rechnung kann ich nicht lesen/],
    ['¿Cuánto es 020 7946?', /^«020 7946» puede ser una fecha/],
    ['Was ist 112?', /^Ich arbeite nach Regeln und habe das nicht verstanden/],
  ])('whose numbers may mean two things, or that is none, is not worked out: %s', async (question, answer) => {
    const asked = await askDemo(question)
    expect(asked.turns).toEqual([])
    expect(asked.answer).toMatch(answer)
  })
})
