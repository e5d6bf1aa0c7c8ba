import { cite, termsOf, withBold, wordCount } from './cite'
import { isNear, Relevance } from './relevance'
import { toQuery } from './search-question'
import type { Block, Section, SourceText } from './sources'

const maxWords = 190
const maxLeadSentences = 3
const maxBullets = 4

/** An answer from search results: a lead, what the best page shows (a list, a table, code), and what other pages add. */
export function composeSearch(question: string, sources: SourceText[]): string {
  const relevance = new Relevance(question, sources)
  const [main, ...others] = sources
  if (!main) return ''
  const said: string[] = []
  const terms = [...termsOf(toQuery(question)), ...termsOf(main.title)]
  const best = bestSection(main, relevance)
  const parts = [...lead(main, best, relevance, terms, said)]
  const shown = showing(sources, relevance, best)
  if (shown) parts.push(...shown)
  const bullets = furtherPoints(others, relevance, said, maxWords - wordCount(parts.join('\n')))
  if (bullets.length > 0) parts.push(shown ? '## Related pages' : '## What goes with it', bullets.join('\n'))
  return parts.join('\n\n')
}

/** What nothing was found for, and what to do about it. */
export const composeNothing = (query: string): string =>
  `I found nothing about **${query}**. The demo model works by rules and has only a small library: articles about streaming, agents, LangChain and this app.

To ask about anything else, use a real model: set \`OPENAI_API_KEY\` and start the app again.`

function bestSection(source: SourceText, relevance: Relevance): Section | undefined {
  const [summary, ...sections] = source.sections
  const candidates = sections.filter(({ blocks }) => blocks.some(isParagraph))
  return maxBy(candidates, (section) => relevance.ofSection(section)) ?? summary
}

/** What the thing is, then what the page says to the question, in the page's own order. */
function* lead(source: SourceText, best: Section | undefined, relevance: Relevance, terms: string[], said: string[]): Generator<string> {
  const [summary = ''] = sentencesOf(source.sections[0])
  if (summary) {
    said.push(summary)
    yield withBold(cite(summary, source.n), terms)
  }
  if (!best || best === source.sections[0]) return
  const sentences = sentencesOf(best)
  const chosen = new Set(
    sentences
      .map((sentence, index) => ({ index, score: relevance.of(sentence) + (index === 0 ? 100 : 0) - (leansBack(sentence) ? 0.5 : 0) }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, maxLeadSentences)
      .map(({ index }) => index),
  )
  // A sentence that begins with "It" or "These" needs the one before it.
  for (const index of chosen) if (leansBack(sentences[index] ?? '') && !chosen.has(index - 1)) chosen.delete(index)
  const text = sentences.filter((sentence, index) => chosen.has(index) && !said.some((other) => isNear(sentence, other)))
  said.push(...text)
  if (text.length > 0) yield text.map((sentence) => cite(sentence, source.n)).join(' ')
}

/** The most telling list, table or code of the first pages, under its own heading. */
function showing(sources: SourceText[], relevance: Relevance, lead: Section | undefined): string[] | undefined {
  const candidates = sources.slice(0, 3).flatMap((source, rank) =>
    source.sections.flatMap((section) =>
      section.blocks.flatMap((block) =>
        block.type === 'paragraph' ? [] : [{ source, section, block, score: relevance.ofSection(section) / (1 + rank) + (section === lead ? 1 : 0) }],
      ),
    ),
  )
  const best = maxBy(candidates, ({ score }) => score)
  if (!best) return undefined
  const { source, section, block } = best
  const before = section === lead ? undefined : sentencesOf(section).find((sentence) => sentence.endsWith(':')) ?? sentencesOf(section)[0]
  const heading = `## ${section.heading || source.title}`
  if (block.type === 'list') return [heading, ...(before ? [cite(before, source.n)] : []), written(block, source.n)]
  return [heading, cite(before ?? `From “${source.title}”.`, source.n), written(block, source.n)]
}

function written(block: Exclude<Block, { type: 'paragraph' }>, n: number): string {
  switch (block.type) {
    case 'list':
      return block.items
        .slice(0, 6)
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${cite(item, n)}`)
        .join('\n')
    case 'table':
      return toTable(block.header, block.rows)
    case 'code':
      return `\`\`\`${block.lang}\n${block.text}\n\`\`\``
  }
}

export const toTable = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** One sentence from each other page, under its title. */
function furtherPoints(sources: SourceText[], relevance: Relevance, said: string[], wordsLeft: number): string[] {
  const bullets: string[] = []
  let left = wordsLeft
  for (const { n, title, sections } of sources) {
    const sentences = sections.flatMap(sentencesOf).filter((sentence) => !leansBack(sentence) && !sentence.endsWith(':'))
    const fresh = sentences.filter((sentence) => !said.some((other) => isNear(sentence, other)))
    const best = maxBy(fresh, (sentence) => relevance.of(sentence) + (sentence === sentences[0] ? 1 : 0))
    if (!best || bullets.length >= maxBullets || left < wordCount(best)) continue
    said.push(best)
    bullets.push(`- **${title}:** ${cite(best, n)}`)
    left -= wordCount(best) + wordCount(title)
  }
  return bullets
}

const isParagraph = (block: Block): block is Extract<Block, { type: 'paragraph' }> => block.type === 'paragraph'

export const sentencesOf = (section: Section | undefined): string[] =>
  section?.blocks.filter(isParagraph).flatMap(({ sentences }) => sentences) ?? []

/** True for a sentence that does not stand by itself. */
export const leansBack = (sentence: string): boolean => /^(?:It|They|These|Those|This|That|Its|Their|Then|Both|Each|So|But|Such|Here|Everything else|Code that)\b/.test(sentence)

export function maxBy<T>(items: readonly T[], scoreOf: (item: T) => number): T | undefined {
  let best: { item: T; score: number } | undefined
  for (const item of items) {
    const score = scoreOf(item)
    if (!best || score > best.score) best = { item, score }
  }
  return best?.item
}
