import { marked, type Token, type Tokens } from 'marked'

/** One page in the result of a tool, as the model reads it. `url` where the result says it. */
export type SourceText = { n: number; title: string; url?: string; isLibrary: boolean; sections: SourceSection[] }
export type SourceSection = { heading: string; blocks: Token[] }

const maxChars = 40_000
const maxSources = 12

/** Reads the content of a tool message: `[3] Title — address`, then the passage, for each page. */
export function readSources(content: string): SourceText[] {
  const parts = content.slice(0, maxChars).split(/^\[(\d{1,3})\] ([^\n]{1,600})$/m)
  const sources: SourceText[] = []
  for (let at = 1; at < parts.length && sources.length < maxSources; at += 3) {
    const [, title = '', from = ''] = /^(.*?)(?: — ([^—]*))?$/.exec(parts[at + 1] ?? '') ?? []
    const address = from.replace(/, \d{4}-\d\d-\d\d$/, '')
    const url = /^(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+\/\S/.test(address) ? address.replace(/^(?!https?:)/, 'https://') : undefined
    const sections = readSections(parts[at + 2] ?? '')
    sources.push({
      n: Number(parts[at]),
      title: title.trim(),
      isLibrary: from.startsWith('library'),
      sections,
      ...(url && { url }),
    })
  }
  return sources
}

function readSections(markdown: string): SourceSection[] {
  const sections: SourceSection[] = [{ heading: '', blocks: [] }]
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'heading') sections.push({ heading: (token as Tokens.Heading).text, blocks: [] })
    else if (token.type !== 'space') sections.at(-1)?.blocks.push(token)
  }
  return sections.filter(({ blocks }) => blocks.length > 0)
}

const isParagraph = ({ type }: Token): boolean => type === 'paragraph' || type === 'text'

/** Sentences, each with its full stop. "27. Januar", "J. J. Thomson" and "Mr. Watson" are not ends. */
function splitSentences(paragraph: string): string[] {
  const sentences: string[] = []
  for (const part of paragraph.replace(/\s+/g, ' ').trim().split(sentenceEnd)) {
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

export const sentencesIn = (blocks: Token[]): string[] => blocks.filter(isParagraph).flatMap(({ raw }) => splitSentences(raw))

/** All the words of a section; code has none. */
export const textOf = ({ heading, blocks }: SourceSection): string =>
  [heading, ...blocks.flatMap(({ type, raw }) => (type === 'code' ? [] : raw))].join(' ')

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
