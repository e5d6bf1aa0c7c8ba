/**
 * Takes the text of one string property out of a JSON object that is still being written: of
 * `{"answer": "Hel` it gives `Hel`. Right at every split, escapes and surrogate pairs included, and linear: each
 * character is looked at once. Only properties of the outermost object count.
 */
export class AnswerStream {
  readonly #property: string
  #depth = 0
  #inString = false
  /** An escape under way: `\` or `\u00e` … */
  #escape = ''
  /** The first half of a surrogate pair, held until the second comes, so that no half is ever given out. */
  #highSurrogate = ''
  /** The string being read is a key of the outermost object, the value we want, or neither. */
  #role: 'key' | 'wanted' | 'other' = 'other'
  #expectKey = false
  #key = ''
  #done = false

  constructor(property = 'answer') {
    this.#property = property
  }

  /** True when the property's closing quote has been read. */
  get done(): boolean {
    return this.#done
  }

  /** The new text of the property in `json`, the next fragment of the document; `''` when there is none. */
  push(json: string): string {
    let text = ''
    for (let at = 0; at < json.length; ) {
      const plain = this.#inString && this.#escape === '' && this.#highSurrogate === '' ? plainLength(json, at) : 0
      if (plain > 0) {
        text += this.#plain(json.slice(at, at + plain))
        at += plain
      } else {
        const char = json.charAt(at)
        if (this.#inString) text += this.#inside(char)
        else this.#outside(char)
        at += 1
      }
    }
    return text
  }

  /** A run of characters that stand for themselves: most of any text, taken at once. */
  #plain(run: string): string {
    if (this.#role === 'key') this.#key += run
    return this.#role === 'wanted' ? run : ''
  }

  #outside(char: string): void {
    switch (char) {
      case '"':
        this.#inString = true
        if (this.#depth === 1 && this.#expectKey) {
          this.#role = 'key'
          this.#key = ''
        } else this.#role = this.#depth === 1 && this.#key === this.#property && !this.#done ? 'wanted' : 'other'
        return
      case '{':
      case '[':
        this.#depth += 1
        this.#expectKey = this.#depth === 1 && char === '{'
        return
      case '}':
      case ']':
        this.#depth -= 1
        return
      case ':':
        if (this.#depth === 1) this.#expectKey = false
        return
      case ',':
        if (this.#depth === 1) this.#expectKey = true
        return
    }
  }

  #inside(char: string): string {
    if (this.#escape !== '') return this.#escaped(char)
    if (char === '\\') {
      this.#escape = char
      return ''
    }
    if (char === '"') {
      this.#inString = false
      if (this.#role === 'wanted') this.#done = true
      return this.#flush()
    }
    return this.#give(char)
  }

  #escaped(char: string): string {
    const sequence = this.#escape + char
    if (sequence[1] === 'u' && sequence.length < 6) {
      this.#escape = sequence
      return ''
    }
    this.#escape = ''
    if (sequence[1] === 'u') {
      const code = Number.parseInt(sequence.slice(2), 16)
      return this.#give(Number.isNaN(code) ? '\uFFFD' : String.fromCharCode(code))
    }
    return this.#give(simpleEscapes[char] ?? char)
  }

  #give(char: string): string {
    if (this.#role === 'key') this.#key += char
    if (this.#role !== 'wanted') return ''
    if (char >= '\uD800' && char <= '\uDBFF') {
      const lone = this.#flush()
      this.#highSurrogate = char
      return lone
    }
    if (char >= '\uDC00' && char <= '\uDFFF') {
      const pair = this.#highSurrogate === '' ? '\uFFFD' : this.#highSurrogate + char
      this.#highSurrogate = ''
      return pair
    }
    return this.#flush() + char
  }

  #flush(): string {
    const lone = this.#highSurrogate === '' ? '' : '\uFFFD'
    this.#highSurrogate = ''
    return lone
  }
}

const simpleEscapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

const special = /["\\\uD800-\uDFFF]/g

/** How many characters from `at` on are none of quote, backslash and halves of a surrogate pair. */
function plainLength(json: string, at: number): number {
  special.lastIndex = at
  return (special.exec(json)?.index ?? json.length) - at
}
