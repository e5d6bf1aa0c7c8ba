import { Lexer, Marked, type Token } from 'marked'
import cjkFriendly from 'marked-cjk-friendly'
import { blocks, table } from './lex-block'
import { del, emStrong, inlines, url } from './lex-inline'
import { widthOf } from './syntax'
import { type AnswerToken, known } from './tokens'

/**
 * Markdown → block tokens. Never throws: text that overflows the lexer's recursion comes back as one plain paragraph.
 * What a reference leads to is looked up when it is drawn ({@link AnswerToken} `reference`), because `[1]` is a citation here
 * and because a line further down must not change the tokens of what stands above it.
 */
export const lex = (markdown: string): AnswerToken[] => {
  try {
    return known(new AnswerLexer(marked.defaults).lex(boundDepth(markdown)))
  } catch {
    // RangeError from thousands of nested marks, which no answer means: shown as it was written.
    return [{ type: 'paragraph', raw: markdown, text: markdown, tokens: [{ type: 'escape', raw: markdown, text: markdown }] }]
  }
}

/** More than eight markers at the start of one line nest the lexer, not the thought: the ninth becomes text. */
const boundDepth = (markdown: string): string => markdown.replace(deepNesting, '$1\\')
const deepNesting = /^((?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){8}[ \t]*)(?=[>*+-])/gm

const marked = new Marked(
  { gfm: true },
  // Emphasis beside Chinese, Japanese and Korean text and its punctuation, where CommonMark sees none.
  cjkFriendly(),
  // `undefined` means "not this rule" and `false` "as always": HTML falls through to text, and so do references.
  {
    tokenizer: { html: () => undefined, tag: () => undefined, def: () => undefined, table, url, del, emStrong },
    extensions: [blocks, inlines],
  },
)

/** Marked's, which reads each paragraph, item and cell with the line breaks that it keeps. */
class AnswerLexer extends Lexer {
  #depth = 0

  override inlineTokens(src: string, tokens?: Token[]): Token[] {
    const text = this.#depth === 0 ? keepLineBreaks(src) : src
    this.#depth++
    try {
      return super.inlineTokens(text, tokens)
    } finally {
      this.#depth--
    }
  }
}

/** Lines as long as this, up to `MAX_WRAPPED`, were wrapped by hand or by a tool to fit a page. Columns. */
const minWrapped = 60
const maxWrapped = 100

/**
 * A single line break says something in verses, addresses and lists without bullets, and nothing in text that was wrapped to
 * fit a page. So it is kept (as Markdown's hard break, two spaces), but for one after a line of 60 to 100 columns that does
 * not end a sentence. What decides is the line before it alone, so nothing moves when more is written.
 */
export const keepLineBreaks = (text: string): string =>
  text.includes('\n') ? text.replace(/^(.*[^\s\\])([ \t]?)\n(?!\s*$)/gm, keepBreak) : text

const keepBreak = (all: string, line: string, space: string): string => {
  const width = widthOf(line)
  const isWrapped = width >= minWrapped && width <= maxWrapped && !/[.!?:;。！？：；…][\s"'”’)*_\]]*$/.test(line)
  return isWrapped ? all : `${line}${space}  \n`
}
