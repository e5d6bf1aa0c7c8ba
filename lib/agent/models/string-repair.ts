/**
 * The inside of a JSON string made valid. What JSON knows no escape for is a backslash that was not doubled, and so is an
 * escape that begins the name of a TeX command (`\frac`, `\theta`, `\nabla`): nobody writes a form feed before "rac".
 */
export class StringRepair {
  /** An escape under way: `\`, `\u00e`, or `\n` with the letters that follow. */
  #escape = ''
  /** An escaped backslash just ended; a letter after it shows that this document doubles them. */
  #afterPair = false
  /** What this document does with the backslashes of TeX, once it is known. */
  #habit: 'unknown' | 'doubled' | 'single' = 'unknown'

  begin(): void {
    this.#escape = ''
    this.#afterPair = false
  }

  /** The next part of a string, or its closing quote. */
  push(text: string): string {
    let given = ''
    for (let at = 0; at < text.length; ) {
      const plain = this.#plainLength(text, at)
      given += plain > 0 ? text.slice(at, at + plain) : this.#char(text.charAt(at))
      at += Math.max(plain, 1)
    }
    return given
  }

  /** How many characters from `at` on stand for themselves. */
  #plainLength(text: string, at: number): number {
    if (this.#escape !== '' || this.#afterPair) return 0
    special.lastIndex = at
    return (special.exec(text)?.index ?? text.length) - at
  }

  #char(char: string): string {
    if (this.#afterPair) {
      this.#afterPair = false
      if (this.#habit === 'unknown' && isLetter(char)) this.#habit = 'doubled'
    }
    if (this.#escape !== '') return this.#escaped(char)
    if (char === '\\') {
      this.#escape = char
      return ''
    }
    return char < ' ' ? (controlEscapes[char] ?? hiddenControl) : char
  }

  /** An escape that was cut off, as it stands. */
  end(): string {
    const text = this.#escape
    this.#escape = ''
    return text
  }

  #escaped(char: string): string {
    const kind = this.#escape.charAt(1)
    if (kind === '') return this.#begun(char)
    if (kind === 'u') return this.#unicode(char)
    const word = this.#escape.slice(1)
    if (isLetter(char)) {
      if (beginsCommand(word + char)) {
        this.#escape += char
        return ''
      }
      return this.#settle(false) + this.#char(char)
    }
    const isCommand = commands.has(word) && (this.#habit === 'single' || !alsoWords.has(word))
    return this.#settle(isCommand) + this.#char(char)
  }

  /** The character right after the backslash. */
  #begun(char: string): string {
    switch (char) {
      case '\\':
        this.#afterPair = true
        this.#escape = ''
        // Where single ones are TeX, two are its line break.
        return this.#habit === 'single' ? '\\\\\\\\' : '\\\\'
      case '"':
      case '/':
        this.#escape = ''
        return `\\${char}`
      case 'u':
        this.#escape += char
        return ''
      case 'n':
      case 'r':
      case 't':
        if (this.#habit === 'doubled') {
          this.#escape = ''
          return `\\${char}`
        }
        this.#escape += char
        return ''
      default:
        this.#escape = char === 'b' || char === 'f' ? `\\${char}` : '\\'
        return this.#settle(true) + (char === 'b' || char === 'f' ? '' : this.#char(char))
    }
  }

  #unicode(char: string): string {
    if (!/[0-9a-fA-F]/.test(char)) return this.#settle(true) + this.#char(char)
    this.#escape += char
    if (this.#escape.length < 6) return ''
    const code = Number.parseInt(this.#escape.slice(2), 16)
    const text = this.#escape
    this.#escape = ''
    return code < 0x20 && !shownControls.has(code) ? hiddenControl : text
  }

  /** Ends the escape under way, as a backslash of its own or as what JSON takes it for. */
  #settle(isBackslash: boolean): string {
    const text = this.#escape
    this.#escape = ''
    if (!isBackslash) return text
    if (this.#habit === 'unknown') this.#habit = 'single'
    return `\\${text}`
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /["\\\u0000-\u001f]/g
const controlEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
/** Nothing that a person can see stands for the others. */
const hiddenControl = '\\ufffd'
const shownControls: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d])
const isLetter = (char: string): boolean => /[a-zA-Z]/.test(char)

/** Commands of TeX that begin with a letter which is an escape of JSON too. */
const commands: ReadonlySet<string> = new Set(
  `nabla natural ncong ne nearrow neg neq newcommand newline nexists ngeq ngtr ni nleftarrow nleq nless nmid nolimits nonumber
  norm not notag notin nparallel nprec nrightarrow nsim nsubseteq nsucc nsupseteq nu nwarrow
  raggedright raise rang rangle rbrace rbrack rceil ref relax renewcommand rfloor rgroup rho right rightarrow rightarrows
  rightharpoonup rightleftharpoons rightsquigarrow rm rmoustache roman root rtimes rule rvert rVert
  tag tan tanh tau tbinom text textbf textit textrm textsf textstyle texttt textup tfrac therefore theta thetasym thickapprox
  thicksim tilde times tiny to top triangle triangledown triangleleft triangleq triangleright tt twoheadrightarrow`.split(/\s+/),
)
/** A line may well begin with "e = 2.7", "less" or "exists": these are commands only where others were seen. */
const alsoWords: ReadonlySet<string> = new Set('ne neg nexists ni nless nmid norm not nparallel nsim nu'.split(' '))
const beginnings: ReadonlySet<string> = new Set(
  [...commands].flatMap((command) => Array.from(command, (_letter, end) => command.slice(0, end + 1))),
)
const beginsCommand = (word: string): boolean => beginnings.has(word)
