import { mendInline } from './mend-inline'

/**
 * The end of unfinished Markdown, made whole: open signs are closed, and a line that is only the beginning of a sign
 * (`##`, `- `, `| a |`, three backticks) waits until it says what it is. Without it the signs flash on screen for as
 * long as the rest of them takes to arrive.
 *
 * Works on the last block only; `tail` may hold finished blocks before it, which stay as they are.
 */
export const mend = (tail: string): string => {
  const fence = openFence(tail)
  if (fence !== undefined) return wholeLines(tail, fence)
  const settled = withoutTableStub(withoutLineStub(tail))
  const start = leafStart(settled)
  return settled.slice(0, start) + mendInline(settled.slice(start))
}

/** Code grows in whole lines: the last one waits for its end, and the opening line for its language. */
const wholeLines = (tail: string, fence: number): string => {
  const end = tail.lastIndexOf('\n') + 1
  return tail.slice(0, Math.max(end, fence))
}

const FENCE = /^((?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*[ \t]*)(`{3,}|~{3,})(.*)$/
/** Where the line of the fence that is still open begins, if one is. */
const openFence = (text: string): number | undefined => {
  let open: { at: number; sign: string } | undefined
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    const match = FENCE.exec(text.slice(at, end))
    const sign = match?.[2] ?? ''
    if (!open) {
      if (sign && !(sign.startsWith('`') && match?.[3]?.includes('`'))) open = { at, sign }
    } else if (newline >= 0 && sign.startsWith(open.sign) && !match?.[3]?.trim()) {
      open = undefined
    }
    at = end + 1
  }
  return open?.at
}

const PREFIX = '[ \\t]*(?:(?:>|[-*+]|\\d{1,9}[.)])[ \\t]+|>)*'
/** A last line that so far is only a marker, a rule, an underline, a half task box or half a fence. */
const LINE_STUB = new RegExp(`^${PREFIX}(?:#{1,6}[ \\t]*|[-+*=_:~\`|> \\t]+|\\d{1,9}[.)]?|\\[[ xX]?(?:\\][ \\t]*)?|\\$\\$?)?$`)

const withoutLineStub = (text: string): string => {
  const start = text.lastIndexOf('\n') + 1
  return LINE_STUB.test(text.slice(start)) ? text.slice(0, start) : text
}

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
    const marker = MARKERS.exec(text.slice(at, end))
    if (marker) start = at + marker[0].length
    at = end + 1
  }
  return start
}
const MARKERS = new RegExp(
  `^(?:${PREFIX}#{1,6}[ \\t]+|[ \\t]*(?:(?:>|[-*+]|\\d{1,9}[.)])[ \\t]+|>)+(?:\\[[ xX]\\][ \\t]+)?|[ \\t]*\\|(?:.*[^\\\\]\\|)?)`,
)
