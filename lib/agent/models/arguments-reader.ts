import { parseCallArgs } from '@/lib/agent/parse-call-args'
import { JsonScanner } from '@/lib/protocol/json-scanner'
import { StringRepair } from './string-repair'
import { withoutEndTokens } from './template-tokens'

/**
 * The arguments of one call, however a server writes them, as the text of one JSON object that grows: an object where
 * text belongs, JSON inside of a JSON string, a placeholder `{}` before the real ones, the whole once more at the end, raw
 * line breaks and tabs in strings, and backslashes of TeX that were not doubled. Right at every split of the deltas, and
 * linear: each character is looked at once.
 */
export class ArgumentsReader {
  /** What kind of document it is: not known yet, an object, an object inside of a JSON string, or no such thing. */
  #kind: 'unknown' | 'object' | 'quoted' | 'other' = 'unknown'
  /** The object as it came. */
  #raw = ''
  /** Held back: the start of what may be a placeholder, or a quoted document up to its end. */
  #held = ''
  /** What came after the object's end. */
  #rest = ''
  #scanner = new JsonScanner()
  readonly #strings = new StringRepair()

  /** True when the outermost bracket has closed. */
  get complete(): boolean {
    return this.#scanner.isComplete
  }

  /** The next piece as it came, text or a whole value. Gives the JSON text that is certain by now, perhaps `''`. */
  push(piece: unknown): string {
    if (piece === undefined || piece === null) return ''
    return this.#read(typeof piece === 'string' ? piece : JSON.stringify(piece))
  }

  /**
   * What was held back, when nothing more comes. What follows an object, says something and is not the same again is given out
   * as it stands.
   */
  end(): string {
    if (this.#kind === 'quoted') return this.#readQuoted(this.#held)
    const text = this.#held + this.#strings.end()
    this.#held = ''
    return this.complete ? text + this.#restAtEnd() : text
  }

  #read(text: string): string {
    switch (this.#kind) {
      case 'unknown':
        return this.#begin(text)
      case 'quoted':
        this.#held += text
        return ''
      case 'other':
        return text
      case 'object':
        return this.complete ? this.#after(text) : this.#inside(text)
    }
  }

  #begin(text: string): string {
    const start = text.trimStart()
    if (start === '') return ''
    this.#kind = start.startsWith('{') ? 'object' : start.startsWith('"') ? 'quoted' : 'other'
    return this.#read(start)
  }

  /** `"{\"x\": 1}"`: what the string holds is read as if it had come as it is. */
  #readQuoted(text: string): string {
    this.#held = ''
    this.#kind = 'other'
    try {
      const inner: unknown = JSON.parse(text)
      if (typeof inner !== 'string') return text
      const reader = new ArgumentsReader()
      return reader.push(inner) + reader.end()
    } catch {
      return text // No JSON string after all; whoever parses it says so.
    }
  }

  #inside(text: string): string {
    let given = ''
    for (let at = 0; at < text.length; ) {
      const end = this.#scanner.next(text, at)
      given += this.#piece(text.slice(at, end))
      at = end
      if (!this.complete) continue
      this.#raw += text.slice(0, at)
      return given + this.#after(text.slice(at))
    }
    this.#raw += text
    return given
  }

  #piece(piece: string): string {
    switch (this.#scanner.kind) {
      case 'text':
      case 'escape':
      case 'end-quote':
        return this.#strings.push(piece)
      case 'quote':
        this.#strings.begin()
        return this.#outside(piece)
      default:
        return this.#outside(piece)
    }
  }

  /** What stands between strings. The first bracket waits until it is seen that the object is not empty. */
  #outside(piece: string): string {
    const isStart = this.#raw === '' && this.#scanner.depth === 1 && piece === '{' && this.#held === ''
    const mayBeEmpty = isStart || (this.#held !== '' && (piece.trim() === '' || this.complete))
    if (mayBeEmpty) {
      this.#held += piece
      return ''
    }
    const given = this.#held + piece
    this.#held = ''
    return given
  }

  /** Takes what comes after the end: an empty object may be followed by the real one, any other by the same once more. */
  #after(text: string): string {
    const isReal = this.#held !== '' && this.#rest.trim() === '' && text.trimStart().startsWith('{')
    if (!isReal) {
      this.#rest += text
      return ''
    }
    this.#raw = ''
    this.#held = ''
    this.#rest = ''
    this.#scanner = new JsonScanner()
    return this.#inside(text.trimStart())
  }

  #restAtEnd(): string {
    const rest = withoutEndTokens(this.#rest).trim()
    this.#rest = ''
    if (nothingMore.test(rest) || rest === this.#raw.trim()) return ''
    return JSON.stringify(parseCallArgs(rest)) === JSON.stringify(parseCallArgs(this.#raw)) ? '' : rest
  }
}

/** Brackets that were closed once too often, and the end of a fence. */
const nothingMore = /^[\]}`\s]*$/
