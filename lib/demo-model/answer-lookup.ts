import { termsOf } from '@/lib/agent/tools/search/terms'
import { keysOf } from './alike'
import type { CallRequest, Calls } from './calls'
import { citeAll, citedAnswer } from './cited-answer'
import { type Evidence, findEvidence } from './evidence'
import { type Lookup, nameIn, toLookup } from './lookup'
import { mergeSources, readSources, type SourceText, sentencesIn } from './sources'
import { asSentence } from './talk'
import { patternsOf } from './words'

/**
 * The answer to a question from the pages that were found for it, every sentence with the number of its page. `undefined` where no
 * page is about it, whatever was found; empty as long as a result is missing.
 */
export function answerLookup(planned: Lookup, calls: Calls): string | undefined {
  const url = /https?:\/\/\S+/.exec(planned.question)?.[0]
  if (url !== undefined) {
    const read = look('read_page', { urls: [url], looking_for: planned.question }, calls)
    const about = toLookup(planned.question.replace(url, ' '))
    const given = findGiven(about, read.pages)
    return read.instead ?? (given && citedAnswer(about, given))
  }
  if (calls.has('search_documents')) {
    const own = look('search_documents', { query: planned.queries.join(' ') }, calls)
    if (own.instead === '') return ''
    const inFiles = findGiven(planned, own.pages)
    if (inFiles) return citedAnswer(planned, inFiles)
  }
  if (planned.queries.length > 1) return compare(planned, calls)
  const [query = planned.question] = planned.queries
  const first = search(query, planned, calls)
  if (first.instead !== undefined) return first.instead
  // A query that a person changed is what is answered.
  const lookup = first.query === query ? planned : { ...toLookup(first.query), language: planned.language }
  let evidence = findEvidence(lookup, first.pages)
  const name = evidence ? undefined : nameIn(lookup)
  if (name !== undefined && name !== query) {
    const second = search(name, lookup, calls)
    if (second.instead === '') return ''
    evidence = findEvidence(lookup, mergeSources([first.pages, second.pages]))
  }
  if (!evidence) return undefined
  const { page } = evidence
  if (page.url === undefined || page.isLibrary || !calls.has('read_page')) return citedAnswer(lookup, evidence)
  const read = look('read_page', { urls: [page.url], looking_for: lookup.question }, calls)
  return citedAnswer(lookup, findEvidence(lookup, mergeSources([[page], read.pages])) ?? evidence)
}

/** What answers a question in a file or a page that was given; its beginning where that is all that was asked for. */
function findGiven(lookup: Lookup, pages: SourceText[]): Evidence | undefined {
  const [page] = pages
  const { question, language } = lookup
  const isAll = termsOf(question, language).every(({ word }) => patternsOf(language).lists.file.test(word))
  if (page && isAll) return { page, section: undefined, sentences: page.sections.flatMap(({ blocks }) => sentencesIn(blocks)) }
  return findEvidence(lookup, mergeSources([pages]), true)
}

/** What a tool found; `instead` is what is said where it failed, and empty as long as it has not answered. */
type Looked = { pages: SourceText[]; query: string; instead?: string }

function look(tool: string, args: CallRequest['args'], calls: Calls): Looked {
  const planned = String(args['query'] ?? args['urls'])
  const instead = `I could not look up **${planned}**, since I was not given a tool for it here.`
  if (!calls.has(tool)) return { pages: [], query: planned, instead }
  const result = calls.ask(tool, args)
  const query = String(result.args['query'] ?? planned)
  if (result.state === 'known') return { pages: readSources(result.content), query }
  if (result.state === 'waiting') return { pages: [], query, instead: '' }
  const reason = asSentence(result.reason)
  return {
    pages: [],
    query,
    instead: `I could not look up **${query}**. ${reason} I will not guess; ask again to try once more.`,
  }
}

const search = (query: string, { language }: Lookup, calls: Calls): Looked =>
  look('search', { query, ...(language !== 'en' && { language }) }, calls)

/** Two subjects side by side, from a search for each: what each of them is, and a page whose title names both where there is one. */
function compare(lookup: Lookup, calls: Calls): string | undefined {
  const looked = lookup.queries.map((query) => search(query, lookup, calls))
  const failures = looked.flatMap(({ instead }) => instead || [])
  if (failures.length > 0) return failures.join('\n\n')
  const found = looked.map(({ query, pages }) => ({ query, evidence: findEvidence(toLookup(query), pages) }))
  const known = found.flatMap(({ evidence }) => evidence ?? [])
  const both = toLookup(looked.map(({ query }) => query).join(' and '))
  const isOfBoth = ({ title }: SourceText) => both.keys.every((key) => keysOf(title, both.language).includes(key))
  const compared = findEvidence(both, mergeSources(looked.map(({ pages }) => pages)).filter(isOfBoth))
  if (compared) {
    const { page } = compared
    const section = page.sections.find(({ blocks }) => blocks.some(({ type }) => type === 'table')) ?? compared.section
    const openings = known.filter((each) => each.page.n !== page.n).map((each) => citeAll(each, 1))
    // "Should I use SSE or WebSockets?" is answered by what the page says of choosing.
    const sentences = page.sections.flatMap(({ blocks }) => sentencesIn(blocks))
    const choices = /\bshould\b/i.test(lookup.question) ? sentences.filter((text) => /^(?:choose|use|prefer)\b/i.test(text)) : []
    const table = citedAnswer(both, { ...compared, section, sentences: compared.sentences.slice(0, 1) })
    const list = choices.slice(0, 2).map((text) => `- ${citeAll({ page, sentences: [text] }, 1)}`)
    return [...openings, table, list.join('\n')].filter(Boolean).join('\n\n')
  }
  const [one] = known
  const missing = found.find(({ evidence }) => !evidence)?.query
  if (!one || missing === undefined) return known.map((each) => `- ${citeAll(each, 2)}`).join('\n') || undefined
  return `I found nothing about **${missing}**, so I cannot compare the two. This is what I found about the other:\n\n${citedAnswer(lookup, one)}`
}
