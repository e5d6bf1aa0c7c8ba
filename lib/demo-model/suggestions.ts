import type { Suggestion } from '@/lib/protocol/suggestion'

/** What the empty screen offers with the demo model: Wikipedia and the library have them all. */
export const demoSuggestions: Suggestion[] = [
  { question: 'Why is the sky blue?', trail: ['globe', 'text'], words: 'Searches and cites' },
  { question: 'Take 10 plus 10, multiply by 7, then subtract 4', trail: ['sum', 'sum', 'sum'], words: '3 sums in order' },
  { question: 'How does coffee compare with tea?', trail: ['globe', 'globe', 'text'], words: '2 searches, compared' },
  {
    question: 'What is the capital of Australia, and what time is it there?',
    trail: ['globe', 'clock', 'text'],
    words: 'A search, then a clock',
  },
]
