import { cite, withBold } from './cite'
import { composeSearch } from './compose-search'
import { capital } from './compose-sums'
import { maxBy } from './max-by'
import { isNear, Relevance, stems } from './relevance'
import { toTable } from './show-block'
import { leansBack, type SourceText, sentencesOf } from './sources'

/** Two subjects side by side, from a search for each: what sets them apart, a table, and when to choose which. `undefined` where neither was found. */
export function composeComparison(
  question: string,
  [a, b]: [string, string],
  found: [SourceText[], SourceText[]],
): string | undefined {
  const ofA = found[0].filter((source) => mentions(source, a))
  const ofB = found[1].filter((source) => mentions(source, b))
  const all = mergeSources(ofA, ofB)
  if (ofA.length === 0 && ofB.length === 0) return undefined
  if (ofA.length === 0 || ofB.length === 0) {
    const [known, missing, sources] = ofA.length > 0 ? [a, b, ofA] : [b, a, ofB]
    return `I found nothing about **${missing}**, so I cannot compare the two. This is what I found about ${known}:\n\n${composeSearch(known, sources)}`
  }
  const tabled = all.find((source) => tableOf(source, a, b))
  const parts = tabled ? withTable(tabled, a, b) : withoutTable(a, b, ofA, ofB)
  if (!parts) return composeSearch(question, all)
  const said = parts
  const choices = [choice(a, b, all, said), choice(b, a, all, said)].filter((text) => text !== undefined)
  if (choices.length > 0) parts.push(choices.length > 1 ? '## Which one to choose' : '## Worth knowing', choices.join('\n'))
  return parts.join('\n\n')
}

/** The pages of both searches, each once, its passages joined: the same page may show another part to each. */
export function mergeSources(...results: SourceText[][]): SourceText[] {
  const merged = new Map<number, SourceText>()
  for (const source of results.flat()) {
    const known = merged.get(source.n)
    const fresh = source.sections.filter(({ heading }) => !known?.sections.some((section) => section.heading === heading))
    merged.set(source.n, known ? { ...known, sections: [...known.sections, ...fresh] } : source)
  }
  return [...merged.values()]
}

type Table = { header: string[]; rows: string[][] }

/** A table of the page that has both subjects as columns. */
function tableOf(source: SourceText, a: string, b: string): Table | undefined {
  for (const block of source.sections.flatMap(({ blocks }) => blocks)) {
    if (block.type === 'table' && [a, b].every((subject) => block.header.some((cell) => names(cell, subject)))) return block
  }
  return undefined
}

/** True when the text has every word of the subject. */
function names(text: string, subject: string): boolean {
  const words = new Set(stems(text))
  const asked = stems(subject)
  return asked.length > 0 && asked.every((stem) => words.has(stem))
}

/** A page is about a subject when its title, headings or summary have most of its words, not merely words spelled alike. */
function mentions({ title, sections }: SourceText, subject: string): boolean {
  const words = new Set(stems([title, ...sections.map(({ heading }) => heading), ...sentencesOf(sections[0])].join(' ')))
  const asked = stems(subject)
  return asked.filter((stem) => words.has(stem)).length * 2 > asked.length
}

function withTable(source: SourceText, a: string, b: string): string[] | undefined {
  const table = tableOf(source, a, b)
  if (!table) return undefined
  const [summary = ''] = sentencesOf(source.sections[0])
  const bold = withBold(withBold(summary, formsOf(a)), formsOf(b))
  return [...(summary ? [cite(bold, source.n)] : []), toTable(table.header, table.rows), `The table is from [${source.n}].`]
}

const formsOf = (subject: string): string[] => [subject, subject.replace(/s$/, '')]

/** Without a ready table: what each one is, and one thing more, in two columns. */
function withoutTable(a: string, b: string, ofA: SourceText[], ofB: SourceText[]): string[] | undefined {
  const [first, second] = [pageAbout(a, ofA), pageAbout(b, ofB)]
  if (!first || !second || first.n === second.n) return undefined
  const row = (label: string, x: string | undefined, y: string | undefined) =>
    x && y ? [[label, cite(x, first.n).replaceAll('|', '\\|'), cite(y, second.n).replaceAll('|', '\\|')]] : []
  const short = row('In short', sentencesOf(first.sections[0])[0], sentencesOf(second.sections[0])[0])
  const more = row('In practice', telling(first, a), telling(second, b))
  return [
    `I looked up **${a}** and **${b}** and set side by side what was found.`,
    toTable(['', capital(a), capital(b)], [...short, ...more]),
  ]
}

/** The sentence after the summary that says most of a subject. */
function telling(source: SourceText, subject: string): string | undefined {
  const relevance = new Relevance(subject, [source])
  return maxBy(standing(source), (sentence) => relevance.of(sentence))
}

const pageAbout = (subject: string, sources: SourceText[]): SourceText | undefined =>
  sources.find(({ title }) => names(title, subject)) ?? sources[0]

/** The sentences after the summary that can be read by themselves. */
const standing = (source: SourceText): string[] =>
  source.sections
    .slice(1)
    .flatMap(sentencesOf)
    .filter((sentence) => !leansBack(sentence) && !sentence.endsWith(':') && stems(sentence).length > 3)

const cue = /\b(?:choose|use|prefer|when|because)\b/i

/** The sentence that says best when to choose this one rather than the other. */
function choice(subject: string, other: string, sources: SourceText[], said: string[]): string | undefined {
  const sentences = sources.flatMap((source) => standing(source).map((sentence) => ({ sentence, source })))
  const about = sentences.filter(
    ({ sentence }) =>
      cue.test(sentence) && names(sentence, subject) && !names(sentence, other) && !said.some((text) => isNear(text, sentence)),
  )
  const best = maxBy(about, ({ sentence }) => (/^(?:choose|use|prefer)\b/i.test(sentence) ? 3 : 0) - sentence.length / 1_000)
  return best && `- **${capital(subject)}:** ${cite(best.sentence, best.source.n)}`
}
