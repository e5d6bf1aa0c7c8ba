import { cite } from './cite'
import { maxBy } from './max-by'
import type { Relevance } from './relevance'
import type { Block, Section, SourceText } from './sources'

type Shown = { section: Section; block: Exclude<Block, { type: 'paragraph' }>; at: number }

const wantsCode =
  /\b(?:code|example|syntax|format|snippet|implement|write|look like|looks like|how (?:do|can|would|should) (?:i|you|we|one)|show)\b/i
const maxItems = 6

/** The list, table or code of a page that bears most on the question, under its own heading. Code only where it was asked for. */
export function showing(
  source: SourceText,
  relevance: Relevance,
  asked: { question: string; lead: Section | undefined; said: string[] },
): string[] | undefined {
  const takesCode = wantsCode.test(asked.question)
  const candidates = source.sections.flatMap((section) =>
    section.blocks.flatMap((block, at) => {
      if (block.type === 'paragraph' || (block.type === 'code' && !takesCode)) return []
      const score = relevance.ofSection(section) + (section === asked.lead ? 1 : 0) + (block.type === 'code' ? 3 : 0)
      return [{ section, block, at, score }]
    }),
  )
  const best = maxBy(candidates, ({ score }) => score)
  return best && write(best, source, asked.said)
}

/** The block between the sentence before it and the one after it, as far as those were not said already. */
function write({ section, block, at }: Shown, { n, title }: SourceText, said: string[]): string[] {
  const [before, after] = [section.blocks[at - 1], section.blocks[at + 1]]
  const intro = before?.type === 'paragraph' ? before.sentences.at(-1) : undefined
  const outro = after?.type === 'paragraph' ? after.sentences[0] : undefined
  const heading = `## ${section.heading || title}`
  const body = toMarkdown(block, n)
  if (intro && !said.includes(intro)) return [heading, cite(intro, n), body]
  if (block.type === 'list') return [heading, body]
  return [heading, body, cite(outro && !said.includes(outro) ? outro : `This is from “${title}”.`, n)]
}

function toMarkdown(block: Shown['block'], n: number): string {
  switch (block.type) {
    case 'list':
      return block.items
        .slice(0, maxItems)
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${cite(item, n)}`)
        .join('\n')
    case 'table':
      return toTable(block.header, block.rows)
    case 'code':
      return `\`\`\`${block.lang}\n${block.text.trimEnd()}\n\`\`\``
  }
}

export const toTable = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
