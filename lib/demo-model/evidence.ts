import type { Language } from '@/lib/agent/tools/search/language'
import { type Term, termsOf } from '@/lib/agent/tools/search/terms'
import { hasNewName, isAlike, isInOrder, isMisspelt, isPartOfName } from './alike'
import { asksIn, type Lookup } from './lookup'
import { type SourceSection, type SourceText, sentencesIn, textOf } from './sources'
import { patternsOf, wordsOf } from './words'

/** What answers a question: sentences of one page and the section that they are from; `readAs` where a name was misspelt. */
export type Evidence = { page: SourceText; section: SourceSection | undefined; sentences: string[]; readAs?: string }

/**
 * The sentences that answer a question, or `undefined`. A sentence does where all three hold; nothing is weighed.
 *
 * 1. It is about the subject. All words of the page's title stand in the question, and the sentence is at the beginning, names the title or
 *    says "it", or stands under a heading of words of the question; or it is at the beginning of another page and has the words in
 *    the order of the question; or the heading above it is the question.
 * 2. The other words of the question stand in it, or are that heading. Where an explanation is asked for they may stand beside it.
 * 3. It has what is asked for: a date, a number, a place, a reason, a name that was not in the question or that nobody knows.
 *
 * Pages are tried in this order: titles that say most of the question, titles that most of the others name, as they were found. On one
 * page the first sentence counts, then what stands under the question as a heading, then what has most of the words.
 * @param isOwn The person's own documents: their titles are names of files, which say nothing.
 */
export function findEvidence(lookup: Lookup, found: SourceText[], isOwn = false): Evidence | undefined {
  const pages = found.map((source) => readPage(source, lookup, isOwn))
  // "Hamlet (film)" counts where a film was asked for, or where there is no "Hamlet".
  const meant = pages.filter(({ bare, isOther }) => !isOther || pages.every(({ source }) => source.title !== bare))
  const countOfNaming = ({ source }: Page) =>
    found.filter((other) => other !== source && other.sections.some((section) => textOf(section).includes(source.title))).length
  const tried = sortBy(meant, (page) => [Number(page.isOther), -page.named, -countOfNaming(page)])
  for (const page of tried) {
    const evidence = answerOf(page, lookup)
    if (evidence) return evidence
  }
  return isOwn ? undefined : findMisspelt(lookup, found)
}

/** The same for a question with a misspelt name, read as the title that it may be. */
function findMisspelt(lookup: Lookup, found: SourceText[]): Evidence | undefined {
  for (const page of found) {
    const title = termsOf(page.title, lookup.language)
    const terms = lookup.terms.map((term) => title.find(({ word }) => isMisspelt(term.word, word)) ?? term)
    const isMended = terms.some((term, at) => term !== lookup.terms[at])
    const evidence = isMended && answerOf(readPage(page, { ...lookup, terms }, false), { ...lookup, terms })
    if (evidence) return { ...evidence, readAs: page.title }
  }
  return undefined
}

/** Sorts by the first of several numbers that differ; what is the same stays in order. */
const sortBy = <T>(items: T[], keysOf: (item: T) => number[]): T[] =>
  items.toSorted((a, b) => {
    const others = keysOf(b)
    return (
      keysOf(a)
        .map((key, at) => key - (others[at] ?? 0))
        .find((difference) => difference !== 0) ?? 0
    )
  })

type Line = { text: string; section: SourceSection; at: number; terms: Term[]; heading: Term[]; beside: Term[]; isLead: boolean }

/** A page as a question sees it. `named` is how many words of the title stand in the question, `rest` the words that do not stand there. */
type Page = {
  source: SourceText
  bare: string
  title: Term[]
  named: number
  isOwn: boolean
  isOther: boolean
  rest: Term[]
  lines: Line[]
}

const has = (list: Term[], term: Term, language: Language): boolean => list.some((each) => isAlike(each, term, language))

/** The names in a title: "LangChain and LCEL", "Server-sent events compared with WebSockets". */
const namesIn = (title: string): string[] => title.split(/ (?:and|compared with|und|et|y|и) |[,.:] /)

function readPage(source: SourceText, lookup: Lookup, isOwn: boolean): Page {
  const { terms, language, asks } = lookup
  const [, bare = source.title, bracket = ''] = /^(.+?)\s*[（(]([^)）]*)[)）]$/.exec(source.title) ?? []
  const isAsked = (term: Term) => has(terms, term, language)
  const title = termsOf(bare, language)
  const qualifier = termsOf(bracket, language)
  const lines = source.sections.flatMap((section, index) => {
    const heading = termsOf(section.heading, language)
    const sentences = sentencesIn(section.blocks).map((text) => ({ text, terms: termsOf(text, language) }))
    return sentences.map((sentence, at): Line => {
      // In a file of their own people write "the lease" once and then "it". A reason beside is one for something else.
      const beside = sentences.slice(0, isOwn ? at : asks === 'why' ? 0 : undefined).flatMap((each) => each.terms)
      return { ...sentence, section, at, heading, beside: [...heading, ...beside], isLead: index === 0 && at < 5 }
    })
  })
  const isPerson = title.length < 5 && /^[^.]{0,120}?[(（][^)）]*\d{3,4}/.test(lines[0]?.text ?? '')
  // Behind a person's name stands when they were born and died, without these words.
  if (isPerson && asks === 'when') lines[0]?.terms.push(...termsOf(wordsOf(language).lists.lives, language))
  const last = title.at(-1)
  const found =
    [title, ...namesIn(bare).map((name) => termsOf(name, language))].find((name) => name.length > 0 && name.every(isAsked)) ??
    // "Mozart" is enough for "Wolfgang Amadeus Mozart".
    (isPerson && last && isAsked(last) ? title.filter(isAsked) : undefined) ??
    // "How does a stream resume?" is what "Resuming a stream of events" is about.
    (asks === 'how' && terms.length > 1 && terms.every((term) => has(title, term, language)) ? terms : [])
  // "How many moons …" asks of something else than the Moon.
  const isCounted = asks === 'number' && terms.length > 1 && found.length === 1 && found[0]?.stem === terms[0]?.stem
  const named = isCounted || isPartOfName([...title, ...qualifier], lookup.question, language) ? [] : found
  const inTitle = new Set([...title, ...qualifier].map(({ stem }) => stem))
  const rest = terms.filter(({ stem }) => named.length === 0 || !inTitle.has(stem))
  const isOther = qualifier.length > 0 && !qualifier.some(isAsked)
  return { source, bare, title, named: named.length, isOwn, isOther, rest, lines }
}

function answerOf(page: Page, lookup: Lookup): Evidence | undefined {
  const { source, title, named, isOwn, rest, lines } = page
  const { terms, language, asks, question } = lookup
  const { lists } = patternsOf(language)
  const [first] = lines
  const explains = asks === 'why' || asks === 'how' || asks === 'what' || (asks === 'who' && rest.length === 0)
  const isIn = (list: Term[]) => (term: Term) => has(list, term, language)
  // One word that is no page's name may be about anything.
  const isLong = terms.length > 1
  /** Under a heading of nothing but words of the question. */
  const isUnder = ({ heading }: Line) => heading.length > 0 && heading.every(isIn([...terms, ...title]))
  /** Under the question itself, as in "The theft" or "Who stole it"; what stands under "Why it began" does not say when. */
  const isTopic = (line: Line) =>
    isUnder(line) &&
    (named > 0 || isLong) &&
    rest.every(isIn(line.heading)) &&
    [asks, 'what'].includes(asksIn(line.section.heading, language))
  const isHeaded = (line: Line) => line.at === 0 && asks !== 'what' && lists[asks].test(line.section.heading) && isTopic(line)
  /** "It was built in 1889" is about the tower, "Strowger invented the switch" is not about the telephone. */
  const isOwned = question.match(/[\p{L}-]+(?=['’]s\s)/gu)?.some((owner) => termsOf(owner, language).some(isIn(title))) ?? false
  const isAboutIt = (line: Line) =>
    explains || line.isLead || isUnder(line) || title.some(isIn(line.terms)) || lists.it.test(line.text)
  const fits = lines.filter((line) => {
    const isBeginning = isLong && line.isLead && isInOrder(line.terms, terms, language)
    const isPlaced =
      isOwn ||
      isBeginning ||
      isTopic(line) ||
      (named > 0 && isAboutIt(line) && (!isOwned || isInOrder(line.terms, terms, language)))
    const said = isOwn || isTopic(line) || (explains && named > 0) ? [...line.terms, ...line.beside] : line.terms
    return isPlaced && rest.every(isIn(said)) && (isHeaded(line) || hasWhatIsAsked(line, page, lookup))
  })
  const missing = (line: Line) => rest.filter((term) => !has(line.terms, term, language)).length
  const [best] = sortBy(fits, (line) => [
    explains || missing(line) > 0 || line !== first ? 1 : 0,
    isHeaded(line) ? 0 : 1,
    missing(line),
    line === first ? 0 : 1,
    rest.filter(({ stem }) => !line.terms.some((each) => each.stem === stem)).length,
  ])
  if (!best || !first) return undefined
  const at = lines.indexOf(best)
  const after = lines
    .slice(at, at + (explains ? 4 : 2))
    .filter(
      ({ section, text }) =>
        (section === best.section || (best === first && explains && rest.length === 0)) && !text.endsWith(':'),
    )
  const sentences = [...new Set([...(explains && !isOwn ? [first] : []), ...after].map(({ text }) => text))].slice(0, 4)
  return { page: source, section: best.section, sentences }
}

/** When needs a date, how many a number, why a reason, where a place; who a name that was not in the question. */
function hasWhatIsAsked({ text, section }: Line, { source, rest, title }: Page, { asks, terms, language }: Lookup): boolean {
  const { date, amount, reason, place, why, unknown } = patternsOf(language).lists
  switch (asks) {
    case 'when':
      return /(?<![\d.,])\d{3,4}(?!\d|[.,]\d|%)/.test(text) || date.test(text)
    case 'number':
      return rest.length > 0 && (/\p{N}/u.test(text) || amount.test(text))
    case 'why': {
      const heading = section.heading || source.title
      const isWhy = why.test(heading)
      if (rest.length > 0) return isWhy || reason.test(text)
      // "Why Mars is red" is not why Mars is called so.
      return isWhy && termsOf(heading, language).every((term) => has([...terms, ...title], term, language))
    }
    case 'where':
      return place.test(text) || (rest.length > 0 && hasNewName(text, terms, language))
    case 'who':
      return rest.length === 0 || unknown.test(text) || hasNewName(text, [...terms, ...title], language)
    default:
      return true
  }
}
