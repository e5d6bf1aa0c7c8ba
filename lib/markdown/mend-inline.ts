import { halfMarkPattern, readCitation } from '@/lib/run-view/citation-marks'
import { isCjk, isMoney, readFormula } from './syntax'

/**
 * The same for the text of one paragraph, item or cell: `a **b` → `a **b**`, `see [the pa` → `see the pa`,
 * `tall [1` → `tall`. Follows CommonMark's rules for what opens and closes, as far as half-written text needs them.
 */
export const mendInline = (text: string): string => {
  if (text.length > maxLength) return text
  let out = ''
  const open: Open[] = []
  let i = 0
  while (i < text.length) {
    const char = text.charAt(i)
    if (char === '\\') {
      const environment = /^\\begin\{([a-z]*\*?)\}?/.exec(text.slice(i, i + 40))
      if (environment?.[0].endsWith('}')) {
        const closing = `\\end{${environment[1]}}`
        const end = text.indexOf(closing, i)
        if (end < 0) break // an open formula waits
        out += text.slice(i, end + closing.length)
        i = end + closing.length
        continue
      }
      if (environment || '\\begin'.startsWith(text.slice(i))) break
      const formula = text.charAt(i + 1) === '(' ? '\\)' : text.charAt(i + 1) === '[' ? '\\]' : undefined
      const end = formula ? text.indexOf(formula, i + 2) + 2 : i + 2
      if (end < i + 2 || end > text.length) break // half an escape or an open formula waits
      out += text.slice(i, end)
      i = end
    } else if (char === '`') {
      const run = runAt(text, i)
      const end = closingRun(text, i + run.length, run)
      if (end < 0) {
        const code = text
          .slice(i + run.length)
          .trimEnd()
          .replace(/[`\s]+$/, '')
        if (code) out += `${run}${code}${run}`
        break
      }
      out += text.slice(i, end)
      i = end
    } else if (char === '$') {
      const end = formulaEnd(text, i)
      if (end < 0) break
      out += text.slice(i, end)
      i = end
    } else if (char === '[' || (char === '!' && text.charAt(i + 1) === '[')) {
      const bracket = char === '!' ? i + 1 : i
      const link = linkAt(text, bracket)
      if (link.kind === 'whole') {
        out += text.slice(i, link.end)
        i = link.end
      } else if (link.kind === 'stub') {
        break
      } else if (link.kind === 'half') {
        out += text.slice(bracket + 1, link.end)
        break
      } else {
        i = bracket + 1 // the sign waits, the words show
      }
    } else if (char === '<' && tagPattern.test(text.slice(i, i + 8))) {
      const tag = tagPattern.exec(text.slice(i, i + 8))?.[0] ?? ''
      const top = open.findLastIndex((one) => one.sign === tag.replace('/', ''))
      if (!tag.startsWith('</')) open.push({ sign: tag, count: 1, at: out.length })
      else if (top >= 0) open.length = top
      out += tag
      i += tag.length
    } else if (char === '*' || char === '_' || char === '~') {
      const run = runAt(text, i)
      const after = characterAt(text, i + run.length)
      if (!after) break // the run may still grow; what it closes is closed below
      flank(run, characterBefore(text, i), after, open, out.length)
      out += run
      i += run.length
    } else {
      out += char
      i++
    }
  }
  return close(out.replace(stubText, ''), open)
}

/** At the end: half an address or tag, half an entity, the sign of a picture, half a citation in corner or full-width brackets or private marks. */
const stubText =
  /<(?:https?:|mailto:)?[\w:/.@?=&%+#-]*$|&#?\w{0,31}$|!$|【(?:\p{Nd}[^】\n`]{0,200})?$|［(?:\p{Nd}[^\]］\n`]{0,40})?$|\ue200[^\ue201\n`]*$/u

const tagPattern = /^<\/?(?:sub|sup|kbd)>/i

/** Matching brackets is quadratic in the worst case; no honest paragraph is this long. */
const maxLength = 10_000

type Open = { sign: string; count: number; at: number }

const runAt = (text: string, at: number): string => {
  let end = at + 1
  while (text.charAt(end) === text.charAt(at)) end++
  return text.slice(at, end)
}

/** Behind the run of exactly this many backticks, or -1. */
const closingRun = (text: string, from: number, run: string): number => {
  for (let at = text.indexOf(run, from); at >= 0; ) {
    const found = runAt(text, at)
    if (found.length === run.length) return at + run.length
    at = text.indexOf(run, at + found.length)
  }
  return -1
}

const characterAt = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 32) : ''
const characterBefore = (text: string, at: number): string => /[\s\S]$/u.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? ''

/**
 * Opens or closes emphasis, by the characters on either side (CommonMark 6.2, without its rule of three). Beside a CJK
 * character a sign may do either, as in marked-cjk-friendly.
 */
const flank = (run: string, before: string, after: string, open: Open[], at: number): void => {
  const sign = run.charAt(0)
  const isWord = (char: string) => /[\p{L}\p{N}]/u.test(char)
  const isInside = isWord(before) && isWord(after)
  const isFree = isCjk(before) || isCjk(after)
  if (sign === '~' && run.length !== 2) return
  if (isInside && (sign === '_' || (run.length === 1 && !isFree))) return // snake_case and 2*3
  let left = run.length
  if (before.trim()) {
    for (let top = open.findLastIndex((one) => one.sign === sign); top >= 0 && left > 0; ) {
      const opener = open[top]
      if (!opener) break
      const used = Math.min(opener.count, left)
      opener.count -= used
      left -= used
      open.length = opener.count > 0 ? top + 1 : top
      top = open.findLastIndex((one) => one.sign === sign)
    }
  }
  if (left > 0 && after.trim()) open.push({ sign, count: left, at: at + run.length - left })
}

/** Closes what is open, innermost first; a sign with nothing behind it yet is left out. */
const close = (text: string, open: Open[]): string => {
  let out = text.trimEnd()
  let closing = ''
  for (const { sign, count, at } of open.toReversed()) {
    const length = sign.length * count
    if (out.length <= at + length) out = out.slice(0, at).trimEnd()
    else closing += sign.startsWith('<') ? sign.replace('<', '</') : sign.repeat(count)
  }
  return closing || out.length < text.trimEnd().length ? out + closing : text
}

/**
 * Behind the formula or amount that starts with this `$`, or -1 for a formula that is still open: it shows when it
 * can be set. An open `$` is taken for one only while it looks like one ("$HOME is where" does not).
 */
const formulaEnd = (text: string, at: number): number => {
  if (text.startsWith('$$', at)) {
    const end = text.indexOf('$$', at + 2)
    return end < 0 ? -1 : end + 2
  }
  const rest = text.slice(at + 1)
  const before = text.charAt(at - 1)
  const formula = readFormula(text.slice(at), before)
  if (formula) return at + formula.raw.length
  const line = rest.split('\n', 1)[0] ?? ''
  const isOpen = line === rest && line.length < 200 && !line.includes('$') && /^$|^[A-Za-z\\({|]/.test(line)
  const isProse = /(?:^|\s)[A-Za-z]{3,}\s+[A-Za-z]{2,}/.test(line)
  return isOpen && !isProse && !isMoney(line, before) ? -1 : at + 1
}

type Link = { kind: 'whole'; end: number } | { kind: 'half'; end: number } | { kind: 'stub' } | { kind: 'open' }

/** What the `[` at `at` has become so far. */
const linkAt = (text: string, at: number): Link => {
  if (/^\[\^[^\]\s]{0,60}$/.test(text.slice(at, at + 64)) || halfMarkPattern.test(text.slice(at, at + 260)))
    return { kind: 'stub' }
  const label = closingBracket(text, at, '[', ']')
  if (label < 0) return { kind: 'open' }
  const isCitation = readCitation(text.slice(at, label + 1)) !== undefined
  if (label === text.length - 1) return isCitation ? { kind: 'whole', end: label + 1 } : { kind: 'half', end: label }
  // `[text][nam`: a reference shows its words.
  if (text.charAt(label + 1) === '[' && !isCitation && !text.includes(']', label + 1)) return { kind: 'half', end: label }
  if (text.charAt(label + 1) !== '(') return { kind: 'whole', end: label + 1 }
  const end = closingBracket(text, label + 1, '(', ')')
  if (end >= 0) return { kind: 'whole', end: end + 1 }
  return /^[^\n]*$/.test(text.slice(label)) ? { kind: 'half', end: label } : { kind: 'whole', end: label + 1 }
}

const closingBracket = (text: string, at: number, opens: string, closes: string): number => {
  let depth = 0
  for (let i = at; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === '\\') i++
    else if (char === opens) depth++
    else if (char === closes && --depth === 0) return i
  }
  return -1
}
