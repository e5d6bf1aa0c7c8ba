import { widthOf } from './cjk'

/** Lines as long as this, up to `MAX_WRAPPED`, were wrapped by hand or by a tool to fit a page. Columns. */
const MIN_WRAPPED = 60
const MAX_WRAPPED = 100

/**
 * A single line break says something in verses, addresses and lists without bullets, and nothing in text that was wrapped to
 * fit a page. So it is kept (as Markdown's hard break, two spaces), but for one after a line of 60 to 100 columns that does
 * not end a sentence. What decides is the line before it alone, so nothing moves when more is written.
 */
export const keepLineBreaks = (text: string): string =>
  text.includes('\n') ? text.replace(/^(.*[^\s\\])([ \t]?)\n(?!\s*$)/gm, keepBreak) : text

const keepBreak = (all: string, line: string, space: string): string => {
  const width = widthOf(line)
  const isWrapped = width >= MIN_WRAPPED && width <= MAX_WRAPPED && !/[.!?:;。！？：；…][\s"'”’)*_\]]*$/.test(line)
  return isWrapped ? all : `${line}${space}  \n`
}
