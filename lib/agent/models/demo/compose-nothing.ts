import { isForeign } from './foreign-words'
import type { Conversation } from './read-messages'

/** What nothing was found for, in the person's own words, and what to do about it: the latter once in a chat. */
export function composeNothing(questions: string[], history: Conversation['history']): string {
  const english = questions.some(isForeign) ? ' I understand English only.' : ''
  const first = `I looked for ${listOf(questions.map(quoted))} and found nothing.${english}`
  if (history.some(({ answer }) => answer.includes(keyName))) return `${first} My library has articles about ${subjects}.`
  return `${first} The demo model works by rules and has only a small library: articles about ${subjects}.

To ask about anything else, use a real model: set \`${keyName}\` and start the app again.`
}

const keyName = 'OPENAI_API_KEY'
const subjects = 'streaming, agents, LangChain and this app'
const maxChars = 120

const quoted = (question: string): string => {
  const words = question.replace(/[“”]/g, '"')
  return `“${words.length > maxChars ? `${words.slice(0, maxChars).trimEnd()}…` : words}”`
}

const listOf = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
