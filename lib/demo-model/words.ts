import type { Language } from '@/lib/agent/tools/search/language'
import table from './words.json'

/**
 * The words of the languages that the rules know, a table for each in `words.json`. The entries of a list have spaces between them; in an
 * entry a star stands for any ending and an underscore for a space. The groups of `relations` each say the same of a subject: who
 * wrote a play is its author. `sum` has words for signs, `time` patterns of questions of time, `talk` what is answered at once.
 */
type Words = (typeof table)['en']
type SayingName = keyof Words['says']
type LanguageTable = Omit<Words, 'says'> & { says: Partial<Words['says']> }

const tables: Partial<Record<Language, LanguageTable>> = table

/** The table of a language; English where there is none. */
export const wordsOf = (language: Language): LanguageTable => tables[language] ?? table.en

export const languages = Object.keys(table) as (keyof typeof table)[]

/** A sentence in that language, in English where it has none, with the values in the places that are named in it. */
export const say = (language: Language, name: SayingName, values: Record<string, string> = {}): string =>
  (wordsOf(language).says[name] ?? table.en.says[name]).replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all)

const entriesOf = (list: string): string[] => list.split(/\s+/).filter(Boolean)
const toSource = (entry: string): string => entry.replaceAll('_', '\\s').replace('*', '\\p{L}*')

/** The source of a pattern for any entry of a list, as a whole word; where words have no spaces between them, anywhere. */
export const sourceOf = (list: string): string =>
  entriesOf(list)
    .map((entry) =>
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(entry)
        ? toSource(entry)
        : `(?<!\\p{L})${toSource(entry)}(?!\\p{L})`,
    )
    .join('|') || '(?!)'

export const toPattern = (list: string, flags = 'iu'): RegExp => new RegExp(sourceOf(list), flags)

type Patterns = {
  lists: Record<keyof Words['lists'], RegExp>
  relations: RegExp[]
  /** What asks for a sum before it, what may end it, and the words for signs in it. */
  sum: { asks: RegExp; ends: RegExp; signs: (readonly [sign: string, words: RegExp])[] }
}
const patterns = new Map<Language, Patterns>()

/** The lists of a language as patterns, and its relations as patterns of a whole word. */
export function patternsOf(language: Language): Patterns {
  const known = patterns.get(language)
  if (known) return known
  const { lists, relations, sum } = wordsOf(language)
  const made = {
    lists: Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, toPattern(list)])) as Patterns['lists'],
    relations: relations.split('|').map((group) => new RegExp(`^(?:${entriesOf(group).map(toSource).join('|')})$`, 'iu')),
    sum: {
      // Nobody is politer than forty phrases.
      asks: new RegExp(`^(?:[=¿]\\s*)?(?:(?:${sourceOf(sum.asks)})[\\s,:]*){0,40}`, 'iu'),
      ends: new RegExp(`(?:(?:${sourceOf(sum.ends)})!?|[\\s,?=.？。]){1,40}$`, 'iu'),
      signs: Object.entries(sum.signs).map(([sign, list]) => [sign, toPattern(list, 'giu')] as const),
    },
  }
  patterns.set(language, made)
  return made
}

/** True where a text begins with one of these words. */
export function startsWith(text: string, words: RegExp): boolean {
  const found = words.exec(text)
  return found !== null && !/\p{L}/u.test(text.slice(0, found.index))
}
