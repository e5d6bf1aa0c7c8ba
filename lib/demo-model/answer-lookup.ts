import { termsOf } from '@/lib/agent/tools/search/terms'
import type { CallRequest, Calls } from './calls'
import { type Evidence, findEvidence, titleNames } from './evidence'
import { type Lookup, toLookup } from './lookup'
import { type Block, mergeSources, readSources, type Section, type SourceText, sentencesOf, textOf } from './sources'
import { asSentence, sayNoMore, sayReadAs } from './talk'

const maxItems = 6
const wantsCode =
  /\b(?:code|example|syntax|format|snippet|implement|write|looks? like|how (?:do|can|would|should) (?:i|you|we|one)|show)\b/i

/**
 * The answer to a question from the pages that were found for it, every sentence with the number of its page. `undefined` where no
 * page is about it, whatever was found; empty as long as a result is missing.
 */
export function answerLookup(planned: Lookup, calls: Calls): string | undefined {
  const own = look('search_documents', { query: planned.queries.join(' ') }, calls)
  if (own.isWaiting) return ''
  const files = mergeSources([own.pages])
  const [file] = files
  if (file && planned.terms.every(({ word }) => isFile.test(word)))
    return compose(planned, { page: file, section: undefined, sentences: file.sections.flatMap(sentencesOf).slice(0, 5) })
  const inOwn = findEvidence(planned, files, true)
  if (inOwn) return compose(planned, inOwn)
  if (planned.compares) return compare(planned, calls)
  const [query = planned.question] = planned.queries
  const first = look('search', toArgs(query, planned), calls)
  if (first.failure !== undefined) return first.failure
  if (first.isWaiting) return ''
  // A query that a person changed is what is answered.
  const lookup = first.query === query ? planned : { ...toLookup(first.query), language: planned.language }
  let pages = first.pages
  let evidence = findEvidence(lookup, pages)
  const narrower = evidence ? undefined : nameIn(lookup)
  if (narrower && narrower !== query) {
    const second = look('search', toArgs(narrower, lookup), calls)
    if (second.isWaiting) return ''
    pages = mergeSources([pages, second.pages])
    evidence = findEvidence(lookup, pages)
  }
  if (!evidence) return undefined
  const { page } = evidence
  if (page.url && !page.isLibrary && calls.has('read_page')) {
    const read = look('read_page', { urls: [page.url], looking_for: lookup.question }, calls)
    evidence = findEvidence(lookup, mergeSources([[page], read.pages])) ?? evidence
  }
  return compose(lookup, evidence)
}

/** "What does this file say?" */
const isFile =
  /^(?:file|document|pdf|paper|report|text|attach|summar|content|datei|dokument|fichier|archivo|файл|документ|ファイル)/i

type Looked = { pages: SourceText[]; query: string; isWaiting: boolean; failure?: string }

/** What a tool found, as far as it has been asked; a tool that is not there finds nothing. */
function look(tool: string, args: CallRequest['args'], calls: Calls): Looked {
  const query = String(args['query'])
  if (!calls.has(tool)) {
    const failure = `I could not look up **${query}**, since I was not given a search tool here.`
    return { pages: [], query, isWaiting: false, ...(tool === 'search' && { failure }) }
  }
  const result = calls.ask(tool, args)
  const asked = String(result.args['query'] ?? query)
  if (result.state === 'failed') {
    const failure = `I could not look up **${asked}**. ${asSentence(result.reason)} I will not guess; ask again to try once more.`
    return { pages: [], query: asked, isWaiting: false, failure }
  }
  const isWaiting = result.state === 'waiting'
  return { pages: isWaiting ? [] : readSources(result.content), query: asked, isWaiting }
}

const toArgs = (query: string, { language }: Lookup): CallRequest['args'] => ({ query, ...(language !== 'en' && { language }) })

/** The name in a question, for another search where nothing was found by all of its words: "Who wrote Hamlet?" has "Hamlet". */
function nameIn({ question, terms, language }: Lookup): string | undefined {
  if (terms.length < 2) return undefined
  const names = question.match(/(?<=[\p{L}\p{N},'’«„“] ?)\p{Lu}[\p{L}\p{N}-]*(?: \p{Lu}[\p{L}\p{N}-]*)*/gu) ?? []
  const name = names.filter((each) => termsOf(each, language).length > 0).at(-1)
  return name ?? (language === 'ja' || language === 'zh' ? terms[0]?.word : undefined)
}

/** The sentences, what they are read from where that was spelled otherwise, and a list, table or code of the page where it has one. */
function compose(lookup: Lookup, { page, section, sentences, readAs }: Evidence): string {
  const unsaid = ({ said }: Lookup, all: string[]) =>
    said === undefined ? all : all.filter((text) => !said.includes(text.slice(0, -1)))
  const fresh = unsaid(lookup, lookup.said === undefined ? sentences : page.sections.flatMap(sentencesOf)).slice(0, 5)
  if (fresh.length === 0) return sayNoMore(lookup.language, page.title)
  const isShort = lookup.asks === 'who' || lookup.asks === 'when' || lookup.asks === 'number' || lookup.asks === 'where'
  const [first = '', ...others] = fresh
  return [
    ...(readAs ? [sayReadAs(lookup.language, readAs)] : []),
    [withBold(cite(first, page.n), page.title), ...others.map((sentence) => cite(sentence, page.n))].join(' '),
    ...(isShort || lookup.said !== undefined ? [] : show(page, section, wantsCode.test(lookup.question), lookup, fresh)),
  ].join('\n\n')
}

/** The list, table or code that stands nearest to what is cited, under its own heading. Code only where it was asked for. */
function show(page: SourceText, near: Section | undefined, isCodeWanted: boolean, lookup: Lookup, said: string[]): string[] {
  const stems = new Set(lookup.terms.map(({ stem }) => stem))
  const candidates = page.sections.flatMap((section) =>
    section.blocks.flatMap((block, at) => {
      if (block.type === 'paragraph' || (block.type === 'code' && !isCodeWanted)) return []
      const shared = termsOf(textOf(section), lookup.language).filter(({ stem }) => stems.has(stem)).length
      return [{ section, block, at, score: shared + (section === near ? 2 : 0) + (block.type === 'code' ? 9 : 0) }]
    }),
  )
  const best = candidates.toSorted((a, b) => b.score - a.score)[0]
  if (!best || (lookup.asks !== 'what' && best.score < 2)) return []
  const { section, block, at } = best
  const intro = sentencesOf({ heading: '', blocks: section.blocks.slice(0, at) }).at(-1)
  const isSaid = intro === undefined || said.includes(intro)
  return [
    `## ${section.heading || page.title}`,
    ...(isSaid ? [] : [cite(intro, page.n)]),
    toMarkdown(block, page.n),
    ...(isSaid && block.type !== 'list' ? [cite(`This is from “${page.title}”.`, page.n)] : []),
  ]
}

function toMarkdown(block: Exclude<Block, { type: 'paragraph' }>, n: number): string {
  if (block.type === 'table') return toTable(block.header, block.rows)
  if (block.type === 'code') return `\`\`\`${block.lang}\n${block.text.trimEnd()}\n\`\`\``
  return block.items
    .slice(0, maxItems)
    .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${cite(item, n)}`)
    .join('\n')
}

const toTable = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Two subjects side by side, from a search for each: the table of a page that has both, else what each of them is. */
function compare(lookup: Lookup, calls: Calls): string | undefined {
  const looked = lookup.queries.map((query) => look('search', toArgs(query, lookup), calls))
  const failures = looked.flatMap(({ failure }) => failure ?? [])
  if (failures.length > 0) return failures.join('\n\n')
  const found = looked.map(({ query, pages }) => ({ query, evidence: findEvidence(toLookup(query), pages) }))
  const known = found.flatMap(({ evidence }) => evidence ?? [])
  const [missing] = found.filter(({ evidence }) => !evidence)
  if (known.length === 0) return undefined
  if (missing) {
    const rest = known.map((evidence) => compose(lookup, { ...evidence, section: undefined })).join('\n\n')
    return `I found nothing about **${missing.query}**, so I cannot compare the two. This is what I found about the other:\n\n${rest}`
  }
  for (const { n, title, sections } of mergeSources(looked.map(({ pages }) => pages))) {
    const tables = sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'table' ? [block] : [])))
    const table = tables.find(({ header }) => found.every(({ query }) => header.some((cell) => names(cell, query, lookup))))
    const sentences = sections.flatMap(sentencesOf)
    if (!table) continue
    const choices = sentences.filter((text) => /^(?:choose|use|prefer)\b/i.test(text)).slice(0, 2)
    return [
      withBold(cite(sentences[0] ?? '', n), title),
      ...known.flatMap(({ page, sentences: [about = ''] }) => (page.n === n ? [] : [withBold(cite(about, page.n), page.title)])),
      toTable(table.header, table.rows),
      `The table is from [${n}].`,
      ...(choices.length > 0 ? ['## Which one to choose', choices.map((text) => `- ${cite(text, n)}`).join('\n')] : []),
    ].join('\n\n')
  }
  return known
    .map(
      ({ page, sentences }) =>
        `- ${sentences
          .slice(0, 2)
          .map((text, at) => (at > 0 ? cite(text, page.n) : withBold(cite(text, page.n), page.title)))
          .join(' ')}`,
    )
    .join('\n')
}

/** True when the text has every word of the subject. */
const names = (text: string, subject: string, { language }: Lookup): boolean => {
  const words = new Set(termsOf(text, language).map(({ stem }) => stem))
  return termsOf(subject, language).every(({ stem }) => words.has(stem))
}

/** A sentence with its page, the number right before the full stop: "tall [1]." */
function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:。！？]?)$/.exec(sentence.trim()) ?? []
  return text === '' ? '' : `${text} [${n}]${end === ':' ? '.' : end}`
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** What a page is about in bold, where its sentence says it: "An **agent** is …". It is also what "it" means in the next question. */
function withBold(sentence: string, title: string): string {
  const whole = title.replace(/\s*\([^)]*\)$/, '')
  const names = [whole, ...titleNames(title), ...(isPerson.test(whole) ? [whole.split(' ').at(-1) ?? whole] : [])]
  const forms = names.flatMap((name) => [name, lower(name), name.replace(/s$/, ''), lower(name.replace(/s$/, ''))])
  for (const form of forms) {
    const found = new RegExp(`(?<![\\p{L}*])${form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\p{L}| \\p{Lu})`, 'u').exec(
      sentence,
    )
    if (found && !sentence.includes('**'))
      return `${sentence.slice(0, found.index)}**${found[0]}**${sentence.slice(found.index + found[0].length)}`
  }
  return sentence
}

const isPerson = /^\p{Lu}\S+(?: \p{Ll}\S+)?(?: \p{Lu}\S+)+$/u
