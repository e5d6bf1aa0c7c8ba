import { expect, test } from 'vitest'
import { isStopWord, languageOf } from '@/lib/agent/tools/search/language'

test.each([
  ['en', ['why is the sky blue', 'who was the first man on the moon', 'when did Mozart die', 'Berlin?', 'hydrogen', '2 + 2', '']],
  ['de', ['Wer hat das Rad erfunden?', 'Was ist Inflation?', 'Hauptstadt von Australien', 'Wie funktioniert Photosynthese?']],
  ['fr', ['Quelle est la capitale de l’Australie ?', 'pourquoi le ciel est bleu', "qu'est-ce que la photosynthèse"]],
  ['es', ['¿Quién escribió Don Quijote?', 'por que el cielo es azul', 'quien pinto la mona lisa']],
  ['pt', ['Qual é a capital do Brasil?']],
  ['it', ['Qual è la capitale della Francia?']],
  ['nl', ['Hoe werkt een vaccin?']],
  ['pl', ['Dlaczego niebo jest niebieskie?']],
  ['sv', ['Varför är himlen blå?']],
  ['ru', ['Почему небо голубое?', 'кто написал Гамлета', 'Москва']],
  ['uk', ['Чому небо блакитне?']],
  ['ja', ['なぜ空は青いの？', 'React とは何ですか']],
  ['zh', ['为什么天空是蓝色的？']],
  ['ko', ['하늘은 왜 파란가요?']],
  ['ar', ['لماذا السماء زرقاء؟']],
] as const)('%s', (language, questions) => {
  expect(questions.map(languageOf)).toEqual(questions.map(() => language))
})

test('the words that ask say nothing of a subject, whatever their letters and apostrophes', () => {
  expect(['Who', 'what’s', 'THE'].every((word) => isStopWord(word, 'en'))).toBe(true)
  expect(['Hamlet', 'sky'].some((word) => isStopWord(word, 'en'))).toBe(false)
  expect(isStopWord('Wer', 'de')).toBe(true)
})
