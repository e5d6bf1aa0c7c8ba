import { cite, subjectOf, termsOf, withBold, wordCount } from './cite'
import { maxBy } from './max-by'
import { isNear, Relevance, stems } from './relevance'
import { toQuery } from './search-question'
import { showing } from './show-block'
import { leansBack, type Section, type SourceText, sentencesOf } from './sources'

const maxWords = 185
const leadWords = 65
const maxBullets = 4

/** An answer from search results: a lead, what the best page shows (a list, a table, code), and what other pages add. */
export function composeSearch(question: string, sources: SourceText[]): string {
  const relevance = new Relevance(question, sources)
  const ranked = rank(sources, relevance)
  const [main, ...others] = ranked
  if (!main) return ''
  const best = bestSection(main, relevance)
  const said: string[] = []
  const parts = [...lead(main, best, relevance, [...termsOf(toQuery(question)), ...termsOf(main.title)], said)]
  const shown = showing(main, relevance, { question, lead: best, said })
  if (shown) parts.push(...shown)
  const bullets = furtherPoints(others, relevance, said, maxWords - wordCount(parts.join('\n')), !shown)
  if (bullets.length > 0) parts.push(shown ? '## Related pages' : '## What goes with it', bullets.join('\n'))
  return parts.join('\n\n')
}

/** The search's own order, unless a later page bears on the question much more. */
function rank(sources: SourceText[], relevance: Relevance): SourceText[] {
  const scored = sources.map((source, place) => {
    const best = Math.max(0, ...source.sections.map((section) => relevance.ofSection(section)))
    return { source, score: (best + relevance.ofTitle(source.title) * 3) / (1 + place * 0.15) }
  })
  return scored.toSorted((a, b) => b.score - a.score).map(({ source }) => source)
}

function bestSection(source: SourceText, relevance: Relevance): Section | undefined {
  const [summary, ...sections] = source.sections
  return (
    maxBy(
      sections.filter((section) => sentencesOf(section).length > 0),
      (section) => relevance.ofSection(section),
    ) ?? summary
  )
}

/** What the thing is, then what the page says to the question, in the page's own words and order. */
function* lead(
  source: SourceText,
  best: Section | undefined,
  relevance: Relevance,
  terms: string[],
  said: string[],
): Generator<string> {
  const [summary = ''] = sentencesOf(source.sections[0])
  if (summary) {
    said.push(summary)
    const subject = subjectOf(summary)
    const isAsked = subject !== undefined && relevance.of(subject) > 0
    yield withBold(cite(summary, source.n), isAsked ? [subject, ...terms] : terms)
  }
  if (!best || best === source.sections[0]) return
  const sentences = bestRun(sentencesOf(best), relevance).filter((sentence) => !said.some((other) => isNear(sentence, other)))
  said.push(...sentences)
  if (sentences.length > 0) yield sentences.map((sentence) => cite(sentence, source.n)).join(' ')
}

/** Neighbouring sentences that bear most on the question; together they read as they were written. */
function bestRun(sentences: string[], relevance: Relevance): string[] {
  const whole = sentences.filter((sentence) => !sentence.endsWith(':'))
  const runs = whole.map((_sentence, start) => {
    let end = start
    for (let words = 0; end < whole.length && words + wordCount(whole[end] ?? '') <= leadWords; end += 1)
      words += wordCount(whole[end] ?? '')
    return { start, sentences: whole.slice(start, Math.max(end, start + 1)) }
  })
  const standing = runs.filter(({ sentences: [first = ''] }) => !leansBack(first))
  return maxBy(standing, (run) => relevance.of(run.sentences.join(' ')) + (run.start === 0 ? 2 : 0))?.sentences ?? []
}

/** A sentence from each other page under its title; then, where those are few, from their sections. */
function furtherPoints(
  sources: SourceText[],
  relevance: Relevance,
  said: string[],
  wordsLeft: number,
  withSections: boolean,
): string[] {
  const pages = sources.map(({ n, title, sections }) => ({ n, label: title, sections }))
  const sections = sources.flatMap(({ n, sections }) =>
    sections.flatMap((section) => (section.heading ? [{ n, label: section.heading, sections: [section] }] : [])),
  )
  const bullets: string[] = []
  let left = wordsLeft
  for (const { n, label, sections: from } of [...pages, ...(withSections && pages.length < 3 ? sections : [])]) {
    const sentences = from
      .flatMap(sentencesOf)
      .filter((sentence) => !leansBack(sentence) && !sentence.endsWith(':') && stems(sentence).length > 3)
    const fresh = sentences.filter((sentence) => !said.some((other) => isNear(sentence, other)))
    const best = maxBy(fresh, (sentence) => relevance.of(sentence) + (sentence === sentences[0] ? 1.5 : 0))
    if (!best || bullets.length >= maxBullets || left < wordCount(best)) continue
    said.push(best)
    bullets.push(`- **${label}:** ${cite(best, n)}`)
    left -= wordCount(best) + wordCount(label)
  }
  return bullets
}
