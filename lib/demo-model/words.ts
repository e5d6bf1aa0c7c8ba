import type { Language } from '@/lib/agent/tools/search/language'
import table from './words.json'

/**
 * The words of the languages that the rules know, a table for each in `words.json`. The entries of a list have spaces between them; in an
 * entry a star stands for any ending and an underscore for a space. The groups of `relations` each say the same of a subject: who
 * wrote a play is its author. `time` is a pattern with the place of a question of time.
 */
type Words = (typeof table)['en']

const tables: Partial<Record<Language, Words>> = table

/** The table of a language; English where there is none. */
export const wordsOf = (language: Language): Words => tables[language] ?? table.en

export const languages = Object.keys(table) as (keyof typeof table)[]

const toSource = (entry: string): string => entry.replaceAll('_', '\\s').replace('*', '\\p{L}*')
const entriesOf = (list: string): string[] => list.split(/\s+/).filter(Boolean)

/** A pattern for any entry of a list, as a whole word; where words have no spaces between them, anywhere. */
export function toPattern(list: string, flags = 'iu'): RegExp {
  const sources = entriesOf(list).map((entry) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(entry)
      ? toSource(entry)
      : `(?<!\\p{L})${toSource(entry)}(?!\\p{L})`,
  )
  return new RegExp(sources.join('|') || '(?!)', flags)
}

type Patterns = { lists: Record<keyof Words['lists'], RegExp>; relations: RegExp[] }
const patterns = new Map<Words, Patterns>()

/** The lists of a language as patterns, and its relations as patterns of a whole word. */
export function patternsOf(language: Language): Patterns {
  const words = wordsOf(language)
  let known = patterns.get(words)
  if (!known) {
    const lists = Object.entries(words.lists).map(([name, list]) => [name, toPattern(list)])
    const relations = words.relations
      .split('|')
      .map((group) => new RegExp(`^(?:${entriesOf(group).map(toSource).join('|')})$`, 'iu'))
    known = { lists: Object.fromEntries(lists) as Patterns['lists'], relations }
    patterns.set(words, known)
  }
  return known
}

/** A sentence in that language, with the values in the places that are named in it. */
export const say = (language: Language, name: keyof Words['says'], values: Record<string, string> = {}): string =>
  wordsOf(language).says[name].replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all)
