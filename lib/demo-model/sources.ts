import { marked, type Token, type Tokens } from 'marked'

/** One page in the result of a tool, as the model reads it. `url` where the result says it. */
export type SourceText = { n: number; title: string; url?: string; isLibrary: boolean; sections: Section[] }
export type Section = { heading: string; blocks: Block[] }
export type Block =
  | { type: 'paragraph'; sentences: string[] }
  | { type: 'list'; items: string[]; ordered: boolean }
  | { type: 'table'; header: string[]; raw: string }
  | { type: 'code'; raw: string }

const maxChars = 40_000
const maxSources = 12

/** Reads the content of a tool message: `[3] Title — address`, then the passage, for each page. */
export function readSources(content: string): SourceText[] {
  const parts = content.slice(0, maxChars).split(/^\[(\d{1,3})\] ([^\n]{1,600})$/m)
  const sources: SourceText[] = []
  for (let at = 1; at < parts.length && sources.length < maxSources; at += 3) {
    const [, title = '', from = ''] = /^(.*?)(?: — ([^—]*))?$/.exec(parts[at + 1] ?? '') ?? []
    const body = parts[at + 2] ?? ''
    const address = from.replace(/, \d{4}-\d\d-\d\d$/, '')
    const url = /^(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+\/\S/.test(address) ? address.replace(/^(?!https?:)/, 'https://') : undefined
    sources.push({
      n: Number(parts[at]),
      title: title.trim(),
      isLibrary: from.startsWith('library'),
      sections: readSections(body),
      ...(url && { url }),
    })
  }
  return sources
}

function readSections(markdown: string): Section[] {
  const sections: Section[] = [{ heading: '', blocks: [] }]
  for (const token of marked.lexer(markdown)) {
    if (isHeading(token)) sections.push({ heading: token.text, blocks: [] })
    else sections.at(-1)?.blocks.push(...toBlock(token))
  }
  return sections.filter(({ blocks }) => blocks.length > 0)
}

function toBlock(token: Token): Block[] {
  if (isList(token)) return [{ type: 'list', ordered: token.ordered, items: token.items.map(({ text }) => oneLine(text)) }]
  if (isTable(token)) {
    const [header, ...rows] = [token.header, ...token.rows].map((cells) => cells.map(({ text }) => text))
    const lines = [header ?? [], token.header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
    return [{ type: 'table', header: header ?? [], raw: lines.join('\n') }]
  }
  if (token.type === 'code') return [{ type: 'code', raw: token.raw.trimEnd() }]
  return token.type === 'paragraph' || token.type === 'text' ? [{ type: 'paragraph', sentences: splitSentences(token.raw) }] : []
}

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'
const isList = (token: Token): token is Tokens.List => token.type === 'list'
const isTable = (token: Token): token is Tokens.Table => token.type === 'table'

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Sentences, each with its full stop. "27. Januar", "J. J. Thomson" and "Mr. Watson" are not ends. */
function splitSentences(paragraph: string): string[] {
  const sentences: string[] = []
  for (const part of oneLine(paragraph).split(sentenceEnd)) {
    const before = sentences.at(-1) ?? ''
    const goesOn =
      (/(?<!\d)\d{1,2}\.$/.test(before) && months.test(part)) || /\b(?:\p{Lu}|Mr|Mrs|Dr|St|No|ca|c|z|u|bzw)\.$/u.test(before)
    if (goesOn) sentences[sentences.length - 1] = `${before} ${part}`
    else if (part !== '') sentences.push(part)
  }
  return sentences
}

const sentenceEnd = /(?<=[.!?]["”’»)*`]{0,3})\s(?=["“«„(*¿¡]{0,3}[\p{Lu}\p{N}`])|(?<=[。！？]["”’」』）]?)(?=[^"”’」』）])/u
const months = /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert)/

export const sentencesOf = (section: Section | undefined): string[] =>
  (section?.blocks ?? []).flatMap((block) => (block.type === 'paragraph' ? block.sentences : []))

/** All the words of a section; code has none. */
export const textOf = ({ heading, blocks }: Section): string =>
  [
    heading,
    ...blocks.flatMap((block) =>
      block.type === 'paragraph'
        ? block.sentences
        : block.type === 'list'
          ? block.items
          : block.type === 'table'
            ? block.raw
            : [],
    ),
  ].join(' ')

/** The pages of several results, each once, its passages joined: the same page may show another part to each. */
export function mergeSources(results: SourceText[][]): SourceText[] {
  const merged = new Map<number, SourceText>()
  for (const source of results.flat()) {
    const known = merged.get(source.n)
    const said = new Set(known?.sections.map(textOf))
    const fresh = source.sections.filter((section) => !said.has(textOf(section)))
    merged.set(source.n, known ? { ...known, sections: [...known.sections, ...fresh] } : source)
  }
  return [...merged.values()]
}
