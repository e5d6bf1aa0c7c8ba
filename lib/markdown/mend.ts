import { mendInline } from './mend-inline'
import { eachLine, FenceReader } from './syntax'

/**
 * The end of unfinished Markdown, made whole: open signs are closed, and a line that is only the beginning of a sign
 * (`##`, `- `, `| a |`, three backticks) waits until it says what it is. Without it the signs flash on screen for as
 * long as the rest of them takes to arrive.
 *
 * Works on the last block only; `tail` may hold finished blocks before it, which stay as they are.
 */
export const mend = (tail: string): string => {
  const fence = openFence(tail)
  return fence === undefined ? mendText(tail) : wholeLines(tail, fence)
}

/** The same for text that ends here for good, because its writer was stopped: half a line of code is shown too. */
export const mendCut = (tail: string): string => (openFence(tail) === undefined ? mendText(tail) : tail)

const mendText = (tail: string): string => {
  const settled = withoutTableStub(withoutLineStub(tail))
  const start = leafStart(settled)
  // What was behind a marker may have been nothing but half a sign.
  return withoutLineStub(settled.slice(0, start) + mendInline(settled.slice(start)))
}

/** Code grows in whole lines: the last one waits for its end, and the opening line for its language. */
const wholeLines = (tail: string, fence: number): string => {
  const end = tail.lastIndexOf('\n') + 1
  return tail.slice(0, Math.max(end, fence))
}

/** Where the line of the fence that is still open begins, if one is. */
const openFence = (text: string): number | undefined => {
  const reader = new FenceReader()
  eachLine(text, (line, at, isWhole) => {
    reader.read(line, at, isWhole)
    return true
  })
  return reader.openAt
}

const prefix = '[ \\t]*(?:(?:>|[-*+]|\\d{1,9}[.)])[ \\t]+|>)*'
/**
 * A last line that so far is only a marker, a rule, an underline, a half task box, half a fence, half a tag, or what may
 * become the address that a name stands for (`[name]: https://…`).
 */
const lineStub = new RegExp(
  `^${prefix}(?:#{1,6}[ \\t]*|[-+*=_:~\`|> \\t]+|\\d{1,9}[.)]?|\\[[ xX]?(?:\\][ \\t]*)?|\\$\\$?|</?details[^>\\n]*)?$`,
)
/** No marker is this long, and what is only blanks takes the square of its length to be looked at. */
const maxStubChars = 400
const nameStub = /^ {0,3}\[(?!\^?\d)[^\]\n]{1,200}\]?$/
const addressStub =
  /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?(?:h|ht|htt|https?|https?:\S*|m|ma|mai|mail|mailt|mailto|mailto:\S*)?(?:[ \t]+["'(][^\n]*)?$/

const withoutLineStub = (text: string): string => {
  const start = text.lastIndexOf('\n') + 1
  const line = text.slice(start)
  return (line.length <= maxStubChars && lineStub.test(line)) ||
    (nameStub.test(line) && mayDefine(text.slice(0, start))) ||
    addressStub.test(line)
    ? text.slice(0, start)
    : text
}

/** A name is defined at the start of a block, or below another one. */
const mayDefine = (before: string): boolean => /(?:^|\n[ \t]*\n|(?:^|\n) {0,3}\[[^\]\n]+\]:[^\n]*\n)$/.test(before)

/** A table is shown from the moment its second line says that it is one, and a row from its first cell. */
const withoutTableStub = (text: string): string => {
  let start = text.length
  const lines: string[] = []
  while (start > 0) {
    const from = text.lastIndexOf('\n', start - (start === text.length && !text.endsWith('\n') ? 1 : 2)) + 1
    const line = text.slice(from, start)
    if (!/^[ \t>]*\|/.test(line)) break
    lines.unshift(line)
    start = from
    if (from === 0) break
  }
  const isUndecided =
    lines.length === 1 || (lines.length === 2 && !lines[1]?.endsWith('\n') && /^[\s>|:-]*$/.test(lines[1] ?? ''))
  return isUndecided ? text.slice(0, start) : text
}

/** Where the last paragraph, item, heading, quote line or table row begins, behind its markers. */
const leafStart = (text: string): number => {
  let start = 0
  for (const blank of text.matchAll(/\n(?=[ \t]*\n)/g)) start = blank.index + 1
  for (let at = start; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(at, end)
    const marker = /^[ \t]*\|/.test(line) ? lastBar(line) : markerPattern.exec(line)?.[0].length
    if (marker !== undefined) start = at + marker
    at = end + 1
  }
  return start
}
const markerPattern = new RegExp(
  `^(?:${prefix}#{1,6}[ \\t]+|[ \\t]*(?:(?:>|[-*+]|\\d{1,9}[.)])[ \\t]+|>)+(?:\\[[ xX]\\][ \\t]+)?)`,
)

/** Behind the last bar of a row that is neither escaped nor in code nor in a formula. */
const lastBar = (row: string): number => {
  let last = 0
  for (let i = 0; i < row.length; i++) {
    if (row.charAt(i) === '\\') i++
    else if (row.charAt(i) === '|') last = i + 1
    else if (/^\$[A-Za-z\\|{(]/.test(row.slice(i, i + 2))) {
      const end = row.indexOf('$', i + 1)
      if (end < 0) break
      i = end
    } else if (row.charAt(i) === '`') {
      const run = /^`+/.exec(row.slice(i))?.[0] ?? '`'
      const end = row.indexOf(run, i + run.length)
      if (end < 0) break
      i = end + run.length - 1
    }
  }
  return last
}
