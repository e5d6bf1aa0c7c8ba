/**
 * What a piece of JSON text is. A string is a `quote`, any number of `text` and `escape`, and an `end-quote`; a `word` is a
 * number, `true`, `null`, or what fits no rule of JSON.
 */
export type JsonPiece = 'space' | 'open' | 'close' | 'comma' | 'colon' | 'word' | 'quote' | 'text' | 'escape' | 'end-quote'

/**
 * Reads a JSON document that is still being written, piece by piece, at any split: it keeps track of which brackets are open and
 * whether it is inside of a string, and checks nothing else. Text that is no JSON never makes it throw.
 *
 *     for (let at = 0; at < text.length; at = end) {
 *       const end = scanner.next(text, at) // The piece is text.slice(at, end), and scanner.kind says what it is.
 *     }
 *
 * Where the text is cut, so may be its pieces: a word, a text, or an escape, which is a backslash and the character after
 * it (the digits of `\u00e9` come as text).
 */
export class JsonScanner {
  /** The kind of the piece that was read last. */
  kind: JsonPiece = 'space'
  readonly #open: ('}' | ']')[] = []
  #state: 'outside' | 'string' | 'escape' = 'outside'
  #keyNext = false
  #isKey = false
  #isComplete = false

  /** How many brackets are open; a closing one counts as closed. */
  get depth(): number {
    return this.#open.length
  }

  get inString(): boolean {
    return this.#state !== 'outside'
  }

  /** The string that is being read, or was read last, is the name of a member of an object. */
  get isKey(): boolean {
    return this.#isKey
  }

  /** The outermost bracket has closed. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** What would close the document as it is, innermost first: `"]}`. */
  get missing(): string {
    return (this.inString ? '"' : '') + this.#open.toReversed().join('')
  }

  /** All of the next part of the document, up to where its outermost bracket closes. */
  push(text: string): void {
    for (let at = 0; at < text.length && !this.#isComplete; ) at = this.next(text, at)
  }

  /** Reads the piece of `text` that begins at `at`, and gives where it ends: always after `at`. */
  next(text: string, at: number): number {
    if (this.#state !== 'outside') return this.#inside(text, at)
    const char = text.charAt(at)
    switch (char) {
      case '"':
        this.kind = 'quote'
        this.#state = 'string'
        this.#isKey = this.#keyNext
        return at + 1
      case '{':
      case '[':
        this.kind = 'open'
        this.#open.push(char === '{' ? '}' : ']')
        this.#keyNext = char === '{'
        return at + 1
      case '}':
      case ']':
        this.kind = 'close'
        this.#isComplete ||= this.#open.pop() !== undefined && this.#open.length === 0
        this.#keyNext = false
        return at + 1
      case ',':
        this.kind = 'comma'
        this.#keyNext = this.#open.at(-1) === '}'
        return at + 1
      case ':':
        this.kind = 'colon'
        this.#keyNext = false
        return at + 1
      default:
        this.kind = isSpace(char) ? 'space' : 'word'
        return endOf(this.kind === 'space' ? spaces : word, text, at)
    }
  }

  #inside(text: string, at: number): number {
    if (this.#state === 'escape') {
      this.#state = 'string'
      this.kind = 'escape'
      return at + 1
    }
    switch (text.charAt(at)) {
      case '"':
        this.kind = 'end-quote'
        this.#state = 'outside'
        return at + 1
      case '\\': {
        this.kind = 'escape'
        const isCut = at + 1 === text.length
        if (isCut) this.#state = 'escape'
        return isCut ? at + 1 : at + 2
      }
      default:
        this.kind = 'text'
        special.lastIndex = at
        return special.exec(text)?.index ?? text.length
    }
  }
}

const special = /["\\]/g
const spaces = /[ \n\t\r]+/y
const word = /[^\s{}[\],:"]+/y

const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\t' || char === '\r'

/** A character that neither of them takes, as a space that JSON does not know, is a piece of its own. */
const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at + 1
}
