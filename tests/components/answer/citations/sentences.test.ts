import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestSentence, lastSentence, sentencesOf } from '@/components/answer/citations/sentences'

const sentences = (text: string): string[] => sentencesOf(text).map(({ start, end }) => text.slice(start, end))
const best = (passage: string, cited: string): string | undefined => {
  const span = bestSentence(passage, cited)
  return span && passage.slice(span.start, span.end)
}

describe('sentences', () => {
  test.each([
    ['end at a full stop before a capital', 'One thing. Another thing.', ['One thing.', 'Another thing.']],
    ['do not end inside a number', 'It is 330.5 metres tall. Yes.', ['It is 330.5 metres tall.', 'Yes.']],
    ['do not end at an abbreviation', 'Seen by Dr. Smith, e.g. here. Done.', ['Seen by Dr. Smith, e.g. here.', 'Done.']],
    ['end at a line', 'A heading\nThen text.', ['A heading', 'Then text.']],
    ['take their closing quote along', '“It is so.” They said.', ['“It is so.”', 'They said.']],
    ['end at marks of other scripts', '東京は首都です。人口は多い。', ['東京は首都です。', '人口は多い。']],
  ])('%s', (_title, text, list) => expect(sentences(text)).toEqual(list))

  test('of any text lie in order, inside it, and leave out only white space', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(sentences(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
    )
  })
})

describe('the best sentence', () => {
  const passage =
    'The tower was built in 1889. It is 330 metres tall, including antennas, since March 2022. Many people visit it.'
  test.each([
    [
      'shares the number',
      'The Eiffel Tower stands 330 metres tall, counting the radio antenna',
      'It is 330 metres tall, including antennas, since March 2022.',
    ],
    ['shares the year', 'It opened in 1889', 'The tower was built in 1889.'],
    ['knows plurals', 'Each person who visits', 'Many people visit it.'],
    ['is none when nothing is shared', 'Bananas are yellow', undefined],
  ])('%s', (_title, cited, sentence) => expect(best(passage, cited)).toBe(sentence))

  test('a citation speaks for the last sentence before it', () => {
    expect(lastSentence('First this. Then that, with 3.5 parts')).toBe('Then that, with 3.5 parts')
  })
})
