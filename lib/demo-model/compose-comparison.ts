import { cite, composeSearch, isSame, maxBy, standing, toTable, withBold } from './compose-search'
import { mergeSources, type SourceText, sentencesOf, stems } from './sources'
import { capital } from './talk'

/** Two subjects side by side, from a search for each: a table, and when to choose which. `undefined` where neither was found. */
export function composeComparison(
  question: string,
  [a, b]: [string, string],
  [ofA, ofB]: [SourceText[], SourceText[]],
): string | undefined {
  const all = mergeSources(ofA, ofB)
  if (all.length === 0) return undefined
  if (ofA.length === 0 || ofB.length === 0) {
    const [known, missing] = ofA.length > 0 ? [a, b] : [b, a]
    return `I found nothing about **${missing}**, so I cannot compare the two. This is what I found about ${known}:\n\n${composeSearch(known, all)}`
  }
  const parts = all.flatMap((source) => withTable(source, a, b)).slice(0, 3)
  if (parts.length === 0) return composeSearch(question, all)
  const choices = [choice(a, b, all, parts), choice(b, a, all, parts)].filter((text) => text !== undefined)
  if (choices.length > 0) parts.push(choices.length > 1 ? '## Which one to choose' : '## Worth knowing', choices.join('\n'))
  return parts.join('\n\n')
}

/** True when the text has every word of the subject. */
const names = (text: string, subject: string): boolean => {
  const words = new Set(stems(text))
  return stems(subject).every((stem) => words.has(stem))
}

/** The summary of a page that has a table with both subjects as columns, and the table. */
function withTable({ n, sections }: SourceText, a: string, b: string): string[] {
  const tables = sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.type === 'table' ? [block] : [])))
  const table = tables.find(({ header }) => [a, b].every((subject) => header.some((cell) => names(cell, subject))))
  const [summary = 'This is how they compare.'] = sentencesOf(sections[0])
  if (!table) return []
  const bold = withBold(withBold(summary, [a, a.replace(/s$/, '')]), [b, b.replace(/s$/, '')])
  return [cite(bold, n), toTable(table.header, table.rows), `The table is from [${n}].`]
}

/** The sentence that says best when to choose this one rather than the other. */
function choice(subject: string, other: string, sources: SourceText[], said: string[]): string | undefined {
  const sentences = sources.flatMap((source) => standing(source, 1).map((sentence) => ({ sentence, n: source.n })))
  const about = sentences.filter(
    ({ sentence }) =>
      /\b(?:choose|use|prefer|when|because)\b/i.test(sentence) &&
      names(sentence, subject) &&
      !names(sentence, other) &&
      !said.some((text) => isSame(text, sentence)),
  )
  const best = maxBy(about, ({ sentence }) => (/^(?:choose|use|prefer)\b/i.test(sentence) ? 3 : 0) - sentence.length / 1_000)
  return best && `- **${capital(subject)}:** ${cite(best.sentence, best.n)}`
}
