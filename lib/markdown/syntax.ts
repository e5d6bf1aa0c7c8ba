/** A line that opens or closes a fence: what stands before it, its signs, and what follows them. */
export const fencePattern = /^((?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*[ \t]*)(`{3,}|~{3,})(.*)$/

type Open = { at: number; sign: string; holdsFences: boolean; inner?: string | undefined }

/**
 * Reads lines and says whether they are in a fence. A fence named `markdown` may hold others: in it a fence with a name
 * opens, and the next bare one closes that, though by CommonMark it would end the outer one, which no writer means.
 */
export class FenceReader {
  #open: Open | undefined

  /** Where the line of the fence that is open begins, if one is. */
  get openAt(): number | undefined {
    return this.#open?.at
  }

  /** `isWhole`: its line break has come. A line that may still grow closes nothing. */
  read(line: string, at: number, isWhole: boolean): void {
    const match = fencePattern.exec(line)
    if (!match) return
    const sign = match[2] ?? ''
    const info = match[3]?.trim() ?? ''
    const open = this.#open
    if (!open) {
      if (!(sign.startsWith('`') && info.includes('`')))
        this.#open = { at, sign, holdsFences: /^(?:markdown|mdx?)\b/i.test(info) }
    } else if (!isWhole) return
    else if (open.inner !== undefined) {
      if (sign.startsWith(open.inner) && !info) open.inner = undefined
    } else if (sign.startsWith(open.sign) && !info) this.#open = undefined
    else if (open.holdsFences && /^[\w+#.-]+$/.test(info)) open.inner = sign
  }
}

/** Calls `onLine` with each line, without its break, and where it begins; ends early where it returns `false`. */
export const eachLine = (text: string, onLine: (line: string, at: number, isWhole: boolean) => boolean | undefined): void => {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    if (onLine(text.slice(at, end), at, newline >= 0) === false) return
    at = end + 1
  }
}

// A formula never spans a blank line, so an opening sign that is never closed cannot swallow the rest of the answer.
const blockFormula =
  /^ {0,3}(?:\$\$((?:(?!\n[ \t]*\n|\$\$)[\s\S])+)\$\$|\\\[((?:(?!\n[ \t]*\n|\\\])[\s\S])+)\\\]|(\\begin\{([a-z]+\*?)\}(?:(?!\n[ \t]*\n|\\end\{\4\})[\s\S])*\\end\{\4\}))[ \t]*(?:\n|$)/
const displayFormula =
  /^(?:\$\$((?:(?!\$\$)[\s\S])+)\$\$|\\\[((?:(?!\\\])[\s\S])+)\\\]|(\\begin\{([a-z]+\*?)\}(?:(?!\n[ \t]*\n|\\end\{\4\})[\s\S])*\\end\{\4\}))/
/** `$…$` touches its content at both ends and no digit or letter follows, so "$5 and $10" stays money. */
const inlineFormula = /^(?:\\\(((?:(?!\\\))[\s\S])+)\\\)|\$(?![\s$])((?:\\.|[^$\n\\])+?)(?<![\s\\])\$(?![\w$]))/

/** Where a block formula may begin in the middle of a paragraph. */
export const blockFormulaStart = /\n {0,3}(?:\$\$|\\\[|\\begin\{)/

export type FormulaText = { raw: string; tex: string; display: boolean }

/** The formula that stands alone on the first lines of a text. */
export const readBlockFormula = (text: string): FormulaText | undefined => {
  const match = blockFormula.exec(text)
  return match ? toFormula(match[0], match[1] ?? match[2] ?? match[3], true) : undefined
}

/** The formula that a text begins with. `before` is the character before it. */
export const readFormula = (text: string, before: string): FormulaText | undefined => {
  const display = displayFormula.exec(text)
  if (display) return toFormula(display[0], display[1] ?? display[2] ?? display[3], true)
  const match = inlineFormula.exec(text)
  if (!match || (match[2] !== undefined && isMoney(match[2], before))) return undefined
  return toFormula(match[0], match[1] ?? match[2], false)
}

/**
 * Whether `$…$` is about money: the sign stands behind an amount or a country ("5$/month or 50$", "US$5 or A$"), or what is
 * between two signs is an amount with words or a country's letters ("$5 (US$)").
 */
export const isMoney = (content: string, before: string): boolean =>
  /[\w$]/.test(before) || /^\d[\d.,]*(?:[^\\{}$]*\s[A-Za-z]{3,}|.*[A-Z]{1,3}$)/.test(content)

const toFormula = (raw: string, tex: string | undefined, display: boolean): FormulaText | undefined =>
  tex?.trim() ? { raw, tex: tex.trim(), display } : undefined

/** Characters of Chinese, Japanese and Korean text with their punctuation and full-width signs, for a `u` class. */
export const cjkCharacters = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6`

/** An address in running text, for a `u` pattern. It ends where CJK text, a full-width sign or a typographic quotation mark begins. */
export const bareAddress = String.raw`(?:https?://|ftp://|www\.)[^\s<${cjkCharacters}“”„«»‘’…]+`

const oneCjk = new RegExp(`[${cjkCharacters}]`, 'u')
const allCjk = new RegExp(`[${cjkCharacters}]`, 'gu')

/** Whether one character is Chinese, Japanese or Korean, or a punctuation mark of theirs. */
export const isCjk = (character: string): boolean => oneCjk.test(character)

/** How many columns a text takes where CJK characters take two. */
export const widthOf = (text: string): number => text.length + (text.match(allCjk)?.length ?? 0)
