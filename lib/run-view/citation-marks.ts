/**
 * A mark that points at sources by their numbers. Models write many: `[1]`, `[1, 2]`, `[1-3]`, `［１］`, `[#1]`, `【1】`, `【1†source】`,
 * `[^1]`, and marks between private-use characters (U+E200 to U+E2FF) that belong to another product.
 */
export type CitationMark = {
  raw: string
  /** In their order, each once; empty where the mark names no source by number. */
  numbers: number[]
  /** It may also be words of a text (a list in brackets), so it is shown as written where there are no sources at all. */
  mayBeText: boolean
}

/** The zeros of the scripts whose digits are read: Latin, Arabic, Persian, Devanagari, Bengali, Tamil, Thai, and full-width ones. */
const zeros = ['0', '٠', '۰', '०', '০', '௦', '๐', '０']
const digits = zeros.map((zero) => `${zero}-${String.fromCharCode(zero.charCodeAt(0) + 9)}`).join('')
const separators = ',;，、；،؛'
const dashes = '\\-–—－~～〜'
const digit = `[${digits}]`
const number = `${digit}{1,3}`
const numbersOrRange = String.raw`${number}(?:\s?[${dashes}]\s?${number})?`
const numberList = String.raw`${numbersOrRange}(?:\s?[${separators}]\s?${numbersOrRange})*`
const privateMark = '\ue200[^\ue201\n]{0,400}\ue201|[\ue200-\ue2ff]'
/**
 * All citation marks of a text, as the source of a regular expression with five groups, for {@link toMark}: what is in plain or
 * full-width brackets, in corner brackets, before a dagger, behind a caret; and a private mark.
 */
const citationPattern = String.raw`(?:\[(?:#(?=${digit}))?(?=${digit})|［)(${numberList})(?:\](?!\()|］)|【(${numberList})】|(?:\[(?=${digit})|【)([^】\]\n†]{0,40})†[^】\]\n]{0,200}[】\]]|\[\^(${number})\](?!:)|(${privateMark})`
const markAtStart = new RegExp(`^(?:${citationPattern})`)

/** A `[` or `［` that may still become one of these marks, at the end of a text. */
export const halfMarkPattern = new RegExp(
  String.raw`^(?:\[#?|［)(?:${digit}[${digits}\s${separators}${dashes}]{0,40}(?:†[^\]\n]{0,200})?)?$`,
)

/** The mark that a text begins with, if it begins with one. */
export const readCitation = (text: string): CitationMark | undefined => {
  const match = markAtStart.exec(text)
  return match ? toMark(match) : undefined
}

/** A match of {@link citationPattern}. Numbers in brackets that no list of sources has, `[0]` or `[20-900]`, are words. */
const toMark = ([raw, plain, corner, dagger, caret, secret]: readonly (string | undefined)[]): CitationMark | undefined => {
  const named = secret?.match(/(?<=[\ue202,])\s*\d{1,3}(?=[\ue201\ue202,])/g)?.join()
  const written = plain ?? corner ?? caret ?? named ?? (dagger !== undefined && isNumbers(dagger) ? dagger : '')
  const numbers = toNumbers(written)
  const mayBeText = plain !== undefined || corner !== undefined
  if (mayBeText && (numbers.length === 0 || numbers.includes(0))) return undefined
  return { raw: raw ?? '', numbers, mayBeText }
}

const isNumbers = (text: string): boolean => new RegExp(`^${numberList}$`).test(text)

/** The most sources that one range names; a longer one is no citation. */
const maxRange = 30

const toNumbers = (text: string): number[] => {
  if (text === '') return []
  const numbers = text.split(new RegExp(`[${separators}]`)).flatMap((part) => {
    const [from, to] = part.split(new RegExp(`[${dashes}]`)).map((each) => toNumber(each.trim()))
    if (from === undefined) return []
    if (to === undefined) return [from]
    return to >= from && to - from < maxRange ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : []
  })
  return [...new Set(numbers)]
}

const toNumber = (text: string): number =>
  [...text].reduce((sum, char) => {
    const code = char.charCodeAt(0)
    const zero = zeros.map((each) => each.charCodeAt(0)).find((each) => code >= each && code < each + 10)
    return sum * 10 + (code - (zero ?? code))
  }, 0)

/**
 * Whether a mark none of whose numbers has a source is part of the text, as in "the scores were [10, 20]". A single number is
 * taken for a source that the model made up.
 */
export const isText = ({ mayBeText, numbers }: CitationMark): boolean => mayBeText && numbers.length > 1

/**
 * A Markdown text with each of its citation marks replaced; `space` is what stood before the mark. Code and links stay as they
 * are, and so does a mark for which `replace` returns `undefined`.
 */
export const replaceCitations = (text: string, replace: (mark: CitationMark, space: string) => string | undefined): string =>
  text.replace(codeOrCitation, (match: string, _fence, _ticks, space: string | undefined, ...groups: (string | undefined)[]) => {
    const mark = space === undefined ? undefined : toMark([match.trim(), ...groups.slice(0, 5)])
    return (mark && replace(mark, space ?? '')) ?? match
  })

/** `tall [1, 2].` becomes `tall.`; numbers in brackets stay where none of them has a source, as they may be words. */
export const withoutCitations = (text: string, hasSource: (n: number) => boolean): string =>
  replaceCitations(text, ({ numbers, mayBeText }) => (mayBeText && !numbers.some(hasSource) ? undefined : ''))

/** The numbers that a Markdown text cites. */
export const citedNumbers = (text: string): Set<number> => {
  const cited = new Set<number>()
  replaceCitations(text, ({ numbers }) => {
    for (const n of numbers) cited.add(n)
    return undefined
  })
  return cited
}

/**
 * Fences and code in a line match too, so that nothing in them is taken for a citation; only citations have groups. A run of blanks is
 * looked at from its first one only: models that go astray write thousands of them.
 */
const codeOrCitation = new RegExp(
  String.raw`^[ \t]*(?<fence>\x60{3,}|~{3,})[\s\S]*?(?:\n[ \t]*\k<fence>[\x60~]*[ \t]*(?=\n|$)|$(?![\s\S]))|(?<ticks>\x60+)(?!\x60)[\s\S]*?(?<!\x60)\k<ticks>(?!\x60)|(?<space>(?<![ \t])[ \t]*)(?:${citationPattern})`,
  'gm',
)

type Cited = { n: number; url: string; title: string }

/**
 * The source that a footnote only repeats, as in `[^1]: [Eiffel Tower](https://…)`: the one of its number, if the note has an
 * address or names the source, or if what it says is not known yet. Such a note is not shown, because the mark is a citation.
 */
export const findNotedSource = <S extends Cited>(
  label: string,
  note: string | undefined,
  sources: readonly S[],
): S | undefined => {
  const n = new RegExp(`^${number}$`).test(label) ? toNumber(label) : 0
  const source = sources.find((each) => each.n === n)
  if (!source || note === undefined) return source
  if (/\bhttps?:\/\/|\bwww\.|\]\(\/|^<?\/knowledge\//.test(note)) return source
  const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const noted = new Set(words(note))
  const titled = words(source.title)
  return titled.length > 0 && titled.filter((word) => noted.has(word)).length * 2 >= titled.length ? source : undefined
}
