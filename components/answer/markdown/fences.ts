/** A line that opens or closes a fence: what stands before it, its signs, and what follows them. */
export const FENCE = /^((?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*[ \t]*)(`{3,}|~{3,})(.*)$/

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
    const match = FENCE.exec(line)
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
