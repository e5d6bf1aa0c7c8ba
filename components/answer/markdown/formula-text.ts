// A formula never spans a blank line, so an opening sign that is never closed cannot swallow the rest of the answer.
const BLOCK =
  /^ {0,3}(?:\$\$((?:(?!\n[ \t]*\n|\$\$)[\s\S])+)\$\$|\\\[((?:(?!\n[ \t]*\n|\\\])[\s\S])+)\\\]|(\\begin\{([a-z]+\*?)\}(?:(?!\n[ \t]*\n|\\end\{\4\})[\s\S])*\\end\{\4\}))[ \t]*(?:\n|$)/
const DISPLAY =
  /^(?:\$\$((?:(?!\$\$)[\s\S])+)\$\$|\\\[((?:(?!\\\])[\s\S])+)\\\]|(\\begin\{([a-z]+\*?)\}(?:(?!\n[ \t]*\n|\\end\{\4\})[\s\S])*\\end\{\4\}))/
/** `$…$` touches its content at both ends and no digit or letter follows, so "$5 and $10" stays money. */
const INLINE = /^(?:\\\(((?:(?!\\\))[\s\S])+)\\\)|\$(?![\s$])((?:\\.|[^$\n\\])+?)(?<![\s\\])\$(?![\w$]))/

/** Where a block formula may begin in the middle of a paragraph. */
export const BLOCK_FORMULA_START = /\n {0,3}(?:\$\$|\\\[|\\begin\{)/

export type FormulaText = { raw: string; tex: string; display: boolean }

/** The formula that stands alone on the first lines of a text. */
export const readBlockFormula = (text: string): FormulaText | undefined => {
  const match = BLOCK.exec(text)
  return match ? toFormula(match[0], match[1] ?? match[2] ?? match[3], true) : undefined
}

/** The formula that a text begins with. `before` is the character before it. */
export const readFormula = (text: string, before: string): FormulaText | undefined => {
  const display = DISPLAY.exec(text)
  if (display) return toFormula(display[0], display[1] ?? display[2] ?? display[3], true)
  const match = INLINE.exec(text)
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
