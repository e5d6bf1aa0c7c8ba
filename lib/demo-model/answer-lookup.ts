import type { Calls } from './calls'
import { type Lookup, spelledOut } from './lookup'
import {
  type Block,
  mergeSources,
  nearOf,
  readSources,
  type Section,
  type SourceText,
  sentencesOf,
  stems,
  textOf,
} from './sources'
import { asSentence, capital } from './talk'

const maxBullets = 3
const maxItems = 6
const leadWords = 65
const wantsCode =
  /\b(?:code|example|syntax|format|snippet|implement|write|looks? like|how (?:do|can|would|should) (?:i|you|we|one)|show)\b/i

/**
 * The answer to a question from the pages that were found for it, every sentence with the number of its page. `undefined`
 * where no page is about it, whatever was found.
 */
export function answerLookup({ question, queries }: Lookup, calls: Calls): string | undefined {
  const failures: string[] = []
  const asked: string[] = []
  const found = queries.map((planned) => {
    const result = calls.ask('search', { query: planned })
    const query = String(result.args['query'])
    asked.push(query)
    if (result.state === 'known') return nearOf(query, readSources(result.content))
    const reason = result.state === 'failed' ? asSentence(result.reason) : ''
    failures.push(
      reason
        ? `I could not look up **${query}**. ${reason} I will not guess; ask again to try once more.`
        : `I could not look up **${query}**, since I was not given a search tool here.`,
    )
    return []
  })
  const pages = mergeSources(found)
  if (pages.length === 0) return failures.length > 0 ? failures.join('\n\n') : undefined
  const [a = '', b] = asked
  if (b !== undefined && failures.length === 0) return compare(question, [a, b], found, pages)
  // A query that a person changed is what is answered.
  return [...failures, compose(b === undefined && a !== queries[0] ? a : question, pages)].join('\n\n')
}

/** A lead, what the best page shows (a list, a table, code), and what other pages are about. */
function compose(question: string, pages: SourceText[]): string {
  const bears = weigher(question, pages)
  const scoreOf = ({ title, sections }: SourceText, place: number) =>
    (Math.max(0, ...sections.map((section) => bears(textOf(section)))) + 2 * bears(title)) / (1 + place * 0.15)
  const main = maxBy(pages, scoreOf)
  if (!main) return ''
  const [summary = ''] = sentencesOf(main.sections[0])
  const restOf = (section: Section) => sentencesOf(section).filter((sentence) => sentence !== summary && !sentence.endsWith(':'))
  const best = maxBy(
    main.sections.filter((section) => restOf(section).length > 0),
    (section) => bears(textOf(section)),
  )
  const lead = best ? firstWords(restOf(best)) : []
  const shown = show(main, bears, wantsCode.test(question), lead)
  const related = pages.flatMap(({ n, title, sections: [first] }) => {
    const [about] = sentencesOf(first)
    return n === main.n || !about ? [] : [`- **${title}:** ${cite(about, n)}`]
  })
  return [
    cite(withBold(summary), main.n),
    lead.map((sentence) => cite(sentence, main.n)).join(' '),
    ...shown,
    ...(related.length > 0 ? ['## Related pages', related.slice(0, maxBullets).join('\n')] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

type Weigher = (text: string) => number

/** Weighs texts by the words they share with a question, each once; words that stand in every page weigh little. */
function weigher(question: string, pages: SourceText[]): Weigher {
  const texts = pages.map(({ title, sections }) => new Set(stems(`${title} ${sections.map(textOf).join(' ')}`)))
  const weights = new Map(
    stems(spelledOut(question)).map((stem) => {
      const count = texts.filter((text) => text.has(stem)).length
      return [stem, Math.log(1 + (texts.length + 1) / (count + 0.5))]
    }),
  )
  return (text) => [...new Set(stems(text))].reduce((total, stem) => total + (weights.get(stem) ?? 0), 0)
}

/** The first sentences, as they were written one after the other. */
function firstWords(sentences: string[]): string[] {
  let words = 0
  const end = sentences.findIndex((sentence) => {
    words += sentence.split(' ').length
    return words > leadWords
  })
  return sentences.slice(0, end < 0 ? undefined : Math.max(end, 1))
}

/** The list, table or code of a page that bears most on the question, under its own heading. Code only where it was asked for. */
function show({ n, title, sections }: SourceText, bears: Weigher, isCodeWanted: boolean, said: string[]): string[] {
  const candidates = sections.flatMap((section) =>
    section.blocks.flatMap((block, at) => {
      if (block.type === 'paragraph' || (block.type === 'code' && !isCodeWanted)) return []
      return [{ section, block, at, score: bears(textOf(section)) + (block.type === 'code' ? 3 : 0) }]
    }),
  )
  const best = maxBy(candidates, ({ score }) => score)
  if (!best) return []
  const { section, block, at } = best
  const heading = `## ${section.heading || title}`
  const intro = sentencesOf({ heading: '', blocks: section.blocks.slice(0, at) }).at(-1)
  const isSaid = intro === undefined || said.includes(intro)
  if (block.type === 'list' && isSaid) return [heading, toMarkdown(block, n)]
  return [heading, isSaid ? '' : cite(intro, n), toMarkdown(block, n), isSaid ? cite(`This is from “${title}”.`, n) : '']
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

/** Two subjects side by side, from a search for each: a table, and when to choose which. */
function compare(question: string, [a, b]: [string, string], found: SourceText[][], pages: SourceText[]): string {
  if (found.some((each) => each.length === 0)) {
    const [missing, known] = found[0]?.length === 0 ? [a, b] : [b, a]
    return `I found nothing about **${missing}**, so I cannot compare the two. This is what I found about ${known}:\n\n${compose(known, pages)}`
  }
  const isBoth = (header: string[]) => [a, b].every((subject) => header.some((cell) => names(cell, subject)))
  for (const { n, sections } of pages) {
    const tables = sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'table' ? [block] : [])))
    const table = tables.find(({ header }) => isBoth(header))
    if (!table) continue
    const [summary = 'This is how they compare.'] = sentencesOf(sections[0])
    const choices = [choice(a, b, pages), choice(b, a, pages)].filter((text) => text !== undefined)
    return [
      cite(withBold(summary), n),
      toTable(table.header, table.rows),
      `The table is from [${n}].`,
      ...(choices.length > 0 ? ['## Which one to choose', choices.join('\n')] : []),
    ].join('\n\n')
  }
  return compose(question, pages)
}

/** A sentence that says when to choose this one, which speaks of it alone. */
function choice(subject: string, other: string, pages: SourceText[]): string | undefined {
  const sentences = pages.flatMap(({ n, sections }) => sections.flatMap(sentencesOf).map((text) => ({ text, n })))
  const about = sentences.filter(
    ({ text }) => /^(?:choose|use|prefer|because)\b/i.test(text) && names(text, subject) && !names(text, other),
  )
  const best = about.find(({ text }) => !text.startsWith('Because')) ?? about[0]
  return best && `- **${capital(subject)}:** ${cite(best.text, best.n)}`
}

/** True when the text has every word of the subject. */
const names = (text: string, subject: string): boolean => {
  const words = new Set(stems(text))
  return stems(subject).every((stem) => words.has(stem))
}

/** A sentence with its page, the number right before the full stop: "tall [1]." */
function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:]?)$/.exec(sentence.trim()) ?? []
  return text === '' ? '' : `${text} [${n}]${end === ':' ? '.' : end}`
}

/** Puts what the first sentence of a page is about in bold: "An **agent** is …". */
const withBold = (sentence: string): string =>
  sentence.replace(
    /^(?:An? |The )?([^,;:`*]{3,40}?)(?= (?:\([^)]{1,20}\) )?(?:is|are|can|has|have|does|writes|records|turns) )/,
    (all, subject) => (subject.split(' ').length <= 4 ? all.replace(subject, `**${subject}**`) : all),
  )

/** The item with the highest score, the first of equals. */
const maxBy = <T>(items: readonly T[], scoreOf: (item: T, place: number) => number): T | undefined =>
  items.map((item, place) => ({ item, score: scoreOf(item, place) })).toSorted((a, b) => b.score - a.score)[0]?.item
