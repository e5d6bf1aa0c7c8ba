import { describe, expect, test } from 'vitest'
import { createTools } from '@/lib/agent/tools/index'
import { demoSuggestions } from '@/lib/demo-model/suggestions'
import { asSentence } from '@/lib/demo-model/talk'
import { suggestionsFor } from '@/lib/server/suggestions'
import { askDemo } from './ask-demo'

const threeTools = 'What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?'
const comparison = 'How do server-sent events compare with WebSockets?'
const agents = 'How does an agent decide which tool to call?'

describe('the suggestions play full runs', () => {
  test('independent questions are asked of three tools at once', async () => {
    const { turns, answer, toolsUsed } = await askDemo(threeTools)
    expect(turns).toEqual([['multiply(0.15, 2480)', 'exponentiate(9, 5)', 'current_time(Nairobi)']])
    expect(answer).toBe(
      [
        'Here are the 3 answers:\n',
        '- 15% of 2,480 is **372**.',
        '- 9⁵ is **59,049**.',
        '- It is **15:00** on Monday 5 January 2026 in Nairobi, Kenya (Africa/Nairobi, UTC+3).',
      ].join('\n'),
    )
    expect(toolsUsed).toEqual(['multiply', 'exponentiate', 'current_time'])
  })

  test('a comparison looks both up at once, and answers with a cited table', async () => {
    const { turns, notes, answer } = await askDemo(comparison)
    expect(notes).toEqual(['I will look up both and compare them.'])
    expect(turns).toEqual([['search(server-sent events)', 'search(WebSockets)']])
    expect(answer).toMatch(/^\*\*Server-sent events\*\* .* \[\d\]\.$/m)
    expect(answer).toMatch(/^\| +\| Server-sent events +\| WebSockets +\|$/m)
    expect(answer).toContain('[1]')
    expect(answer).toMatch(/^“Server-sent events compared with WebSockets” \[\d\]\.$/m)
  })

  test('a choice between two is answered with what the page says of choosing', async () => {
    const { answer } = await askDemo('Should I use SSE or WebSockets?')
    expect(answer).toMatch(/\n- Choose \*\*server-sent events\*\* .* \[2\]\.\n- Choose \*\*WebSockets\*\* .* \[2\]\.$/)
  })

  test('a look-up answers in 80 to 200 words with a heading, a list and every sentence cited', async () => {
    const { turns, answer, toolsUsed } = await askDemo(agents)
    expect(turns).toEqual([['search(agent decide tool call)']])
    expect(toolsUsed).toEqual(['search'])
    expect(answer).toMatch(/^An \*\*agent\*\* is a language model in a loop/)
    expect(answer).toMatch(/^## /m)
    expect(answer).toMatch(/^- \*\*.+\*\* .+ \[\d\]\.$/m)
    const sentences = answer.split('\n').filter((line) => line !== '' && !line.startsWith('## '))
    for (const sentence of sentences) expect(sentence).toMatch(/\[\d\]\.$/)
    expect(answer.split(/\s+/).length).toBeGreaterThan(80)
    expect(answer.split(/\s+/).length).toBeLessThan(210)
  })

  test.each(demoSuggestions.map(({ question, trail }) => [question, trail] as const))('%s', async (question, trail) => {
    const { turns, answer } = await askDemo(question)
    expect(turns.flat()).toHaveLength(trail.filter((icon) => icon !== 'text').length)
    expect(answer).not.toMatch(/found nothing/)
    if (trail.includes('text')) expect(answer).toMatch(/ \[1\]\./)
  })

  test('there are four for each search, and news only of the web', () => {
    const news = (['local', 'wikipedia', 'tavily', 'searxng'] as const).map((search) => {
      const questions = suggestionsFor(search).map(({ question }) => question)
      expect(questions).toHaveLength(4)
      return questions.some((question) => question.includes('news'))
    })
    expect(news).toEqual([false, false, true, true])
  })
})

test.each<[string, string[][]]>([
  ['What is 15% of 2,480, and what time is it in Nairobi?', [['multiply(0.15, 2480)', 'current_time(Nairobi)']]],
  [
    '15% of 2,480, 9 to the power of 5, and the time in Nairobi',
    [['multiply(0.15, 2480)', 'exponentiate(9, 5)', 'current_time(Nairobi)']],
  ],
  ['What is 15% of 2480 and 9 to the power of 5?', [['multiply(0.15, 2480)', 'exponentiate(9, 5)']]],
  ['What is 12345 plus 67890, and what is 2 to the power of 64?', [['add(12345, 67890)', 'exponentiate(2, 64)']]],
  ['Take 10 plus 10, then multiply by 7', [['add(10, 10)'], ['multiply(20, 7)']]],
  ['What is 414 plus 414, and what is 828 divided by 0?', [['add(414, 414)', 'divide(828, 0)']]],
  ['what is 10 + 10', [['add(10, 10)']]],
])('an example of the README, the guide or the pictures: %s', async (question, turns) => {
  expect((await askDemo(question)).turns).toEqual(turns)
})

describe('questions of place and time', () => {
  test.each([
    ['What time is it in Tokyo?', ['current_time(Tokyo)']],
    ['time in Nairobi and Lisbon', ['current_time(Nairobi)', 'current_time(Lisbon)']],
    [
      'What time is it in New York, Paris and The Hague right now?',
      ['current_time(New York)', 'current_time(Paris)', 'current_time(The Hague)'],
    ],
    ['What time is it in Paris, Texas and in Oslo?', ['current_time(Paris, Texas)', 'current_time(Oslo)']],
    ['What time is it in Tokyo, Lisbon?', ['current_time(Tokyo)', 'current_time(Lisbon)']],
    ['what’s the time?', ['current_time(UTC)']],
  ])('%s', async (question, calls) => {
    expect((await askDemo(question)).turns).toEqual([calls])
  })

  test('"what about Lisbon?" asks again for another place, also twice in a row', async () => {
    const history: [string, string][] = [
      ['What time is it in Tokyo?', 'It is **21:00** in Tokyo.'],
      ['what about Lisbon?', 'It is **12:00** in Lisbon.'],
    ]
    expect((await askDemo('and in Rome?', { history })).turns).toEqual([['current_time(Rome)']])
  })

  test('a place that does not exist is said plainly', async () => {
    const { answer } = await askDemo('What time is it in Atlantis Nowhere?')
    expect(answer).toMatch(/^I could not tell the time in Atlantis Nowhere\. No place called/)
  })

  test('of two, the one that failed does not hide the other', async () => {
    const { answer } = await askDemo('What is 2 + 2 and what time is it in Tokyo?', { broken: ['current_time'] })
    expect(answer).toContain('2 + 2 is **4**.')
    expect(answer).toContain('I could not tell the time in Tokyo. The service did not answer within 10 seconds.')
  })
})

describe('a message with several questions is taken apart', () => {
  test.each<[string, string[]]>([
    [
      'What is 12% of 480, and 12 times 40, and search for hydrogen?',
      ['multiply(0.12, 480)', 'multiply(12, 40)', 'search(hydrogen)'],
    ],
    ['What time is it in Rome and look up backpressure', ['current_time(Rome)', 'search(backpressure)']],
    ['2 + 2, and find articles about backpressure', ['add(2, 2)', 'search(articles backpressure)']],
    [
      '# Notes\n\n- milk and bread\n> a quote\n\n**What is 2 + 2?**\n1. What is backpressure?',
      ['add(2, 2)', 'search(backpressure)'],
    ],
  ])('%s', async (question, calls) => {
    expect((await askDemo(question)).turns).toEqual([calls])
  })

  test('several misses share one apology', async () => {
    const { answer } = await askDemo('How tall is the Leaning Tower?\nWho won the Eurovision contest?')
    expect(answer).toMatch(/^I found nothing about “How tall is the Leaning Tower\?”, “Who won the Eurovision contest\?”: /)
    expect(answer.match(/found nothing/g)).toHaveLength(1)
  })
})

describe('it says what it does not understand', () => {
  test('a place that is not on earth is a place that is not known', async () => {
    const { turns, answer } = await askDemo('What time is it on the Moon?')
    expect(turns).toEqual([['current_time(Moon)']])
    expect(answer).toMatch(/^I could not tell the time in Moon\. No place called "Moon" was found\./)
  })

  test('a sum in words of another language is not worked out', async () => {
    const { turns, answer } = await askDemo('10 + 10是多少')
    expect(turns).toEqual([])
    expect(answer).toMatch(/^I do not solve problems that are told in words/)
  })

  test.each([
    'What’s the weather in Berlin?',
    'Who won the game last night?',
    'What is the latest news?',
    'What time was it in Rome yesterday?',
  ])('what only today’s news could answer is not looked up: %s', async (question) => {
    const { turns, answer } = await askDemo(question)
    expect(turns).toEqual([])
    expect(answer).toMatch(/^That takes today’s news, which I cannot read[^.]*\.$/)
  })

  test.each([
    ...[
      'tell me a joke',
      'write a poem about the sea',
      'translate hello into French',
      'can you see my files?',
      'delete all my chats',
    ],
    ...['Schreib mir ein Gedicht', 'Traduis bonjour en anglais', 'Escribe un poema', 'Напиши стих', '俳句を書いて'],
  ])('what asks to write or do something is not looked up: %s', async (question) => {
    const { turns, answer } = await askDemo(question)
    expect(turns).toEqual([])
    expect(answer).toMatch(/real model|echtes Modell|vrai modèle|modelo real|настоящую модель|本物のモデル/)
  })

  test('what was only sought in the library, since Wikipedia could not be reached, is said so', async () => {
    const [local] = createTools({
      search: [{ provider: 'wikipedia', baseUrl: 'http://127.0.0.1:9/{lang}' }, { provider: 'local' }],
      fetch,
    }).filter(({ name }) => name === 'search')
    const tools = local ? [local] : []
    const { answer } = await askDemo('Who was Ada Lovelace?', { tools })
    expect(answer).toMatch(
      /^Wikipedia could not be asked, and the built-in library has nothing about “Who was Ada Lovelace\?”: [^.]*\.$/,
    )
    expect((await askDemo('Wer war Ada Lovelace?', { tools })).answer).toMatch(/^Wikipedia war nicht zu erreichen/)
    expect((await askDemo('Why is the sky blue?', { tools })).answer).toMatch(/scatters the blue part/)
  })

  test.each(['My dog ate my homework', 'version 1.2.3', 'I would like to sell my house to an agent', 'add the results'])(
    'what is no question is not looked up: %s',
    async (question) => {
      const { turns, answer } = await askDemo(question)
      expect(turns).toEqual([])
      expect(answer).toMatch(/^I (?:work by rules and did not understand|do not know which number)[^.]*\.$/)
    },
  )

  test.each([
    'What is the capital of Mars?',
    'How tall is the Leaning Tower?',
    'best pizza recipe',
    'Is a travel agent cheaper than booking online?',
    'Which tool do I need to fix a tap?',
    'Why does my baby not stop crying?',
    'Who is the president of the Moon?',
    'How do I reset my password?',
    'When is the next event in Paris?',
    'What is the meaning of life?',
  ])('a search that finds nothing near says so in one sentence: %s', async (question) => {
    const { answer } = await askDemo(question)
    expect(answer).toMatch(/^I found nothing about “.+”: try its usual name in a few words, or ask me [^.]*\.$/)
  })

  test('no sentence ends twice', () => {
    expect(asSentence('it failed. (No answer.)')).toBe('It failed. (No answer.)')
    expect(asSentence('it failed')).toBe('It failed.')
  })
})

describe('everything else is looked up', () => {
  test('"How does SSE resume?" leads with the article on that', async () => {
    expect((await askDemo('How does SSE resume?')).answer).toMatch(/^A stream can be resumed/)
  })

  test('a list of the page is shown under its own heading, each item cited', async () => {
    const { answer } = await askDemo('What is LangChain?')
    expect(answer).toMatch(/^\*\*LangChain\*\* is /)
    expect(answer).toMatch(/^## What LangChain gives you$/m)
    expect(answer).toMatch(/^- \*\*Tools\*\* .* \[1\]\.$/m)
  })

  test('code is shown where code was asked for', async () => {
    expect((await askDemo('Show me the code of the agent executor loop')).answer).toMatch(/```ts\nfor \(let turn/)
    expect((await askDemo('What is the agent executor loop?')).answer).not.toContain('```')
  })

  test('abbreviations are spelled out', async () => {
    for (const question of ['Difference between SSE and web sockets', 'Should I use SSE or WebSockets?', 'SSE vs WebSockets'])
      expect((await askDemo(question)).turns).toEqual([['search(server-sent events)', 'search(WebSockets)']])
  })

  test('"times 10" goes on from the result, "why?" is not looked up', async () => {
    const history: [string, string][] = [['2+2', '2 + 2 is **4**.']]
    expect((await askDemo('times 10', { history })).turns).toEqual([['multiply(4, 10)']])
    expect((await askDemo('why?', { history })).turns).toEqual([])
  })

  test('"tell me more" says what the last answer did not', async () => {
    const first = await askDemo('Why is the sky blue?')
    const more = await askDemo('tell me more', { history: [['Why is the sky blue?', first.answer]] })
    expect(more.turns).toEqual(first.turns)
    expect(more.answer).toMatch(/\[1\]\.$/)
    for (const sentence of more.answer.split(/(?<=\.) /)) expect(first.answer).not.toContain(sentence)
  })

  test.each([
    ['and its population?', 'What is the capital of Australia?', /\[1\]/],
    ['what about France?', 'What is the capital of Australia?', /Paris/],
    ['who built it?', 'How tall is the Eiffel Tower?', /Gustave Eiffel/],
    ['and what time is it there?', 'What is the capital of Australia?', /Canberra/],
  ])('"%s" is understood from the question before it', async (question, before, answered) => {
    const first = await askDemo(before)
    expect((await askDemo(question, { history: [[before, first.answer]] })).answer).toMatch(answered)
  })

  test('a place that is looked up has a clock too', async () => {
    const { turns, answer } = await askDemo('capital of Australia and what time is it there')
    expect(turns).toEqual([['search(capital Australia)'], ['current_time(Canberra)']])
    expect(answer).toMatch(/capital is Canberra \[1\]\.\n\nIt is \*\*23:00\*\*/)
  })

  test('a name that is misspelt is read as what it may be, and that is said', async () => {
    expect((await askDemo('Who was Albert Einstien?')).answer).toMatch(
      /^I read this as Albert Einstein\.\n\n\*\*Albert Einstein\*\*/,
    )
  })

  test('when one side of a comparison is unknown it does not compare', async () => {
    expect((await askDemo('SSE vs carrier pigeons')).answer).toMatch(
      /^I found nothing about \*\*carrier pigeons\*\*, so I cannot compare the two\./,
    )
  })

  test('a search that fails is said plainly, with the reason', async () => {
    const { answer } = await askDemo('What is LangChain?', { broken: ['search'] })
    expect(answer).toBe(
      'I could not look up **LangChain**. The service did not answer within 10 seconds. I will not guess; ask again to try once more.',
    )
  })
})

describe('what needs no tool calls none', () => {
  test.each(['hello', 'Thanks!', 'What can you do?', '???', 'Three men dig 4 holes in 5 days, how many holes do 6 men dig?'])(
    '%s',
    async (question) => {
      const { turns, answer } = await askDemo(question)
      expect(turns).toEqual([])
      expect(answer.length).toBeGreaterThan(20)
    },
  )
})

test('a tool that is not bound is not called, and that is said', async () => {
  const sum = await askDemo('2 + 2', { without: ['add'] })
  expect(sum.turns).toEqual([])
  expect(sum.answer).toMatch(/not given the tools for it/)
  expect((await askDemo('What is LangChain?', { without: ['search'] })).answer).toMatch(/not given a tool for it/)
})
