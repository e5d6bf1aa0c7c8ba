import { JsonScanner } from './json-scanner'

/**
 * Takes the text of one string property out of a JSON object that is still being written: of `{"answer": "Hel` it gives
 * `Hel`. Right at every split, escapes and surrogate pairs included, and linear. Only properties of the outermost object
 * count, and of those with the name the first.
 */
export class JsonProperty {
  readonly #name: string
  readonly #scanner = new JsonScanner()
  /** The string that is read is a key of the outermost object, the value that is wanted, or neither. */
  #role: 'key' | 'wanted' | 'other' = 'other'
  #key = ''
  /** An escape under way: `\`, or `\u00e` … */
  #escape = ''
  /** The first half of a surrogate pair, held until the second comes, so that no half is ever given out. */
  #half = ''
  #state: 'sought' | 'begun' | 'done' = 'sought'

  constructor(name: string) {
    this.#name = name
  }

  /** True when the property's opening quote has been read. */
  get begun(): boolean {
    return this.#state !== 'sought'
  }

  /** True when the property’s closing quote has been read. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /** The new text of the property in `json`, the next fragment of the document; `''` when there is none. */
  push(json: string): string {
    let text = ''
    for (let at = 0; at < json.length; ) {
      const end = this.#scanner.next(json, at)
      text += this.#read(json.slice(at, end))
      at = end
    }
    return text
  }

  #read(piece: string): string {
    switch (this.#scanner.kind) {
      case 'quote':
        this.#begin()
        return ''
      case 'text':
        return this.#role === 'other' ? '' : this.#text(piece)
      case 'escape':
        return this.#role === 'other' ? '' : this.#escaped(piece)
      case 'end-quote':
        return this.#role === 'other' ? '' : this.#end()
      default:
        return ''
    }
  }

  #begin(): void {
    if (this.#scanner.depth !== 1) this.#role = 'other'
    else if (this.#scanner.isKey) {
      this.#role = 'key'
      this.#key = ''
    } else if (this.#key === this.#name && this.#state === 'sought') {
      this.#role = 'wanted'
      this.#state = 'begun'
    } else this.#role = 'other'
  }

  #text(piece: string): string {
    if (this.#escape === '') return this.#give(piece)
    const digits = piece.slice(0, 6 - this.#escape.length)
    this.#escape += digits
    if (this.#escape.length < 6) return ''
    return this.#give(this.#settle() + piece.slice(digits.length))
  }

  #escaped(piece: string): string {
    const begun = this.#escape === '\\' ? '' : this.#settle()
    this.#escape += piece
    const isWhole = this.#escape.length > 1 && this.#escape !== '\\u'
    return this.#give(begun + (isWhole ? this.#settle() : ''))
  }

  /** What the escape under way stands for; one that is cut short, or no escape at all, for a sign that says so. */
  #settle(): string {
    const written = this.#escape
    this.#escape = ''
    if (written === '') return ''
    const char = written.charAt(1)
    if (char !== 'u') return simpleEscapes[char] ?? char
    return /^[\da-f]{4}$/i.test(written.slice(2)) ? String.fromCharCode(Number.parseInt(written.slice(2), 16)) : '\uFFFD'
  }

  #give(text: string): string {
    const whole = this.#half + text
    this.#half = lastHalf.test(whole) ? whole.slice(-1) : ''
    const given = (this.#half === '' ? whole : whole.slice(0, -1)).toWellFormed()
    if (this.#role === 'wanted') return given
    this.#key += given
    return ''
  }

  #end(): string {
    const rest = (this.#half + this.#settle()).toWellFormed()
    this.#half = ''
    if (this.#role === 'wanted') this.#state = 'done'
    else this.#key += rest
    return this.#role === 'wanted' ? rest : ''
  }
}

const lastHalf = /[\ud800-\udbff]$/
const simpleEscapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }
