import { Marked, type MarkedToken, type Token } from 'marked'

/** What an answer is made of: marked's tokens, without raw HTML, with citations and formulas. */
export type AnswerToken = Exclude<MarkedToken, { type: 'html' | 'def' }> | CitationToken | FormulaToken
type CitationToken = { type: 'citation'; raw: string; n: number }
type FormulaToken = { type: 'formula'; raw: string; tex: string; display: boolean }

/**
 * Markdown → block tokens. Never throws: text that overflows the lexer's recursion comes back as one plain paragraph.
 * Reference definitions are off, because `[1]` is a citation here and because a line further down must not change
 * what stands above it.
 */
export const lex = (markdown: string): AnswerToken[] => {
  try {
    return known(marked.lexer(boundDepth(markdown)))
  } catch {
    // RangeError from thousands of nested marks, which no answer means: shown as it was written.
    return [{ type: 'paragraph', raw: markdown, text: markdown, tokens: [{ type: 'escape', raw: markdown, text: markdown }] }]
  }
}

/** Only tokens that we render; anything else is dropped here, at the edge, so the renderer can be exhaustive. */
export const known = (tokens: Token[]): AnswerToken[] => tokens.filter((token): token is AnswerToken => TYPES.has(token.type))

const TYPES = new Set(
  (
    'blockquote br checkbox citation code codespan del em escape formula heading hr image link list list_item paragraph space ' +
    'strong table text'
  ).split(' '),
)

/** More than eight markers at the start of one line nest the lexer, not the thought: the ninth becomes text. */
const boundDepth = (markdown: string): string => markdown.replace(DEEP, '$1\\')
const DEEP = /^((?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){8}[ \t]*)(?=[>*+-])/gm

const formula = (raw: string, tex: string | undefined, display: boolean): FormulaToken | undefined =>
  tex?.trim() ? { type: 'formula', raw, tex: tex.trim(), display } : undefined

const marked = new Marked({
  gfm: true,
  // `undefined` means "not this rule": HTML and definitions fall through to text.
  tokenizer: {
    html: () => undefined,
    tag: () => undefined,
    def: () => undefined,
    // `false` means "as always". Matching emphasis is quadratic, so a paragraph made of its signs is left as text.
    emStrong: (_src, paragraph) => (countSigns(paragraph) > MAX_SIGNS ? undefined : false),
  },
  extensions: [
    {
      name: 'formula',
      level: 'block',
      start: (src) => indexIn(/\n {0,3}(?:\$\$|\\\[)/, src),
      tokenizer(src) {
        const match = BLOCK_FORMULA.exec(src)
        return match ? formula(match[0], match[1] ?? match[2], true) : undefined
      },
    },
    {
      name: 'formula',
      level: 'inline',
      start: (src) => indexIn(/\$|\\[([]/, src),
      tokenizer(src) {
        const display = DISPLAY_FORMULA.exec(src)
        if (display) return formula(display[0], display[1] ?? display[2], true)
        const inline = INLINE_FORMULA.exec(src)
        return inline ? formula(inline[0], inline[1] ?? inline[2], false) : undefined
      },
    },
    {
      name: 'citation',
      level: 'inline',
      start: (src) => indexIn(/\[\d/, src),
      tokenizer(src) {
        const match = /^\[(\d{1,3})\](?!\()/.exec(src)
        return match ? { type: 'citation', raw: match[0], n: Number(match[1]) } : undefined
      },
    },
  ],
})

const MAX_SIGNS = 1_000
let counted = { paragraph: '', signs: 0 }
/** Asked once for each sign of a paragraph, so the last answer is kept. */
const countSigns = (paragraph: string): number => {
  if (counted.paragraph !== paragraph) counted = { paragraph, signs: paragraph.match(/[*_]/g)?.length ?? 0 }
  return counted.signs
}

const indexIn = (pattern: RegExp, src: string): number | undefined => {
  const index = src.search(pattern)
  return index < 0 ? undefined : index
}

// A formula never spans a blank line, so an opening sign that is never closed cannot swallow the rest of the answer.
const BLOCK_FORMULA = /^ {0,3}(?:\$\$((?:(?!\n[ \t]*\n|\$\$)[\s\S])+)\$\$|\\\[((?:(?!\n[ \t]*\n|\\\])[\s\S])+)\\\])[ \t]*(?:\n|$)/
const DISPLAY_FORMULA = /^(?:\$\$((?:(?!\$\$)[\s\S])+)\$\$|\\\[((?:(?!\\\])[\s\S])+)\\\])/
/** `$…$` touches its content at both ends and no digit or letter follows, so "$5 and $10" stays money. */
const INLINE_FORMULA = /^(?:\\\(((?:(?!\\\))[\s\S])+)\\\)|\$(?![\s$])((?:\\.|[^$\n\\])+?)(?<![\s\\])\$(?![\w$]))/
