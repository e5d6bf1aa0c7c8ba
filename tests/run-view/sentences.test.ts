import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestPassage, bestSentence, lastSentence, sentenceSpans } from '@/lib/run-view/sentences'

const sentences = (text: string): string[] => sentenceSpans(text).map(({ start, end }) => text.slice(start, end))
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

describe('the best passage of a source', () => {
  const passage = 'The tower is in Paris. It is tall.'
  const passages = [
    { text: 'Gustave Eiffel built it. It opened in 1889.', place: 'History' },
    { text: 'The tower is 330 metres tall. It weighs 10,100 tonnes.', place: 'Size' },
  ]
  const marked = (cited: string, source: Parameters<typeof bestPassage>[1]) => {
    const { text, place, span } = bestPassage(cited, source)
    return { place, text: span ? text.slice(span.start, span.end) : text }
  }
  test.each([
    ['is the part of the page that says it', 'It weighs 10100 tonnes', { place: 'Size', text: 'It weighs 10,100 tonnes.' }],
    ['is another part for another sentence', 'In 1889 it opened', { place: 'History', text: 'It opened in 1889.' }],
    ['is what the search found where that fits best', 'The tower in Paris', { place: undefined, text: 'The tower is in Paris.' }],
    ['is what the search found where nothing fits', 'Bananas are yellow', { place: undefined, text: passage }],
  ])('%s', (_title, cited, best) => expect(marked(cited, { passage, passages })).toEqual(best))

  test('of a page that was not found by a search is its first part, where nothing fits', () => {
    expect(marked('Bananas', { passage: '', passages })).toEqual({ place: 'History', text: passages[0]?.text })
  })

  test.each([
    ['東京は日本の首都です', [{ text: '人口は多い。' }, { text: '日本の首都は東京である。' }], '日本の首都は東京である。'],
    [
      'Das Rad wurde um 3500 v. Chr. erfunden',
      [{ text: 'Räder rollen.' }, { text: 'Um 3500 entstand das Rad.' }],
      'Um 3500 entstand das Rad.',
    ],
    ['Кто написал «Гамлета»: Шекспир', [{ text: 'Дания.' }, { text: 'Шекспир написал его.' }], 'Шекспир написал его.'],
  ])('is found in any script: %s', (cited, passages, text) => expect(marked(cited, { passage: '', passages }).text).toBe(text))
})
