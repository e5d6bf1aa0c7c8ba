import { languageOf } from '@/lib/agent/tools/search/language'
import { languages, patternsOf, say } from './words'

/** What the demo model says by itself, without a tool: greetings, and what it cannot do, each in one sentence. */

export const sayings = {
  empty: 'There was no question in that message. Ask me about anything in an encyclopedia, for a sum, or for the time somewhere.',
  wordProblem:
    'I do not solve problems that are told in words: write it as a sum in plain numbers, such as “3 * 12 - 5”, and I will work it out step by step.',
  notUnderstood:
    'I work by rules and did not understand that: ask me a question about a subject, for a sum, or for the time in a place.',
  nothingBefore: 'I do not know which number to go on from: write the whole sum, such as “(12 + 5) * 2”.',
  roundedBefore: 'The last result is rounded, so going on from it would be wrong: write the whole sum, such as “1 / 3 * 3”.',
} as const

/** A direct answer to a greeting, thanks or "what can you do?"; `undefined` for anything else. */
export function smallTalk(text: string): string | undefined {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}'+*/^√π%=(-]+/gu, ' ')
    .trim()
  if (!/[\p{L}\p{N}]/u.test(words)) return /[+*/^√π%=(-]/.test(words) ? undefined : sayings.empty
  const language = languages.find(
    (each) => /^\P{L}+$/u.test(`.${text.slice(0, 100)}`.replace(patternsOf(each).lists.hello, '')) && /\p{L}/u.test(text),
  )
  return answers.find(([pattern]) => pattern.test(words))?.[1] ?? (language && say(language, 'hello'))
}

const abilities = `I am the **demo model**: no language model, but a set of rules that uses real tools, so that you can watch a run without a key.

- **Look-ups** in Wikipedia, in the language that you ask in, and in a built-in library: “Why is the sky blue?”
- **Sums**, in signs or words: \`(12.5 + 7.5) / 4\`, “15% of 2,480”, “the square root of 144”.
- **Times**: “What time is it in Nairobi and Lisbon?”
- **Follow-ups** such as “and its population?”, “now double it” or “what about Tokyo?”

For everything else, bring a key for a real model: Settings, Model.`

const answers: [RegExp, string][] = [
  [
    /^(?:what can you do|what do you do|who are you|what are you|help|help me|how can you help(?: me)?|what can i ask(?: you)?|what is this|(?:what is|how does) (?:this app|unfold)(?: work)?|(?:what|which) tools do you have|are you (?:an ai|real|a real model|a bot|human|chatgpt|gpt|claude)|(?:what|which) model are you|what is the demo model|how does this work)$/,
    abilities,
  ],
  [
    /^(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))(?: (?:unfold|there|everyone|again|friend))?$/,
    'Hello. I am the **demo model**, which works by rules. Ask me about a subject, for a sum or for the time in a city, and watch the steps.',
  ],
  [
    /^(?:how are you(?: doing)?(?: today)?|how's it going|what's up|how do you do)$/,
    'All in order, thank you. I am the **demo model** and work by rules. What shall we work out?',
  ],
  [
    /^(?:thanks|thank you|thx|cheers|ta|great thanks|ok thanks|thanks a lot|thank you (?:very|so) much|many thanks|perfect|great|nice|cool|awesome|well done|ok|okay|good|got it)$/,
    'You are welcome. Ask another whenever you like.',
  ],
  [/^(?:bye|goodbye|good night|see you|see you later|good bye)$/, 'Goodbye. The steps of this chat stay here to look at.'],
  [
    /^(?:test|testing|test test|ping|are you there|is this (?:thing )?on|can you hear me)$/,
    'It works: this answer came through the same stream as every other. Try “Take 10 plus 10, multiply by 7, then subtract 4” to see tools at work.',
  ],
]

/** What nothing was found for, in the person's own words, and what to do about it. */
export function sayNothingFound(questions: string[]): string {
  const asked = questions.map((question) => `“${question.length > 120 ? `${question.slice(0, 119).trimEnd()}…` : question}”`)
  return say(languageOf(questions.join(' ')), 'nothing', { asked: asked.join(', ') })
}

/** What only today's news could answer is not looked up in an encyclopedia. */
export function sayNeedsNews(question: string): string | undefined {
  const language = languageOf(question)
  return patternsOf(language).lists.today.test(question) ? say(language, 'news') : undefined
}

/** The text with a capital and a full stop, unless it has one: inside a bracket counts. */
export function asSentence(text: string): string {
  const whole = capital(text.trim())
  return /[.!?…][)”"’]*$/.test(whole) ? whole : `${whole}.`
}

/** The text with a capital. Only Latin letters have one here: π stays as it is, and so do the number e and the names of functions. */
export const capital = (text: string): string =>
  text.replace(/^(?!e(?![\p{L}-]))\p{Script=Latin}(?!\w*\()/u, (letter) => letter.toUpperCase())

/** "a, b, and c". */
export const listed = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`
