import type { Token, Tokens } from 'marked'
import { keysOf } from './alike'
import type { Evidence } from './evidence'
import type { Lookup } from './lookup'
import { type SourceSection, sentencesIn, textOf } from './sources'
import { say } from './words'

const maxSentences = 5
const maxItems = 6

/** The sentences, what they are read from where that was spelled otherwise, and a list, table or code of the page where it has one. */
export function citedAnswer(lookup: Lookup, evidence: Evidence): string {
  const { page, sentences, readAs } = evidence
  const { said, language, asks } = lookup
  const all = page.sections.flatMap(({ blocks }) => sentencesIn(blocks))
  const fresh = said === undefined ? sentences : all.filter((text) => !said.includes(text.slice(0, -1)))
  if (fresh.length === 0) return say(language, 'noMore', { title: `**${page.title}**` })
  const explains = said === undefined && (asks === 'what' || asks === 'how' || asks === 'why')
  return [
    ...(readAs === undefined ? [] : [say(language, 'readAs', { title: readAs })]),
    citeAll({ ...evidence, sentences: fresh }, maxSentences),
    ...(explains ? show(lookup, evidence) : []),
  ].join('\n\n')
}

/** The list, table or code of the section that is cited, else of the one with most words of the question. Code only where it was asked for. */
function show({ keys, language, asks, question }: Lookup, { page, section }: Evidence): string[] {
  const isWanted = ({ type }: Token) => (/\bcode\b/i.test(question) ? type === 'code' : type === 'list' || type === 'table')
  const scoreOf = (each: SourceSection) =>
    each === section ? 99 : keysOf(textOf(each), language).filter((key) => keys.includes(key)).length
  const [shown] = page.sections.filter(({ blocks }) => blocks.some(isWanted)).toSorted((a, b) => scoreOf(b) - scoreOf(a))
  const block = shown?.blocks.find(isWanted)
  if (!shown || !block || (asks === 'what' ? section?.heading && shown !== section : scoreOf(shown) < 2)) return []
  const heading = `## ${shown.heading || page.title}`
  if (block.type === 'list') return [heading, listOf(block as Tokens.List, page.n)]
  return [heading, block.raw.trimEnd(), cite(`“${page.title}”.`, page.n)]
}

const listOf = ({ items, ordered }: Tokens.List, n: number): string =>
  items
    .slice(0, maxItems)
    .map(({ text }, index) => `${ordered ? `${index + 1}.` : '-'} ${cite(text.replace(/\s+/g, ' '), n)}`)
    .join('\n')

/** The first sentences, each with the number of their page; what the page is about is bold. */
export const citeAll = ({ page, sentences }: Omit<Evidence, 'section'>, count: number): string =>
  sentences
    .slice(0, count)
    .map((text, at) => (at > 0 ? cite(text, page.n) : withBold(cite(text, page.n), page.title)))
    .join(' ')

/** A sentence with its page, the number right before the full stop: "tall [1]." */
function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:。！？]?)$/.exec(sentence.trim()) ?? []
  return text === '' ? '' : `${text} [${n}]${end === ':' ? '.' : end}`
}

/** What a page is about in bold, where its sentence says it: "An **agent** is …". It is also what "it" means in the next question. */
function withBold(sentence: string, title: string): string {
  if (sentence.includes('**')) return sentence
  const bare = title.replace(/\s*[（(].*$|^The /g, '')
  const surname = /^\p{Lu}\S*(?: \p{L}\S*)* (\p{Lu}\S+)$/u.exec(title)?.slice(1) ?? []
  const names = [bare, ...bare.split(/ (?:and|compared with) /), ...(title.startsWith('The ') ? [] : surname)].map((name) => {
    const [first = '', rest = ''] = [name.slice(0, 1), name.slice(1).replace(/s$/, '')]
    return `[${first.toUpperCase()}${first.toLowerCase()}]${rest.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`
  })
  return sentence.replace(new RegExp(`(?<![\\p{L}*])(?:${names.join('|')})s?(?!\\p{L}| \\p{Lu})`, 'u'), '**$&**')
}
