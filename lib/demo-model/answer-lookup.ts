import { termsOf } from '@/lib/agent/tools/search/terms'
import type { CallRequest, Calls } from './calls'
import { type Evidence, findEvidence } from './evidence'
import { type Lookup, nameIn, toLookup } from './lookup'
import { type Block, mergeSources, readSources, type Section, type SourceText, sentencesOf, textOf } from './sources'
import { asSentence } from './talk'
import { patternsOf, say } from './words'

const maxSentences = 5
const maxItems = 6
const wantsCode =
  /\b(?:code|example|syntax|format|snippet|implement|write|looks? like|how (?:do|can|would|should) (?:i|you|we|one)|show)\b/i

/**
 * The answer to a question from the pages that were found for it, every sentence with the number of its page. `undefined` where no
 * page is about it, whatever was found; empty as long as a result is missing.
 */
export function answerLookup(planned: Lookup, calls: Calls): string | undefined {
  const url = /https?:\/\/\S+/.exec(planned.question)?.[0]
  if (url !== undefined) return answerFrom(url, planned, calls)
  const own = look('search_documents', { query: planned.queries.join(' ') }, calls)
  if (own.isWaiting) return ''
  const inFiles = inGiven(planned, own.pages)
  if (inFiles) return compose(planned, inFiles)
  if (planned.queries.length > 1) return compare(planned, calls)
  const [query = planned.question] = planned.queries
  const first = look('search', toArgs(query, planned), calls)
  if (first.failure !== undefined) return first.failure
  if (first.isWaiting) return ''
  // A query that a person changed is what is answered.
  const lookup = first.query === query ? planned : { ...toLookup(first.query), language: planned.language }
  let evidence = findEvidence(lookup, first.pages)
  const name = evidence ? undefined : nameIn(lookup)
  if (name !== undefined && name !== query) {
    const second = look('search', toArgs(name, lookup), calls)
    if (second.isWaiting) return ''
    evidence = findEvidence(lookup, mergeSources([first.pages, second.pages]))
  }
  if (!evidence) return undefined
  const { page } = evidence
  if (page.url === undefined || page.isLibrary || !calls.has('read_page')) return compose(lookup, evidence)
  const read = look('read_page', { urls: [page.url], looking_for: lookup.question }, calls)
  return compose(lookup, findEvidence(lookup, mergeSources([[page], read.pages])) ?? evidence)
}

/** The answer from a page whose address stands in the question. */
function answerFrom(url: string, planned: Lookup, calls: Calls): string | undefined {
  const read = look('read_page', { urls: [url], looking_for: planned.question }, calls)
  if (read.failure !== undefined) return read.failure
  if (read.isWaiting) return ''
  const lookup = toLookup(planned.question.replace(url, ' '))
  const evidence = inGiven(lookup, read.pages)
  return evidence && compose(lookup, evidence)
}

/** What answers a question in a file or a page that it was given; its beginning where that is all that was asked for. */
function inGiven(lookup: Lookup, pages: SourceText[]): Evidence | undefined {
  const [page] = pages
  const isAll = lookup.terms.every(({ word }) => patternsOf(lookup.language).lists.file.test(word))
  if (page && isAll) return { page, section: undefined, sentences: page.sections.flatMap(sentencesOf) }
  return findEvidence(lookup, mergeSources([pages]), true)
}

type Looked = { pages: SourceText[]; query: string; isWaiting: boolean; failure?: string }

/** What a tool found, as far as it has been asked; a tool that is not there finds nothing. */
function look(tool: string, args: CallRequest['args'], calls: Calls): Looked {
  const planned = String(args['query'] ?? args['urls'])
  if (!calls.has(tool)) {
    const failure = `I could not look up **${planned}**, since I was not given a tool for it here.`
    return { pages: [], query: planned, isWaiting: false, ...(tool !== 'search_documents' && { failure }) }
  }
  const result = calls.ask(tool, args)
  const query = String(result.args['query'] ?? planned)
  if (result.state === 'known') return { pages: readSources(result.content), query, isWaiting: false }
  if (result.state === 'waiting') return { pages: [], query, isWaiting: true }
  const failure = `I could not look up **${query}**. ${asSentence(result.reason)} I will not guess; ask again to try once more.`
  return { pages: [], query, isWaiting: false, failure }
}

const toArgs = (query: string, { language }: Lookup): CallRequest['args'] => ({ query, ...(language !== 'en' && { language }) })

/** The sentences, what they are read from where that was spelled otherwise, and a list, table or code of the page where it has one. */
function compose(lookup: Lookup, { page, section, sentences, readAs }: Evidence): string {
  const { said, language, asks, question } = lookup
  const fresh =
    said === undefined ? sentences : page.sections.flatMap(sentencesOf).filter((text) => !said.includes(text.slice(0, -1)))
  const [first, ...others] = fresh.slice(0, maxSentences)
  if (first === undefined) return say(language, 'noMore', { title: `**${page.title}**` })
  const explains = said === undefined && (asks === 'what' || asks === 'how' || asks === 'why')
  return [
    ...(readAs === undefined ? [] : [say(language, 'readAs', { title: readAs })]),
    [withBold(cite(first, page.n), page.title), ...others.map((sentence) => cite(sentence, page.n))].join(' '),
    ...(explains ? show(page, section, lookup, fresh, wantsCode.test(question)) : []),
  ].join('\n\n')
}

/** The list, table or code of the section that is cited, else of the one with most words of the question. Code only where it was asked for. */
function show(
  page: SourceText,
  near: Section | undefined,
  { terms, language, asks }: Lookup,
  said: string[],
  isCodeWanted: boolean,
): string[] {
  const stems = new Set(terms.map(({ stem }) => stem))
  const [best] = page.sections
    .flatMap((section) => {
      const at = section.blocks.findIndex(({ type }) => type !== 'paragraph' && (type === 'code') === isCodeWanted)
      const shared = section === near ? 99 : termsOf(textOf(section), language).filter(({ stem }) => stems.has(stem)).length
      return at < 0 || (shared < 2 && asks !== 'what') ? [] : [{ section, at, shared }]
    })
    .toSorted((a, b) => b.shared - a.shared)
  const block = best?.section.blocks[best.at]
  if (!best || !block || block.type === 'paragraph') return []
  const intro = sentencesOf({ heading: '', blocks: best.section.blocks.slice(0, best.at) }).at(-1)
  const isSaid = intro === undefined || said.includes(intro)
  const from = block.type === 'list' ? [] : [cite(`This is from “${page.title}”.`, page.n)]
  return [
    `## ${best.section.heading || page.title}`,
    ...(isSaid ? [] : [cite(intro, page.n)]),
    toMarkdown(block, page.n),
    ...(isSaid ? from : []),
  ]
}

function toMarkdown(block: Exclude<Block, { type: 'paragraph' }>, n: number): string {
  if (block.type !== 'list') return block.raw
  return block.items
    .slice(0, maxItems)
    .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${cite(item, n)}`)
    .join('\n')
}

/** Two subjects side by side, from a search for each: the table of a page that has both, else what each of them is. */
function compare(lookup: Lookup, calls: Calls): string | undefined {
  const looked = lookup.queries.map((query) => look('search', toArgs(query, lookup), calls))
  const failures = looked.flatMap(({ failure }) => failure ?? [])
  if (failures.length > 0) return failures.join('\n\n')
  const found = looked.map(({ query, pages }) => ({ query, evidence: findEvidence(toLookup(query), pages) }))
  const known = found.flatMap(({ evidence }) => evidence ?? [])
  const [missing] = found.filter(({ evidence }) => !evidence)
  const [one] = known
  if (!one) return undefined
  if (missing)
    return `I found nothing about **${missing.query}**, so I cannot compare the two. This is what I found about the other:\n\n${compose(lookup, one)}`
  const about = ({ page, sentences }: Evidence, count: number) =>
    sentences
      .slice(0, count)
      .map((text, at) => (at > 0 ? cite(text, page.n) : withBold(cite(text, page.n), page.title)))
      .join(' ')
  for (const page of mergeSources(looked.map(({ pages }) => pages))) {
    const tables = page.sections.flatMap(({ blocks }) => blocks.filter((block) => block.type === 'table'))
    const table = tables.find(({ header }) => found.every(({ query }) => header.some((cell) => names(cell, query, lookup))))
    if (!table) continue
    const sentences = page.sections.flatMap(sentencesOf)
    const choices = sentences.filter((text) => /^(?:choose|use|prefer)\b/i.test(text)).slice(0, 2)
    return [
      about({ page, sentences, section: undefined }, 1),
      ...known.filter((each) => each.page.n !== page.n).map((each) => about(each, 1)),
      table.raw,
      `The table is from [${page.n}].`,
      ...(choices.length > 0 ? ['## Which one to choose', choices.map((text) => `- ${cite(text, page.n)}`).join('\n')] : []),
    ].join('\n\n')
  }
  return known.map((each) => `- ${about(each, 2)}`).join('\n')
}

/** True when the text has every word of the subject. */
function names(text: string, subject: string, { language }: Lookup): boolean {
  const words = new Set(termsOf(text, language).map(({ stem }) => stem))
  return termsOf(subject, language).every(({ stem }) => words.has(stem))
}

/** A sentence with its page, the number right before the full stop: "tall [1]." */
function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:。！？]?)$/.exec(sentence.trim()) ?? []
  return text === '' ? '' : `${text} [${n}]${end === ':' ? '.' : end}`
}

/** What a page is about in bold, where its sentence says it: "An **agent** is …". It is also what "it" means in the next question. */
function withBold(sentence: string, title: string): string {
  if (sentence.includes('**')) return sentence
  const whole = title.replace(/\s*[（(].*$/, '')
  const surname = /^\p{Lu}\S+(?: \p{Ll}\S+)?(?: \p{Lu}\S+)*? (\p{Lu}\S+)$/u.exec(whole)?.slice(1) ?? []
  for (const name of [whole, ...whole.split(/ (?:and|compared with) /), whole.replace(/^The /, ''), ...surname]) {
    const form = name.replace(/s$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const first = form.charAt(0)
    const pattern = new RegExp(`(?<![\\p{L}*])(?:${first}|${first.toLowerCase()})${form.slice(1)}s?(?!\\p{L}| \\p{Lu})`, 'u')
    if (pattern.test(sentence)) return sentence.replace(pattern, '**$&**')
  }
  return sentence
}
