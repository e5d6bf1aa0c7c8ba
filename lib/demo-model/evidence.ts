import type { Language } from '@/lib/agent/tools/search/language'
import { stemOf, type Term, termsOf } from '@/lib/agent/tools/search/terms'
import type { Asks, Lookup } from './lookup'
import { isAlike, isKnownWell, isRelation } from './relations'
import { type Section, type SourceText, sentencesOf, textOf } from './sources'

/** What answers a question: sentences of one page, best first, and the section that they are from. */
export type Evidence = { page: SourceText; section: Section | undefined; sentences: string[]; readAs?: string }

/**
 * The page that answers a question, with its sentences; `undefined` where none is about it. The words that say what the question
 * is about stand in the title of the page, or in its first sentences; what is asked about that subject stands in the sentences.
 * @param isOwn The person's own documents: their titles are names of files, which say nothing.
 */
export function findEvidence(lookup: Lookup, pages: SourceText[], isOwn = false): Evidence | undefined {
  const weighed = pages.flatMap((page, place) => {
    const found = weigh(new Page(page, lookup), lookup, isOwn)
    const prominence = pages.filter((other) => other !== page && other.sections.some((each) => textOf(each).includes(page.title)))
    return found ? [{ found, score: found.score + 0.5 * prominence.length - 0.3 * place }] : []
  })
  return weighed.toSorted((a, b) => b.score - a.score)[0]?.found
}

/** The names in a title: "LangChain and LCEL", "Server-sent events compared with WebSockets". */
export const titleNames = (title: string): string[] =>
  title.replace(/\s*[（(][^)）]*[)）]$/, '').split(/ (?:and|compared with|und|et|y|и) |[,.:] /)

type Line = {
  text: string
  section: Section
  at: number
  /** The words of the sentence, and those of the heading above it. */
  terms: Term[]
  heading: Term[]
  isLead: boolean
}

/** A page as a question sees it. */
class Page {
  readonly source: SourceText
  readonly lines: Line[]
  readonly title: Term[]
  /** What the title names: "LangChain and LCEL" has two. */
  readonly names: Term[][]
  /** What stands in brackets behind the title: which of several of that name it is. */
  readonly qualifier: Term[]

  constructor(source: SourceText, { language, asks }: Lookup) {
    this.source = source
    const [, title = source.title, qualifier = ''] = /^(.+?)\s*[（(]([^)）]*)[)）]$/.exec(source.title) ?? []
    this.title = termsOf(title, language)
    this.names = [this.title, ...titleNames(title).map((name) => termsOf(name, language))]
    this.qualifier = termsOf(qualifier, language)
    this.lines = source.sections.flatMap((section, index) =>
      sentencesOf(section).map((text, at) => ({
        text,
        section,
        at,
        terms: termsOf(text, language),
        heading: termsOf(section.heading, language),
        isLead: index === 0 && at < 5,
      })),
    )
    // Behind a name stands when somebody was born and died, without these words.
    const first = this.lines[0]
    if (first && (asks === 'when' || asks === 'number') && this.isPerson)
      first.terms.push(...(lives[language] ?? []).map((word) => ({ word, stem: stemOf(word, language) })))
  }

  /** True where the title goes on after that many of its words with a small one: "of", "de la". */
  isJoined(count: number): boolean {
    const [before, after] = [this.title[count - 1]?.word ?? '', this.title[count]?.word ?? '']
    const title = this.source.title
    return /\p{Ll}/u.test(title.slice(title.indexOf(before) + before.length, title.indexOf(after)))
  }

  /** "Mozart" is enough for "Wolfgang Amadeus Mozart", whose page begins with when he lived. */
  get isPerson(): boolean {
    return /^[^.]{0,120}?[(（][^)）]*\d{3,4}/.test(this.lines[0]?.text ?? '')
  }
}

/** A film of a book is not the book: only who asks for it means it. */
const isWork =
  /[(（].*(?:\d|film|movie|album|song|band|series|game|novel|musical|ballet|pelíc|фильм|песн|chanson|comédie|gemälde|lied|spiel|映画|曲|列車|小説)/i

const lives: Partial<Record<Language, string[]>> = {
  en: ['born', 'died'],
  de: ['geboren', 'gestorben'],
  fr: ['né', 'mort'],
  es: ['nació', 'murió'],
  ru: ['родился', 'умер'],
  ja: ['生', '死'],
}

function weigh(page: Page, lookup: Lookup, isOwn: boolean): (Evidence & { score: number }) | undefined {
  const { terms, language, asks } = lookup
  const has = (list: Term[], term: Term) => list.some((each) => isAlike(each, term, language))
  const misread = page.title.find((each) => !has(terms, each) && terms.some((term) => isMisspelt(term.word, each.word)))
  const isNamed = (each: Term) => has(terms, each) || each === misread
  const last = page.title.at(-1)
  const named = page.names.find((name) => name.length > 0 && name.every(isNamed))
  const isWhole = named !== undefined
  // "Don Quijote de la Mancha" is what "Don Quijote" is short for.
  const begins = page.title.findIndex((each) => !isNamed(each))
  const isShort = begins > 1 && page.isJoined(begins)
  const isSubject = isWhole || isShort || (last !== undefined && isNamed(last) && page.title.length < 5 && page.isPerson)
  const isAbout = isOwn || isSubject
  const inTitle = [...page.title, ...page.qualifier]
  const rest = terms.filter((term) => !(isSubject && (has(inTitle, term) || (misread && isMisspelt(term.word, misread.word)))))
  // The very word counts more than one that says the same.
  const covered = (line: Line) =>
    rest.reduce((sum, term) => sum + (line.terms.some(({ stem }) => stem === term.stem) ? 1 : has(line.terms, term) ? 0.7 : 0), 0)
  // In a file of their own people write "the lease" once and then "it".
  const before = ({ section, at }: Line) =>
    isOwn ? page.lines.filter((each) => each.section === section && each.at < at).flatMap((each) => each.terms) : []
  const underHeading = (line: Line) =>
    rest.filter((term) => has(line.terms, term) || has(line.heading, term) || has(before(line), term)).length
  const score =
    (isSubject ? 4 * (named?.length ?? 1) : 0) +
    (named === page.title ? 3 : isWhole ? 1 : 0) -
    (page.qualifier.some((each) => !has(terms, each)) ? 4 : 0)
  const readAs = misread && isSubject ? { readAs: page.source.title } : {}
  const [first] = page.lines
  // One word that is no page's name may be about anything.
  if (!first || (terms.length < 2 && !isAbout)) return undefined
  if (page.qualifier.length > 0 && !page.qualifier.some((each) => has(terms, each)) && isWork.test(page.source.title))
    return undefined
  const found = (lines: Line[], more: number, section = lines[0]?.section): Evidence & { score: number } => ({
    page: page.source,
    section,
    sentences: [...new Set(lines)].map(({ text }) => text),
    score: score + more,
    ...readAs,
  })

  if (asks !== 'why' && asks !== 'how' && (rest.length <= 3 || asks !== 'what')) {
    const needed = rest.length <= 3 ? rest.length : Math.ceil(rest.length * 0.75)
    if (rest.length === 0 && asks !== 'number' && asks !== 'when')
      return isSubject || isOwn ? found(explained(page, undefined, 3), 0) : undefined
    const fits = page.lines.filter((line) => {
      const isUnderIt = line.at === 0 && rest.length > 0 && rest.every((term) => has(line.heading, term))
      const near = [...inTitle, ...line.heading]
      const isPlaced = line.isLead || isAbout || terms.some((term) => has(near, term))
      return (
        underHeading(line) >= needed &&
        isPlaced &&
        (isAbout || isInOrder(line, terms, language) || (isUnderIt && isInOrder({ terms: line.heading }, terms, language))) &&
        (isUnderIt || hasWhatIsAsked(asks, line, terms, language))
      )
    })
    const best = fits
      .map((line, at) => ({
        line,
        value:
          covered(line) +
          (line.isLead ? 0.3 : 0) +
          (line === first ? 0.5 : 0) +
          (hasWhatIsAsked(asks, line, terms, language) ? 0.4 : 0) -
          at * 0.05,
      }))
      .toSorted((a, b) => b.value - a.value)[0]?.line
    if (!best) return undefined
    const lines = following(page, best, 2)
    return found(isWhole && !best.isLead ? [...lines, first] : lines, covered(best) + (best.isLead ? 1 : 0))
  }

  const whole = [
    ...page.lines.flatMap((line) => [...line.terms, ...line.heading]),
    ...inTitle,
    ...termsOf(page.source.sections.map(textOf).join(' '), language),
  ]
  const said = rest.filter((term) => has(whole, term))
  const names = rest.filter(
    ({ word }) => /\d/.test(word) || (language !== 'de' && /^\p{Lu}/u.test(word) && !lookup.question.startsWith(word)),
  )
  const needed = rest.length <= 2 ? rest.length : Math.ceil(rest.length * (isAbout ? 0.6 : 0.75))
  if (said.length < needed || names.some((term) => !said.includes(term))) return undefined
  const lead = [...inTitle, ...page.lines.filter(({ isLead }) => isLead).flatMap((line) => line.terms)]
  const ahead = terms.filter((term) => has(lead, term)).length
  // A page with another title has a word of the question in it and others at its beginning, or says it all there in one sentence.
  const isNear =
    (terms.some((term) => has(inTitle, term)) && ahead >= Math.min(2, terms.length) && ahead >= terms.length / 2) ||
    page.lines.some(({ heading }) => terms.every((term) => has(heading, term)))
  if (!isAbout && !isNear && !page.lines.some((line) => line.isLead && rest.every((term) => has(line.terms, term))))
    return undefined
  const signs = asks === 'why' ? because : asks === 'how' ? means : /$^/
  const best = page.lines
    .map((line, at) => {
      const shared = terms.filter((term) => has(line.terms, term)).length + terms.filter((term) => has(line.heading, term)).length
      const explains = [line, page.lines[at + 1]].filter(
        (each) => each && signs.test(`${each.section.heading} ${each.text}`),
      ).length
      const isHeaded =
        line.at === 0 && headings[asks]?.test(line.section.heading) && terms.some((term) => has(line.heading, term)) ? 2 : 0
      return { line, value: covered(line) + 0.5 * shared + 0.6 * explains + isHeaded - at * 0.02 }
    })
    .filter(({ line }) => line !== first || page.lines.length === 1)
    .toSorted((a, b) => b.value - a.value)[0]?.line
  const lines = explained(page, best, 3)
  // Words that stand in a table or a heading alone are not said; and who asks why wants a reason.
  const isSaid =
    rest.length === 0 ||
    rest.some((term) =>
      has(
        lines.flatMap((line) => [...line.terms, ...line.heading]),
        term,
      ),
    )
  const reason = lines.find((line) => because.test(line.text) || headings.why?.test(line.section.heading))
  if (!isSaid || (asks === 'why' && !reason && isKnownWell(language))) return undefined
  return found(
    lines,
    said.length + ahead * 0.5 + (asks === 'why' && reason && terms.every((term) => has(reason.terms, term)) ? 8 : 0),
    best?.section,
  )
}

/** What a page is about, and then a part of it: the first sentence with those after it, or with those that explain more. */
function explained(page: Page, best: Line | undefined, count: number): Line[] {
  const [first, second] = page.lines
  if (!first) return []
  const next = best && !(best.isLead && best.at < 3) ? best : second
  return [first, ...(next ? following(page, next, count) : [])].slice(0, count + 1)
}

/** A sentence and those after it under the same heading. */
function following(page: Page, line: Line, count: number): Line[] {
  const at = page.lines.indexOf(line)
  return page.lines.slice(at, at + count).filter(({ section, text }) => section === line.section && !text.endsWith(':'))
}

const because =
  /\b(?:because|why|since(?! \d)|due to|causes?|caused|reason|result of|so that|therefore|weil|da|denn|grund|deshalb|wegen|parce que|car|grâce à|en raison|porque|debido|ya que)(?!\p{L})|потому что|из-за|поскольку|так как|ため|から|ので|因为/iu
const means =
  /\b(?:by|when|using|through|first|then|indem|durch|wenn|dabei|en|lorsque|grâce|mediante|cuando)(?!\p{L})|когда|с помощью|путём|によって|により/iu

const headings: Partial<Record<Asks, RegExp>> = { why: /^(?:why|what causes|causes)\b/i, how: /^(?:how|what happens)\b/i }

/** When needs a date, how many a number, who a name that was not in the question. */
function hasWhatIsAsked(asks: Asks, line: Line, terms: Term[], language: Language): boolean {
  if (asks === 'when') return /\d{1,4}/.test(line.text)
  if (asks === 'number') return /\p{N}/u.test(line.text) || numberWords.test(line.text)
  if ((asks !== 'who' && asks !== 'where') || language === 'ja' || language === 'zh') return true
  const names = line.text.match(/(?<=[\p{L}\p{N},»”)] )[«“„]?\p{Lu}\p{L}+/gu) ?? []
  return names.some((name) => !terms.some((term) => isAlike({ word: name, stem: stemOf(name, language) }, term, language)))
}

const numberWords =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|sept|huit|neuf|dix|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)\b|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять/iu

/**
 * True when the words follow each other as in the question, with one other word between two of them at most: "the capital city of
 * Australia", but not "a state of Australia, with its capital".
 */
function isInOrder({ terms: line }: Pick<Line, 'terms'>, terms: Term[], language: Language): boolean {
  let at = -1
  for (const term of terms.filter((each) => !isRelation(each, language))) {
    const next = line.findIndex((each, place) => place > at && isAlike(each, term, language))
    if (next < 0 || (at >= 0 && next - at > 2)) return false
    at = next
  }
  return true
}

/** One letter more, less, another or swapped in a long word: "Einstien". */
function isMisspelt(word: string, meant: string): boolean {
  const [a, b] = [word.toLowerCase(), meant.toLowerCase()]
  if (a === b || Math.max(a.length, b.length) < 6 || Math.abs(a.length - b.length) > 1 || a[0] !== b[0]) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  const rest = (text: string, skip: number) => text.slice(start + skip)
  return (
    rest(a, 1) === rest(b, 1) ||
    rest(a, 1) === rest(b, 0) ||
    rest(a, 0) === rest(b, 1) ||
    (a[start] === b[start + 1] && a[start + 1] === b[start] && rest(a, 2) === rest(b, 2))
  )
}
