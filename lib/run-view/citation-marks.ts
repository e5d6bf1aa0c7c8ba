/**
 * A mark that points at sources by their numbers. Models write many: `[1]`, `[1, 2]`, `[1-3]`, `【1】`, `【1†source】`,
 * `[^1]`, and marks between private-use characters (U+E200 to U+E2FF) that belong to another product.
 */
export type CitationMark = {
  raw: string
  /** In their order, each once; empty where the mark names no source by number. */
  numbers: number[]
  /** It may also be words of a text (a list in brackets), so it is shown as written where there are no sources at all. */
  mayBeText: boolean
}

const numberList = String.raw`\d{1,3}(?:\s?[-–—]\s?\d{1,3})?(?:\s?[,;，、]\s?\d{1,3}(?:\s?[-–—]\s?\d{1,3})?)*`
const privateMark = '\ue200[^\ue201\n]{0,400}\ue201|[\ue200-\ue2ff]'
/**
 * All citation marks of a text, as the source of a regular expression with five groups, for {@link toMark}: what is in plain brackets,
 * in corner brackets, before a dagger, behind a caret; and a private mark.
 */
export const citationPattern = String.raw`\[(${numberList})\](?!\()|【(${numberList})】|【([^】\n†]{0,40})†[^】\n]{0,200}】|\[\^(\d{1,3})\](?!:)|(${privateMark})`
const markAtStart = new RegExp(`^(?:${citationPattern})`)

/** The mark that a text begins with, if it begins with one. */
export const readCitation = (text: string): CitationMark | undefined => {
  const match = markAtStart.exec(text)
  return match ? toMark(match) : undefined
}

/** A match of {@link citationPattern}; `first` is the index of the first of its five groups. */
export const toMark = (match: RegExpExecArray | readonly (string | undefined)[], first = 1): CitationMark => {
  const [plain, corner, dagger, caret, secret] = match.slice(first, first + 5)
  const named = secret?.match(/(?<=[\ue202,])\s*\d{1,3}(?=[\ue201\ue202,])/g)?.join()
  const numbers = plain ?? corner ?? caret ?? named ?? (dagger !== undefined && isNumbers(dagger) ? dagger : '')
  return { raw: match[0] ?? '', numbers: toNumbers(numbers), mayBeText: plain !== undefined || corner !== undefined }
}

const isNumbers = (text: string): boolean => new RegExp(`^${numberList}$`).test(text)

/** The most sources that one range names; a longer one is no citation. */
const maxRange = 30

const toNumbers = (text: string): number[] => {
  const numbers = text.split(/[,;，、]/).flatMap((part) => {
    const [from, to] = part.split(/[-–—]/).map((each) => Number(each.trim()))
    if (from === undefined || part.trim() === '') return []
    if (to === undefined) return [from]
    return to >= from && to - from < maxRange ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : []
  })
  return [...new Set(numbers)]
}
