import type { Language } from '@/lib/agent/tools/search/language'
import { termsOf } from '@/lib/agent/tools/search/terms'
import { patternsOf } from './words'

/** The key of each word that was met; the same words come again and again. */
const keys = new Map<string, string>()
const maxKept = 20_000

/**
 * The words of a text that say what it is about, each as a key: what is one word in two forms has one key, and so have words that say the
 * same of a subject ("wrote", "author"), which begins with a tilde.
 */
export const keysOf = (text: string, language: Language): string[] =>
  termsOf(text, language).map(({ word, stem }) => {
    const name = `${language} ${word}`
    const known = keys.get(name)
    if (known !== undefined) return known
    const relation = patternsOf(language).relations.findIndex((pattern) => pattern.test(word))
    const key = relation < 0 ? stem : `~${relation}`
    if (keys.size >= maxKept) keys.clear()
    keys.set(name, key)
    return key
  })

/**
 * True when the words follow each other as they were asked, with one other word between two of them at most: "the capital city of
 * Australia", but not "a state of Australia, with its capital". What is known to be said of a subject may stand anywhere.
 */
export function isInOrder(said: string[], asked: string[]): boolean {
  let at = -1
  for (const key of asked.filter((each) => !each.startsWith('~'))) {
    const next = said.indexOf(key, at + 1)
    if (next < 0 || (at >= 0 && next - at > 2)) return false
    at = next
  }
  return true
}

/** True where the text has a name that was not asked with. Japanese and Chinese do not show what is a name. */
export function hasNewName(text: string, asked: string[], language: Language): boolean {
  if (language === 'ja' || language === 'zh') return true
  const names = text.match(/(?<=[\p{L}\p{N},»”)] )[«“„]?\p{Lu}\p{Ll}+/gu) ?? []
  return names.some((name) => keysOf(name, language).some((key) => !asked.includes(key)))
}

/** True for a long word with other vowels inside: "Einstien", "Newtn". */
export function isMisspelt(word: string, meant: string): boolean {
  const toConsonants = (text: string) => text.replace(/(?<=.)[aeiouy](?=.)/g, '')
  const isLong = Math.min(word.length, meant.length) > 4 && Math.abs(word.length - meant.length) < 2
  return word !== meant && isLong && toConsonants(word) === toConsonants(meant)
}

/** True where a title is only a part of a name that was asked for: "South Australia", "West Berlin". German has a capital on every noun. */
export function isPartOfName(title: string[], question: string, language: Language): boolean {
  const words = question.split(/\s+/)
  const isOfTitle = (word = '') => keysOf(word, language).some((key) => title.includes(key))
  const isOther = (word: string) => /^\p{Lu}\p{Ll}/u.test(word) && keysOf(word, language).length > 0 && !isOfTitle(word)
  const isJoined = (before = '') => /[\p{L}\p{N}]$/u.test(before)
  return (
    language !== 'de' &&
    words.some((word, at) => {
      const [before, after] = [words[at - 1], words[at + 1]]
      return at > 0 && isOther(word) && ((isJoined(word) && isOfTitle(after)) || (isJoined(before) && isOfTitle(before)))
    })
  )
}
