import { demoSuggestions } from '@/lib/demo-model/suggestions'
import type { Health } from '@/lib/protocol/health'
import type { Suggestion } from '@/lib/protocol/suggestion'

/** What the empty screen offers with a real model that searches Wikipedia. */
const encyclopediaSuggestions: Suggestion[] = [
  { question: 'How many Eiffel Towers high is the Burj Khalifa?', trail: ['globe', 'globe', 'sum'], words: '2 searches, 1 sum' },
  { question: 'Take 10 plus 10, multiply by 7, then subtract 4', trail: ['sum', 'sum', 'sum'], words: '3 sums in order' },
  { question: 'Why did the Roman Empire fall?', trail: ['globe', 'text'], words: 'Searches and cites' },
  {
    question: '15% of 2,480, 9 to the power of 5, and the time in Nairobi',
    trail: ['sum', 'sum', 'clock'],
    words: '3 tools in parallel',
  },
]

/** What it offers with one that searches the web, which has this week's news. */
const webSuggestions: Suggestion[] = encyclopediaSuggestions.with(2, {
  question: 'Summarise this week’s news about fusion power',
  trail: ['globe', 'text'],
  words: 'Searches and cites',
})

/**
 * What the empty screen offers with a real model; where the library alone is searched, what the demo model finds there.
 * @param search What is searched first.
 */
export const suggestionsFor = (search: Health['search']): Suggestion[] =>
  search === 'local' ? demoSuggestions : search === 'wikipedia' ? encyclopediaSuggestions : webSuggestions
