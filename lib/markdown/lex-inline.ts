import { Tokenizer, type TokenizerExtension, type TokenizerThis, type Tokens } from 'marked'
import { readCitation } from '@/lib/run-view/citation-marks'
import { toReferenceLabel } from './lex-block'
import { bareAddress, readFormula } from './syntax'
import type { AnswerToken } from './tokens'

/** Inline text that marked does not know, or reads otherwise. */
export const inlines: TokenizerExtension = {
  name: 'answer-inline',
  level: 'inline',
  // `[`, `<` and `\` end a run of text as it is.
  start: (src) => {
    const index = src.search(/[$【［\ue200-\ue2ff]/)
    return index < 0 ? undefined : index
  },
  tokenizer(src, tokens) {
    switch (src.charAt(0)) {
      case '$':
      case '\\':
        return formulaAt(src, tokens.at(-1)?.raw.at(-1) ?? '')
      case '<':
        return elementAt(this, src)
      case '[':
        return noteMarkAt(src) ?? citationAt(src) ?? referenceAt(this, src, tokens.at(-1)?.raw.at(-1) ?? '')
      default:
        return citationAt(src)
    }
  },
}

const formulaAt = (src: string, before: string): AnswerToken | undefined => {
  const formula = readFormula(src, before)
  return formula && { type: 'formula', ...formula }
}

const citationAt = (src: string): AnswerToken | undefined => {
  if (!/^[[【［\ue200-\ue2ff]/.test(src)) return undefined
  const mark = readCitation(src)
  return mark && { type: 'citation', ...mark }
}

const noteMarkAt = (src: string): AnswerToken | undefined => {
  const match = /^\[\^([^\]\s]{1,60})\](?!:)/.exec(src)
  return match?.[1]
    ? { type: 'note-mark', raw: match[0], label: toReferenceLabel(match[1]), mark: readCitation(match[0]) }
    : undefined
}

/** `<br>`, and `<sub>`, `<sup>` and `<kbd>` without attributes, from their opening tag to their closing one. */
const elementAt = ({ lexer }: TokenizerThis, src: string): AnswerToken | undefined => {
  const opening = /^<(br|sub|sup|kbd)\s*(\/?)>/i.exec(src)
  if (!opening) return undefined
  const tag = opening[1]?.toLowerCase()
  if (tag === 'br') return { type: 'br', raw: opening[0] }
  if (opening[2] || (tag !== 'sub' && tag !== 'sup' && tag !== 'kbd')) return undefined
  const end = closingTag(src, tag)
  if (!end) return undefined
  const inside = src.slice(opening[0].length, end.index)
  return { type: 'element', raw: src.slice(0, end.index + end.length), tag, tokens: lexer.inlineTokens(inside, []) }
}

/** The longest text between two tags; these hold a few signs. */
const maxInside = 1_000

const closingTag = (src: string, tag: string): { index: number; length: number } | undefined => {
  let depth = 0
  for (const { 0: found, index } of src.slice(0, maxInside).matchAll(new RegExp(`</?${tag}\\s*>`, 'gi'))) {
    depth += found.startsWith('</') ? -1 : 1
    if (depth === 0) return { index, length: found.length }
  }
  return undefined
}

/** `[text][name]`, `[name][]` or `[name]`; not behind a word, where brackets are an index. */
const referenceAt = ({ lexer }: TokenizerThis, src: string, before: string): AnswerToken | undefined => {
  const match = /^\[((?:\\.|[^[\]\\\n]){1,200})\](?!\()(?:\[((?:\\.|[^[\]\\\n]){0,200})\](?!\())?/.exec(src)
  if (!match?.[1]?.trim() || lexer.state.inLink || /[\w\]]/.test(before)) return undefined
  const label = toReferenceLabel(match[2]?.trim() || match[1])
  return { type: 'reference', raw: match[0], label, isBare: match[2] === undefined, tokens: lexer.inlineTokens(match[1], []) }
}

export function url(this: Tokenizer, src: string): Tokens.Link | undefined | false {
  const match = startingAddress.exec(src)
  return match ? Tokenizer.prototype.url.call(this, match[0]) : false
}
const startingAddress = new RegExp(`^${bareAddress}`, 'iu')

/** Two tildes strike; one says "about". */
export const del = (src: string): undefined | false => (/^~~(?!~)/.test(src) ? false : undefined)

const maxSigns = 1_000
let counted = { paragraph: '', signs: 0 }

/** `false` means "as always". Matching emphasis is quadratic, so a paragraph made of its signs is left as text. */
export const emStrong = (_src: string, paragraph: string): undefined | false =>
  countSigns(paragraph) > maxSigns ? undefined : false

/** Asked once for each sign of a paragraph, so the last answer is kept. */
const countSigns = (paragraph: string): number => {
  if (counted.paragraph !== paragraph) counted = { paragraph, signs: paragraph.match(/[*_]/g)?.length ?? 0 }
  return counted.signs
}
