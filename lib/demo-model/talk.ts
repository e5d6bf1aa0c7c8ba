import { type Language, languageOf } from '@/lib/agent/tools/search/language'
import { languages, patternsOf, say, startsWith, wordsOf } from './words'

/** A direct answer to a greeting, thanks or "what can you do?"; `undefined` for anything else. */
export function smallTalk(text: string): string | undefined {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{M}\p{N}'+*/^√π%=(-]+/gu, ' ')
    .trim()
  if (!/[\p{L}\p{N}]/u.test(words)) return /[+*/^√π%=(-]/.test(words) ? undefined : say('en', 'empty')
  const entries = languages.flatMap((language) => wordsOf(language).talk)
  return entries.find(({ asked }) => new RegExp(`^(?:${asked})$`, 'u').test(words))?.answer
}

/** What nothing was found for, in the person's own words, and what to do about it. */
export function sayNothingFound(questions: string[], isOffline: boolean): string {
  const asked = questions.map((question) => `“${question.length > 120 ? `${question.slice(0, 119).trimEnd()}…` : question}”`)
  return say(languageOf(questions.join(' ')), isOffline ? 'offline' : 'nothing', { asked: asked.join(', ') })
}

/** What is not looked up, since no encyclopedia answers it: today's news, and what asks to write or do something. */
export function sayNotLookedUp(question: string): string | undefined {
  const language = languageOf(question)
  if (patternsOf(language).lists.today.test(question)) return say(language, 'news')
  const asked = languages.find((each) => {
    const { tasks } = patternsOf(each).lists
    // Japanese has its verbs at the end.
    return each === 'ja' ? tasks.test(question) : startsWith(question, tasks)
  })
  return asked && say(asked, 'task')
}

/** The text with a capital and a full stop, unless it has one: inside a bracket counts. */
export function asSentence(text: string): string {
  const whole = capital(text.trim())
  return /[.!?…][)”"’]*$/.test(whole) ? whole : `${whole}.`
}

/** The text with a capital. Only Latin letters have one here: π stays as it is. */
export const capital = (text: string): string => text.replace(/^\p{Script=Latin}/u, (letter) => letter.toUpperCase())

/** "a, b, and c". */
export const listed = (items: string[], language: Language): string =>
  items.length < 2 || language !== 'en' ? items.join(', ') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`
