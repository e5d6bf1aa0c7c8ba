import { spelledOut, toQuery } from './search-question'
import { type Block, leansBack, type Section, type SourceText, sentencesOf, stems, textOf } from './sources'

const maxWords = 185
const leadWords = 65
const maxBullets = 4
const maxItems = 6
const wantsCode =
  /\b(?:code|example|syntax|format|snippet|implement|write|looks? like|how (?:do|can|would|should) (?:i|you|we|one)|show)\b/i

/** An answer from search results: a lead, what the best page shows (a list, a table, code), and what other pages add. */
export function composeSearch(question: string, sources: SourceText[]): string {
  const bears = weigher(question, sources)
  const scored = sources.map((source, place) => {
    const best = Math.max(0, ...source.sections.map((section) => ofSection(section, bears)))
    return { source, score: (best + ofTitle(source.title, question, bears)) / (1 + place * 0.15) }
  })
  const [main, ...others] = scored.toSorted((a, b) => b.score - a.score).map(({ source }) => source)
  if (!main) return ''
  const sections = main.sections.slice(1).filter((section) => sentencesOf(section).length > 0)
  const best = maxBy(sections, (section) => ofSection(section, bears))
  const said: string[] = []
  const [summary] = sentencesOf(main.sections[0])
  const parts = [...(summary ? [withBold(cite(summary, main.n), [...subjectOf(summary), ...termsOf(question, main.title)])] : [])]
  if (summary) said.push(summary)
  const run = bestRun(sentencesOf(best), bears).filter((sentence) => !said.some((other) => isSame(sentence, other)))
  said.push(...run)
  if (run.length > 0) parts.push(run.map((sentence) => cite(sentence, main.n)).join(' '))
  const shown = showing(main, bears, question, best, said)
  parts.push(...shown)
  const bullets = furtherPoints(others, bears, said, maxWords - wordCount(parts.join('\n')))
  if (bullets.length > 0) parts.push(shown.length > 0 ? '## Related pages' : '## What goes with it', bullets.join('\n'))
  return parts.join('\n\n')
}

type Weigher = (text: string) => number

/** Weighs texts by the words they share with a question, each once; words that stand in every source weigh little. */
function weigher(question: string, sources: SourceText[]): Weigher {
  const texts = sources.map((source) => new Set(stems(`${source.title} ${source.sections.map(textOf).join(' ')}`)))
  const weights = new Map(
    stems(spelledOut(question)).map((stem) => {
      const count = texts.filter((text) => text.has(stem)).length
      return [stem, Math.log(1 + (texts.length + 1) / (count + 0.5))]
    }),
  )
  return (text) => [...new Set(stems(text))].reduce((total, stem) => total + (weights.get(stem) ?? 0), 0)
}

const ofSection = (section: Section, bears: Weigher): number => bears(textOf(section)) + bears(section.heading)

/** A title that is all about the question weighs more than one that names it among other things. */
function ofTitle(title: string, question: string, bears: Weigher): number {
  const [words, asked] = [new Set(stems(title)), new Set(stems(spelledOut(question)))]
  return words.size > 0 ? (bears(title) * 3 * [...words].filter((word) => asked.has(word)).length) / words.size : 0
}

/** Neighbouring sentences that bear most on the question; together they read as they were written. */
function bestRun(sentences: string[], bears: Weigher): string[] {
  const whole = sentences.filter((sentence) => !sentence.endsWith(':'))
  const runs = whole.flatMap((first, start) => {
    let end = start + 1
    for (let words = wordCount(first); end < whole.length && words + wordCount(whole[end] ?? '') <= leadWords; end += 1)
      words += wordCount(whole[end] ?? '')
    return leansBack(first) ? [] : [{ run: whole.slice(start, end), bonus: start === 0 ? 2 : 0 }]
  })
  return maxBy(runs, ({ run, bonus }) => bears(run.join(' ')) + bonus)?.run ?? []
}

/** The list, table or code of a page that bears most on the question, under its own heading. Code only where it was asked for. */
function showing(
  { n, title, sections }: SourceText,
  bears: Weigher,
  question: string,
  lead: Section | undefined,
  said: string[],
): string[] {
  const candidates = sections.flatMap((section) =>
    section.blocks.flatMap((block, at) => {
      if (block.type === 'paragraph' || (block.type === 'code' && !wantsCode.test(question))) return []
      return [
        { section, block, at, score: ofSection(section, bears) + (section === lead ? 1 : 0) + (block.type === 'code' ? 3 : 0) },
      ]
    }),
  )
  const best = maxBy(candidates, ({ score }) => score)
  if (!best) return []
  const { section, block, at } = best
  const intro = sentencesIn(section.blocks[at - 1]).at(-1)
  const outro = sentencesIn(section.blocks[at + 1])[0]
  const heading = `## ${section.heading || title}`
  const body = toMarkdown(block, n)
  if (intro && !said.includes(intro)) return [heading, cite(intro, n), body]
  if (block.type === 'list') return [heading, body]
  return [heading, body, cite(outro && !said.includes(outro) ? outro : `This is from “${title}”.`, n)]
}

const sentencesIn = (block: Block | undefined): string[] => (block?.type === 'paragraph' ? block.sentences : [])

function toMarkdown(block: Exclude<Block, { type: 'paragraph' }>, n: number): string {
  if (block.type === 'table') return toTable(block.header, block.rows)
  if (block.type === 'code') return `\`\`\`${block.lang}\n${block.text.trimEnd()}\n\`\`\``
  const items = block.items.slice(0, maxItems)
  return items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${cite(item, n)}`).join('\n')
}

export const toTable = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** A sentence from each other page, under its title. */
function furtherPoints(sources: SourceText[], bears: Weigher, said: string[], wordsLeft: number): string[] {
  const bullets: string[] = []
  let left = wordsLeft
  for (const source of sources) {
    const sentences = standing(source, 0)
    const fresh = sentences.filter((sentence) => !said.some((other) => isSame(sentence, other)))
    const best = maxBy(fresh, (sentence) => bears(sentence) + (sentence === sentences[0] ? 1.5 : 0))
    if (!best || bullets.length >= maxBullets || left < wordCount(best)) continue
    said.push(best)
    bullets.push(`- **${source.title}:** ${cite(best, source.n)}`)
    left -= wordCount(best) + wordCount(source.title)
  }
  return bullets
}

/** The sentences of a page, from one of its sections on, that can be read by themselves. */
export const standing = ({ sections }: SourceText, from: number): string[] =>
  sections
    .slice(from)
    .flatMap(sentencesOf)
    .filter((sentence) => !leansBack(sentence) && !sentence.endsWith(':') && stems(sentence).length > 3)

/** True when two sentences say much the same. */
export function isSame(a: string, b: string): boolean {
  const [x, y] = [new Set(stems(a)), new Set(stems(b))]
  return [...x].filter((stem) => y.has(stem)).length >= 0.8 * Math.max(Math.min(x.size, y.size), 5)
}

/** A sentence with its source, the number right before the full stop: "tall [1]." */
export function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:]?)$/.exec(sentence.trim()) ?? []
  return `${text} [${n}]${end === ':' ? '.' : end}`
}

/** Puts the first of these terms that stands in the text as a word in bold, outside of code and of what is bold already. */
export function withBold(text: string, terms: string[]): string {
  for (const term of terms) {
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}s?(?![\\p{L}\\p{N}])`, 'iu').exec(
      text,
    )
    const before = text.slice(0, found?.index ?? 0)
    const isInside = [/`/g, /\*\*/g].some((mark) => (before.match(mark)?.length ?? 0) % 2 === 1)
    if (found && term.length > 2 && !isInside) return `${before}**${found[0]}**${text.slice(before.length + found[0].length)}`
  }
  return text
}

/** What a sentence is about, where it says so: "An agent is …" → "agent". */
function subjectOf(sentence: string): string[] {
  const [, subject = ''] = /^(?:An?\s|The\s)?([^,;:`*]{3,40}?)(?:\s\([^)]{1,20}\))?\s(?:is|are)\s/.exec(sentence) ?? []
  return subject && subject.split(' ').length <= 4 ? [subject] : []
}

/** What the subject of a question may be called: all that was asked for, the title of the page, then their words. */
const termsOf = (question: string, title: string): string[] => {
  const query = toQuery(spelledOut(question))
  return [query, title, ...`${title} ${query}`.split(' ').filter((word) => word.length > 3)]
}

const wordCount = (text: string): number => text.split(/\s+/).filter(Boolean).length

/** The item with the highest score, the first of equals. */
export const maxBy = <T>(items: readonly T[], scoreOf: (item: T) => number): T | undefined =>
  items.map((item) => ({ item, score: scoreOf(item) })).toSorted((a, b) => b.score - a.score)[0]?.item
