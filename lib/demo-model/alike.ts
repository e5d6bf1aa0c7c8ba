import type { Language } from '@/lib/agent/tools/search/language'
import { stemOf, type Term, termsOf } from '@/lib/agent/tools/search/terms'
import { patternsOf } from './words'

/** The relation of each word that was met; the same words come again and again. */
const relations = new Map<string, number>()
const maxKept = 20_000

/** Which relation a word is, by its place in the table; -1 for none. */
function relationOf(word: string, language: Language): number {
  const key = `${language} ${word}`
  const relation = relations.get(key) ?? patternsOf(language).relations.findIndex((pattern) => pattern.test(word))
  if (relations.size >= maxKept) relations.clear()
  relations.set(key, relation)
  return relation
}

/** True for one word in two forms, and for two that say the same of a subject. */
export function isAlike(a: Term, b: Term, language: Language): boolean {
  if (a.stem === b.stem) return true
  const relation = relationOf(b.word, language)
  return relation >= 0 && relation === relationOf(a.word, language)
}

/**
 * True when the words follow each other as they were asked, with one other word between two of them at most: "the capital city of
 * Australia", but not "a state of Australia, with its capital". What is known to be said of a subject may stand anywhere.
 */
export function isInOrder(words: Term[], asked: Term[], language: Language): boolean {
  let at = -1
  for (const term of asked.filter(({ word }) => relationOf(word, language) < 0)) {
    const next = words.findIndex((each, place) => place > at && isAlike(each, term, language))
    if (next < 0 || (at >= 0 && next - at > 2)) return false
    at = next
  }
  return true
}

/** True where the text has a name that was not asked with. Japanese and Chinese do not show what is a name. */
export function hasNewName(text: string, asked: Term[], language: Language): boolean {
  if (language === 'ja' || language === 'zh') return true
  const names = text.match(/(?<=[\p{L}\p{N},»”)] )[«“„]?\p{Lu}\p{Ll}+/gu) ?? []
  return names.some((word) => !asked.some((term) => isAlike({ word, stem: stemOf(word, language) }, term, language)))
}

/** True for one letter more, less, another or swapped in a long word: "Einstien". */
export function isMisspelt(word: string, meant: string): boolean {
  const [a, b] = [word.toLowerCase(), meant.toLowerCase()]
  const least = Math.min(a.length, b.length)
  if (a === b || least < 5 || a.length + b.length < 11 || a[0] !== b[0]) return false
  let [start, end] = [0, 0]
  while (start < least && a[start] === b[start]) start += 1
  while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  return (x.length < 2 && y.length < 2) || (x.length === 2 && x === `${y[1]}${y[0]}`)
}

/** True where the title is only a part of a name that was asked for: "South Australia", "West Berlin". German has a capital on every noun. */
export function isPartOfName(title: Term[], question: string, language: Language): boolean {
  const stems = new Set(title.map(({ stem }) => stem))
  const words = question.match(/[\p{L}\p{N}'’-]+[^\p{L}\p{N}\s]*/gu) ?? []
  const isOfTitle = (word = '') => termsOf(word, language).some(({ stem }) => stems.has(stem))
  const isName = (word = '') => /^\p{Lu}\p{Ll}/u.test(word) && termsOf(word, language).length > 0 && !isOfTitle(word)
  return (
    language !== 'de' &&
    words.some((word, at) => {
      const next = words[at + 1]
      if (!/[\p{L}\p{N}]$/u.test(word)) return false
      return (at > 0 && isName(word) && isOfTitle(next)) || (isOfTitle(word) && isName(next))
    })
  )
}
