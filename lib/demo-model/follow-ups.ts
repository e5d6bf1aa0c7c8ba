import { languageOf } from '@/lib/agent/tools/search/language'
import type { FollowUps } from '@/lib/protocol/follow-ups'
import { languages, say, wordsOf } from './words'

type Looked = { question: string; cited: string[]; unused: string[] }

/** A title inside a sentence: one that is a sentence of its own is quoted, and an article has no capital there. */
const inEnglish = (title: string): string =>
  /^(?:how|what|why|when|where|who)\b/i.test(title)
    ? `“${title}”`
    : title.replace(/^(?:The|An?|[A-Z][a-z]+ing)(?= )/, (word) => word.toLowerCase())

const maxQuestions = 3
const maxTitleChars = 60

/**
 * Follow-up questions by rules: each asks about a page that was found beside those that the answer cites. None where nothing is cited,
 * since what did not answer the question is about something else, or in a language for which there is no such sentence. The title names
 * the pages that are cited, one or two.
 */
export function findByRules({ question, cited, unused }: Looked): FollowUps {
  const language = languageOf(question)
  const asked = setOf(question)
  // A page whose whole name stands in the question was asked about already.
  const others = unused.filter((title) => title.length <= maxTitleChars && ![...setOf(title)].every((word) => asked.has(word)))
  const title = cited.join(' · ')
  const isTitle = cited.length > 0 && cited.length <= 2 && title.length <= maxTitleChars
  // In Russian and Japanese a name alone does not make a sentence.
  const canAsk = cited.length > 0 && languages.some((each) => each === language) && wordsOf(language).says.followUp !== undefined
  const followUps = canAsk
    ? others
        .slice(0, maxQuestions)
        .map((each) => say(language, 'followUp', { title: language === 'en' ? inEnglish(each) : each }))
    : []
  return { followUps, ...(isTitle && { title }) }
}

const setOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
