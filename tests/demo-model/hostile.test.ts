import { describe, expect, test } from 'vitest'
import { askDemo } from './ask-demo'

/** Each calls no tool and is answered by one sentence that says what to do instead. */
const refused = [
  // Dates, times, scores, ranges.
  ...['What happened on 2001-09-11?', '24/12/2024', 'What is 24/12/2024?', '9/11', 'What is 9/11?', '24/7', '1/2/3'],
  ...[
    'What day was 1 January 2000?',
    '12:30 - 11:15',
    '9am to 5pm',
    '9-5',
    '3-1 win',
    'The score is 2:1',
    '10 to 20',
    '٢٠٢٤-٠١-١٥',
  ],
  // Phone numbers, versions, addresses, books, accounts, sizes.
  ...['call 555-0199', '+44 20 7946 0958', '(020) 7946-0958 plus 1', '0800 123 456', 'upgrade from 3.11 to 3.12'],
  ...[
    'version 2.0 minus version 1.0',
    'Node 20.20.0 - 18.1.0',
    'What is 3.5.2 + 1?',
    'What is 127.0.0.1?',
    '10.0.0.0/24',
    'ping 10.0.0.1/8',
  ],
  ...[
    'ISBN 978-0-306-40615-7',
    '0-306-40615-2',
    '4111 1111 1111 1111',
    'DE89 3704 0044 0532 0130 00',
    '5\'10"',
    'Boeing 747-400',
  ],
  // Prices, percentages, numbers as other countries write them.
  ...['20% off $50', '$20 + 5%', '€1.500,50 + 1', '1.500,50 + 1', '1,50 + 2', '1 000 + 1', "1'000 + 1", '50 cent plus 20 cent'],
  ...['20% off 50 and then 10% off', '15% tip on 40', 'VAT of 20% on 50', '10 is what percent of 50', '1000 at 5% for 3 years'],
  // Fractions, words for numbers, orders of words that are no sum.
  ...['1 1/2 + 1/2', '2½ + 1', '3 dozen plus 4', 'one hundred and five plus one', 'What is 5 less than 10?', '10 divided into 2'],
  ...[
    'the sum of 3 and 4 times 2',
    'twice the sum of 3 and 4',
    'half of 3 plus 1',
    'take 10, subtract 3 and 2',
    '1 + 2 + 3 + … + 10',
  ],
  // Units, word problems, algebra, programs, other languages.
  ...['5 km + 300 m', '3 hours + 20 minutes', '100 km/h * 2 h', '5 apples + 3 apples', 'I have 10 - 3 apples', 'Windows 11 + 10'],
  ...['If 3 cats catch 3 mice in 3 minutes, how many cats catch 100 mice in 100 minutes?', 'How many seconds are in 3 days?'],
  ...[
    'A bat and a ball cost 1.10 and the bat costs 1.00 more',
    'What is 7 times the speed of light?',
    'x + 2 = 5',
    '3x + 2',
    '2 + 2 = 5',
  ],
  ...[
    'print(1+1)',
    '=SUM(1,2)',
    'what is 1+1 in python',
    'not 2 + 2',
    "don't calculate 2 + 2",
    '2 + 2 # comment',
    '5 ± 2',
    '07 + 1',
  ],
  ...[
    '10 + 10是多少',
    'Was ist 1.500 plus 2?',
    'Combien font 1,5 fois 2 ?',
    'Was ist 2 hoch 3?',
    'Anna hat 12 Äpfel und isst 5, wie viele hat sie?',
    '十 + 二',
    'My dog ate my homework',
    'agent 007',
    'add the results',
    'IV + II',
    '½ + ½',
  ],
]

/** Each is looked up, and what was found is about something else. */
const notFound = [
  ...[
    'Who directed Hamlet the musical?',
    'Who is the president of the Moon?',
    'What is the capital of Mars?',
    'When did Mozart visit Tokyo?',
    'hydrogen',
    'token ring history',
    'what time does the shop open',
  ],
  ...[
    'What is a token in Monopoly?',
    'Who was the best secret agent?',
    'agent orange',
    'server at a restaurant',
    'river stream fishing',
  ],
  ...[
    'how do I sharpen a tool',
    'streaming services price',
    'What is a run of luck?',
    'cancel my subscription',
    "What's new in Python 3.12?",
  ],
  ...['when is sunset in Paris', 'What is five less than ten?', 'times each', 'the sum of', 'each one'],
]

describe('it is never wrong: what it is not sure of it says it cannot do', () => {
  test.each(refused)('nothing is worked out: %s', async (question) => {
    const { turns, answer } = await askDemo(question)
    expect(turns).toEqual([])
    expect(answer).toMatch(/^[^\n]+[.]$/)
    expect(answer).not.toMatch(/\*\*/)
  })

  test.each(notFound)('no other question is answered: %s', async (question) => {
    const { turns, answer } = await askDemo(question)
    expect(turns.flat().every((call) => call.startsWith('search('))).toBe(true)
    expect(answer).toMatch(/^I found nothing about “[^\n]+\.$/)
  })
})
