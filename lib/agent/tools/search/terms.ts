import { isStopWord, type Language } from './language'

/** A word that says what a text is about: as it was written, and in the one form of all its endings. */
export type Term = { word: string; stem: string }

/** The words of a text that say what it is about, in order. */
export const termsOf = (text: string, language: Language): Term[] =>
  wordsOf(text, language)
    .filter((word) => !isStopWord(word, language))
    .map((word) => ({ word, stem: stemOf(word, language) }))

/** Words of scripts that put no spaces between them are told apart by the platform. */
function wordsOf(text: string, language: Language): string[] {
  if (!unspaced.has(language)) return text.match(/[\p{L}\p{N}\p{M}]+(?:[.,]\d+)*/gu) ?? []
  segmenters[language] ??= new Intl.Segmenter(language, { granularity: 'word' })
  return [...segmenters[language].segment(text)].flatMap(({ segment, isWordLike }) =>
    isWordLike && !/^\p{Script=Hiragana}{1,2}$/u.test(segment) ? [segment] : [],
  )
}

const unspaced = new Set<Language>(['ja', 'zh', 'th'])
const segmenters: Partial<Record<Language, Intl.Segmenter>> = {}

/** A word without case, accents and its commonest endings, so that "calls", "called" and "calling" are one. */
export function stemOf(word: string, language: Language): string {
  const plain = word
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .replaceAll('ё', 'е')
  if (/\d/.test(plain)) return plain
  // 書き and 書いた are one.
  if (language === 'ja') return /^\p{Script=Han}+/u.exec(plain)?.[0] ?? plain
  const [pattern, least] = endings[language] ?? [/^$/, 99]
  const cut = plain.length > least ? plain.replace(pattern, '') : plain
  return cut.length >= 3 ? cut : plain
}

/** Endings, and how long a word is at most that keeps its own. */
const endings: Partial<Record<Language, [RegExp, number]>> = {
  en: [/(?:ies|ing|ed|es|e|s|y)$/, 3],
  de: [/(?:e[nrsm]|[ens])$/, 4],
  fr: [/(?:ees|ent|er|ee|es|aux|[esx])$/, 4],
  es: [/(?:[oa]s|es|[oae])$/, 4],
  pt: [/(?:[oa]s|es|[oae])$/, 4],
  it: [/[oaei]$/, 4],
  nl: [/(?:en|[es])$/, 4],
  ru: [
    /(?:[иы]ми|ого|его|ому|ему|ями|ами|ях|ах|ов|ев|ей|ой|ый|ий|ая|яя|ое|ее|ые|ие|ую|юю|ом|ем|ам|ям|ия|ию|ии|[аяоеыиуюьй])$/,
    3,
  ],
  uk: [/(?:ого|ому|ими|ями|ами|ях|ах|ів|ей|ой|ий|ая|ою|ом|ем|ам|ям|ія|ію|ії|[аяоеиіїуюьй])$/, 3],
}
