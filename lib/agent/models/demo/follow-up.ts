import type { Conversation } from './read-messages'
import { toSearch } from './search-question'

/** "tell me more" → what to look up next: a page that the last answer named, else its subject again. `undefined` for other questions. */
export function moreAbout(text: string, history: Conversation['history']): string | undefined {
  const before = history.at(-1)
  if (!before || !asksForMore.test(text.slice(0, 80))) return undefined
  const asked = history.map(({ question }) => question.toLowerCase()).join('\n')
  const earlier = plain(
    history
      .slice(0, -1)
      .map(({ answer }) => answer)
      .join('\n'),
  )
  const named = [...before.answer.slice(0, 8_000).matchAll(/^- \*\*([^*\n]{2,100}):\*\* ([^\n]+)$/gm)]
  const fresh = named.find(
    ([, title = '', sentence = '']) => !asked.includes(title.toLowerCase()) && !earlier.includes(plain(sentence)),
  )
  if (fresh?.[1]) return fresh[1]
  const last = history.findLast(({ question }) => !asksForMore.test(question.slice(0, 80)))
  const part = last && toSearch(last.question)
  return part?.kind === 'search' ? part.query : last?.question
}

/** Without marks, citations and full stop, so that a sentence is known again. */
const plain = (text: string): string => text.replace(/\*\*|\s?\[\d{1,3}\]/g, '').replace(/[.!?]$/, '')

const asksForMore =
  /^\W*(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:tell me more|say more|more(?: please| details?| about (?:that|this|it))?|go on|continue|explain(?: more| further)?|what else|why|how so|more information|and then|elaborate)(?:\s+(?:about\s+(?:that|this|it)|please))*\W*$/i

/** "what about 20%?" after "What is 15% of 2,480?" → "What is 20% of 2,480?" */
export function withNewPercent(text: string, before: string): string | undefined {
  if (!/^\W*(?:(?:and|or|ok(?:ay)?|now|but)\W+)*(?:(?:what|how) about\s+)?\d/i.test(text.slice(0, 60))) return undefined
  const [percent] = /\d+(?:\.\d+)?\s?(?:%|percent)/i.exec(text.slice(0, 200)) ?? []
  const old = /\d+(?:\.\d+)?\s?(?:%|percent)/i.exec(before.slice(0, 500))
  return percent && old ? before.slice(0, old.index) + percent + before.slice(old.index + old[0].length) : undefined
}
