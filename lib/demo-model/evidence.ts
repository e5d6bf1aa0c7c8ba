import { termsOf } from '@/lib/agent/tools/search/terms'
import { hasNewName, isInOrder, isMisspelt, isPartOfName, keysOf } from './alike'
import { asksIn, type Lookup } from './lookup'
import { type SourceSection, type SourceText, sentencesIn, textOf } from './sources'
import { patternsOf, wordsOf } from './words'

/** What answers a question: sentences of one page and the section that they are from; `readAs` where a name was misspelt. */
export type Evidence = { page: SourceText; section: SourceSection | undefined; sentences: string[]; readAs?: string }

/**
 * The sentences that answer a question, or `undefined`. A sentence does where all three hold; nothing is weighed.
 *
 * 1. It is about the subject. All words of its page's title stand in the question, and the sentence is at the beginning, names the title, says
 *    "it" or stands under a heading of words of the question; or it is at the beginning of another page and has the words in the order of
 *    the question.
 * 2. The other words of the question stand in it or in such a heading. Where an explanation is asked for they may stand beside it.
 * 3. It has what is asked for: a date, a number, a place, a reason, a name that was not in the question or that nobody knows.
 *
 * Pages are tried in this order: titles that say most of the question, titles that most of the others name, as they were found.
 * @param isOwn The person's own documents: their titles are names of files, which say nothing.
 */
export function findEvidence(lookup: Lookup, found: SourceText[], isOwn = false): Evidence | undefined {
  const pages = found.map((source) => readPage(source, lookup, isOwn))
  // "Hamlet (film)" counts where a film was asked for, or where there is no "Hamlet".
  const meant = pages.filter(({ bare, isOther }) => !isOther || pages.every(({ source }) => source.title !== bare))
  const countOfNaming = ({ source }: Page) =>
    found.filter((other) => other !== source && other.sections.some((section) => textOf(section).includes(source.title))).length
  const tried = meant.toSorted(
    (a, b) => Number(a.isOther) - Number(b.isOther) || b.named - a.named || countOfNaming(b) - countOfNaming(a),
  )
  for (const page of tried) {
    const evidence = answerOf(page, lookup)
    if (evidence) return evidence
  }
  return isOwn ? undefined : findMisspelt(lookup, found)
}

/** The same for a question with a misspelt name, read as the title that it may be. */
function findMisspelt(lookup: Lookup, found: SourceText[]): Evidence | undefined {
  for (const page of found) {
    const title = keysOf(page.title, lookup.language)
    const keys = lookup.keys.map((key) => title.find((meant) => isMisspelt(key, meant)) ?? key)
    if (keys.every((key) => lookup.keys.includes(key))) continue
    const evidence = answerOf(readPage(page, { ...lookup, keys }, false), { ...lookup, keys })
    if (evidence) return { ...evidence, readAs: page.title }
  }
  return undefined
}

type Line = { text: string; keys: string[]; section: SourceSection; heading: string[]; beside: string[]; isLead: boolean }

/** A page as a question sees it. `named` is how many words of the title stand in the question, `rest` the words that do not stand there. */
type Page = {
  source: SourceText
  bare: string
  title: string[]
  named: number
  isOwn: boolean
  isOther: boolean
  rest: string[]
  lines: Line[]
}

function readPage(source: SourceText, { keys, language, asks, question }: Lookup, isOwn: boolean): Page {
  const [, bare = source.title, bracket = ''] = /^(.+?)\s*[（(]([^)）]*)[)）]$/.exec(source.title) ?? []
  const [title, qualifier] = [keysOf(bare, language), keysOf(bracket, language)]
  const lines = source.sections.flatMap((section, index): Line[] => {
    const heading = keysOf(section.heading, language)
    const sentences = sentencesIn(section.blocks).map((text) => ({ text, keys: keysOf(text, language) }))
    // A reason beside is one for something else.
    const all = sentences.flatMap((sentence) => sentence.keys)
    return sentences.map((each) => ({
      ...each,
      section,
      heading,
      beside: asks === 'why' ? [] : all,
      isLead: index === 0,
    }))
  })
  const isPerson = title.length < 5 && /^[^.]{0,120}?[(（][^)）]*\d{3,4}/.test(lines[0]?.text ?? '')
  // Behind a person's name stands when they were born and died, without these words.
  if (isPerson && asks === 'when') lines[0]?.keys.push(...keysOf(wordsOf(language).lists.lives, language))
  // "LangChain and LCEL" has two names, and "Mozart" is enough for "Wolfgang Amadeus Mozart".
  const names = [bare, ...bare.split(/ (?:and|compared with|und|et|y|и) |[,.:] /)].map((name) => keysOf(name, language))
  const last = isPerson ? title.slice(-1) : []
  // "How does a stream resume?" is what "Resuming a stream of events" is about.
  const all = asks === 'how' && keys.length > 1 && keys.every((key) => title.includes(key)) ? keys : []
  const found = [...names, last, all].find((name) => name.length > 0 && name.every((key) => keys.includes(key))) ?? []
  // "How many moons …" asks of something else than the Moon.
  const isCounted = asks === 'number' && keys.length > 1 && found.length === 1 && found[0] === keys[0]
  const isNamed = found.length > 0 && !isCounted && !isPartOfName([...title, ...qualifier], question, language)
  return {
    source,
    bare,
    title,
    named: isNamed ? found.length : 0,
    isOwn,
    isOther: qualifier.length > 0 && !qualifier.some((key) => keys.includes(key)),
    rest: isNamed ? keys.filter((key) => key.startsWith('~') || ![...title, ...qualifier].includes(key)) : keys,
    lines,
  }
}

/** "Is the Sun a planet?" and "Which planet has the most moons?" are not answered by a sentence that has the words of both. */
const judges = /^(?:is|are|was|were|do|does|did|can|has|have)\b|\b(?:most|least)\b/i

function answerOf(page: Page, lookup: Lookup): Evidence | undefined {
  const { source, title, named, isOwn, rest, lines } = page
  const { keys, language, asks, question } = lookup
  const { lists } = patternsOf(language)
  const [first] = lines
  const explains = asks === 'why' || asks === 'how' || asks === 'what' || (asks === 'who' && rest.length === 0)
  // "Hamlet's father" is not Hamlet.
  const isOwned = question
    .match(/[\p{L}-]+(?=['’]s\s)/gu)
    ?.some((owner) => keysOf(owner, language).some((key) => title.includes(key)))
  /** Under a heading of nothing but words of the question; what stands under "Why it began" does not say when. */
  const isUnder = ({ heading, section }: Line) =>
    heading.length > 0 &&
    heading.every((key) => keys.includes(key) || title.includes(key)) &&
    [asks, 'what'].includes(asksIn(section.heading, language))
  /** Under the question itself, as in "The theft" or "Who stole it". One word that is no page's name may be about anything. */
  const isTopic = (line: Line) =>
    isUnder(line) && (named > 0 || keys.length > 1) && rest.every((key) => line.heading.includes(key))
  const isAnswer = (line: Line) => asks !== 'what' && lists[asks].test(line.section.heading) && isTopic(line)
  const isAbout = (line: Line) => {
    if (isOwn || isTopic(line)) return true
    if (named === 0) return !judges.test(question) && line.isLead && keys.length > 1 && isInOrder(line.keys, keys)
    if (isOwned && !isInOrder(line.keys, keys)) return false
    return explains || line.isLead || isUnder(line) || title.some((key) => line.keys.includes(key)) || lists.it.test(line.text)
  }
  const said = (line: Line) =>
    isOwn || isTopic(line) || (explains && named > 0) ? [...line.keys, ...line.heading, ...line.beside] : line.keys
  /** What the page begins with is best, then what stands under the question, then what has most of its words. */
  const rankOf = (line: Line) => {
    const missing = rest.filter((key) => !line.keys.includes(key)).length
    return line === first && !explains && missing === 0 ? -2 : isAnswer(line) ? -1 : missing
  }
  /** In one section "population" where that was asked is better than "people". */
  const placeOf = ({ section }: Line) => source.sections.indexOf(section)
  const asked = new Set(termsOf(question, language).map(({ stem }) => stem))
  const exactOf = (line: Line) =>
    isAnswer(line) ? 0 : new Set(termsOf(line.text, language).flatMap(({ stem }) => (asked.has(stem) ? stem : []))).size
  const [best] = lines
    .filter((line) => isAbout(line) && rest.every((key) => said(line).includes(key)))
    .filter((line) => isAnswer(line) || hasWhatIsAsked(line, page, lookup))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b) || exactOf(b) - exactOf(a))
  if (!best || !first) return undefined
  const at = lines.indexOf(best)
  const isWhole = best === first && explains && rest.length === 0
  const after = lines
    .slice(at, at + (explains ? 4 : 2))
    .filter(({ section, text }) => (section === best.section || isWhole) && !text.endsWith(':'))
  const sentences = [...new Set([...(explains && !isOwn ? [first] : []), ...after].map(({ text }) => text))].slice(0, 4)
  return { page: source, section: best.section, sentences }
}

/** When needs a date, how many a number, why a reason, where a place; who a name that was not in the question. */
function hasWhatIsAsked(
  { text, section, heading }: Line,
  { source, rest, title }: Page,
  { asks, keys, language }: Lookup,
): boolean {
  const { date, amount, reason, place, why, unknown } = patternsOf(language).lists
  switch (asks) {
    case 'when':
      return /(?<![\d.,])\d{3,4}(?!\d|[.,]\d|%)/.test(text) || date.test(text)
    case 'number':
      return rest.length > 0 && (/\p{N}/u.test(text) || amount.test(text))
    case 'why': {
      const isWhy = why.test(section.heading || source.title)
      // "Why Mars is red" is not why Mars is called so.
      return rest.length > 0 ? isWhy || reason.test(text) : isWhy && heading.every((key) => [...keys, ...title].includes(key))
    }
    case 'where':
      return place.test(text) || (rest.length > 0 && hasNewName(text, keys, language))
    case 'who':
      return rest.length === 0 || unknown.test(text) || hasNewName(text, [...keys, ...title], language)
    default:
      return true
  }
}
