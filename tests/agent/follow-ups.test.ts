import { describe, expect, test } from 'vitest'
import { parseFollowUps } from '@/lib/agent/follow-ups'
import { findByRules } from '@/lib/demo-model/follow-ups'

describe('a reply as models write it', () => {
  const three = ['Who built it?', 'How old is it?', 'Is it painted?']
  test.each([
    ['the JSON that was asked for', JSON.stringify({ title: 'A tower', questions: three }), 'A tower', three],
    ['in a fence', `\`\`\`json\n${JSON.stringify({ title: 'A tower', questions: three })}\n\`\`\``, 'A tower', three],
    ['between words', `Sure! ${JSON.stringify({ questions: three, title: 'A tower' })} Hope it helps.`, 'A tower', three],
    ['another name for the list', JSON.stringify({ follow_ups: three }), undefined, three],
    ['objects', JSON.stringify({ questions: three.map((question) => ({ question })) }), undefined, three],
    ['plain lines', `Title: A tower\n1. Who built it?\n2) How old is it?\n- Is it painted?`, 'A tower', three],
    ['lines with words around them', `Here are some:\n* "Who built it?"\n* **How old is it?**`, undefined, three.slice(0, 2)],
    ['more than three', JSON.stringify({ questions: [...three, 'And?'] }), undefined, three],
    ['one twice', JSON.stringify({ questions: ['Who built it?', 'Who built it?'] }), undefined, ['Who built it?']],
    ['full-width and Arabic question marks', '誰が建てた？\nمن بناه؟', undefined, ['誰が建てた？', 'من بناه؟']],
    ['quotation marks, full stop and lines', JSON.stringify({ title: ' "A\n tower". ', questions: [] }), 'A tower', []],
    ['too long', JSON.stringify({ title: 'x'.repeat(61), questions: ['y'.repeat(141)] }), undefined, []],
    ['JSON that is cut off', '{"title": "A tower", "questions": ["Who bu', undefined, []],
    ['other types', JSON.stringify({ title: 7, questions: [1, null, {}] }), undefined, []],
    ['a list', JSON.stringify(three), undefined, []],
    ['nothing', '', undefined, []],
  ])('%s', (_what, reply, title, followUps) => expect(parseFollowUps(reply)).toEqual({ ...(title && { title }), followUps }))
})

describe('by rules', () => {
  test.each([
    [
      'pages that were found and not cited',
      { question: 'How tall is the Eiffel Tower?', cited: ['Eiffel Tower'], unused: ['Gustave Eiffel', 'Paris'] },
      { title: 'Eiffel Tower', followUps: ['Tell me about Gustave Eiffel', 'Tell me about Paris'] },
    ],
    [
      'a title as it stands in a sentence',
      { question: 'How do streams work?', cited: ['Streams'], unused: ['How Unfold works', 'The Nile', 'Resuming a stream'] },
      {
        title: 'Streams',
        followUps: ['Tell me about “How Unfold works”', 'Tell me about the Nile', 'Tell me about resuming a stream'],
      },
    ],
    [
      'not what was asked about already',
      { question: 'Is Paris older than Rome?', cited: ['History'], unused: ['Rome', 'Paris', 'Lyon', 'Nice', 'Lille', 'Metz'] },
      { title: 'History', followUps: ['Tell me about Lyon', 'Tell me about Nice', 'Tell me about Lille'] },
    ],
    [
      'in the language of the question',
      { question: 'Wer hat das Rad erfunden?', cited: ['Rad', 'Wagen'], unused: ['Achse'] },
      { title: 'Rad · Wagen', followUps: ['Erzähle mir etwas über Achse'] },
    ],
    [
      'none in a language without a sentence for it',
      { question: '誰が発明した？', cited: ['車輪'], unused: ['車軸'] },
      { title: '車輪', followUps: [] },
    ],
    [
      'none where what was found did not answer',
      { question: 'Who was the first woman in space?', cited: [], unused: ['Mount Everest', 'Marie Curie'] },
      { followUps: [] },
    ],
    ['none where nothing was looked up', { question: '10 plus 10', cited: [], unused: [] }, { followUps: [] }],
  ])('%s', (_what, looked, found) => expect(findByRules(looked)).toEqual(found))
})
