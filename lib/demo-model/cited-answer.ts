import type { Token, Tokens } from 'marked'
import { keysOf } from './alike'
import type { Evidence } from './evidence'
import type { Lookup } from './lookup'
import { isList, isTable, sentencesIn, textOf } from './sources'
import { say } from './words'

const maxSentences = 5
const maxItems = 6
const wantsCode =
  /\b(?:code|example|syntax|format|snippet|implement|write|looks? like|how (?:do|can|would|should) (?:i|you|we|one)|show)\b/i

/** The sentences, what they are read from where that was spelled otherwise, and a list, table or code of the page where it has one. */
export function citedAnswer(lookup: Lookup, evidence: Evidence): string {
  const { page, sentences, readAs } = evidence
  const { said, language, asks } = lookup
  const all = page.sections.flatMap(({ blocks }) => sentencesIn(blocks))
  const fresh = said === undefined ? sentences : all.filter((text) => !said.includes(text.slice(0, -1)))
  if (fresh.length === 0) return say(language, 'noMore', { title: `**${page.title}**` })
  const explains = said === undefined && (asks === 'what' || asks === 'how' || asks === 'why')
  const text = citeAll({ ...evidence, sentences: fresh }, maxSentences)
  return [
    ...(readAs === undefined ? [] : [say(language, 'readAs', { title: readAs })]),
    text,
    ...(explains ? show(lookup, evidence) : []),
  ].join('\n\n')
}

/** The list, table or code of the section that is cited, else of the one with most words of the question. Code only where it was asked for. */
function show({ keys, language, asks, question }: Lookup, { page, section: near, sentences }: Evidence): string[] {
  const stems = new Set(keys)
  const isWanted = (token: Token) => (wantsCode.test(question) ? token.type === 'code' : isList(token) || isTable(token))
  const shared = (text: string) => keysOf(text, language).filter((key) => stems.has(key)).length
  const [best] = page.sections
    .filter(({ blocks }) => blocks.some(isWanted))
    .map((section) => ({ ...section, score: section === near ? 99 : shared(textOf(section)) }))
    .toSorted((a, b) => b.score - a.score)
  const block = best?.blocks.find(isWanted)
  if (!best || !block || (best.score < 2 && asks !== 'what')) return []
  const intro = sentencesIn(best.blocks.slice(0, best.blocks.indexOf(block))).at(-1)
  const isSaid = intro === undefined || sentences.includes(intro)
  return [
    `## ${best.heading || page.title}`,
    ...(isSaid ? [] : [cite(intro, page.n)]),
    isList(block) ? listOf(block, page.n) : isTable(block) ? tableOf(block) : block.raw.trimEnd(),
    ...(isSaid && !isList(block) ? [cite(`This is from “${page.title}”.`, page.n)] : []),
  ]
}

const listOf = ({ items, ordered }: Tokens.List, n: number): string =>
  items
    .slice(0, maxItems)
    .map(({ text }, index) => `${ordered ? `${index + 1}.` : '-'} ${cite(text.replace(/\s+/g, ' '), n)}`)
    .join('\n')

export const tableOf = ({ header, rows }: Tokens.Table): string =>
  [header.map(({ text }) => text), header.map(() => '---'), ...rows.map((cells) => cells.map(({ text }) => text))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** The first sentences, each with the number of their page; what the page is about is bold. */
export const citeAll = ({ page, sentences }: Omit<Evidence, 'section'>, count: number): string =>
  sentences
    .slice(0, count)
    .map((text, at) => (at > 0 ? cite(text, page.n) : withBold(cite(text, page.n), page.title)))
    .join(' ')

/** A sentence with its page, the number right before the full stop: "tall [1]." */
export function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:。！？]?)$/.exec(sentence.trim()) ?? []
  return text === '' ? '' : `${text} [${n}]${end === ':' ? '.' : end}`
}

/** What a page is about in bold, where its sentence says it: "An **agent** is …". It is also what "it" means in the next question. */
function withBold(sentence: string, title: string): string {
  if (sentence.includes('**')) return sentence
  const whole = title.replace(/\s*[（(].*$/, '')
  const surname = /^\p{Lu}\S+(?: \p{Ll}\S+)?(?: \p{Lu}\S+)*? (\p{Lu}\S+)$/u.exec(whole)?.slice(1) ?? []
  for (const name of [whole, ...whole.split(/ (?:and|compared with) /), whole.replace(/^The /, ''), ...surname]) {
    const form = name.replace(/s$/, '')
    const forms = [form, form.charAt(0).toLowerCase() + form.slice(1)].map((each) => each.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    const pattern = new RegExp(`(?<![\\p{L}*])(?:${forms.join('|')})s?(?!\\p{L}| \\p{Lu})`, 'u')
    if (form && pattern.test(sentence)) return sentence.replace(pattern, '**$&**')
  }
  return sentence
}
