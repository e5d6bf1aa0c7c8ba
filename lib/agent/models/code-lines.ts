/** Keeps track of where a growing text stands: at the start of a line or not, inside of a fenced code block or not. */
export class CodeLines {
  /** The beginning of the line under way. */
  #line = ''
  /** The characters that opened the block, which close it again. */
  #fence = ''

  get atStart(): boolean {
    return this.#line.trim() === ''
  }

  get inCode(): boolean {
    return this.#fence !== ''
  }

  startLine(): void {
    this.#endLine()
  }

  push(text: string): void {
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#add(text.slice(from, at))
      this.#endLine()
      from = at + 1
    }
    this.#add(text.slice(from))
  }

  #add(text: string): void {
    if (this.#line.length < maxLineStart) this.#line += text.slice(0, maxLineStart)
  }

  #endLine(): void {
    const fence = /^[\s>*+\d.-]*(`{3,}|~{3,})/.exec(this.#line)?.[1]
    if (fence !== undefined && this.#fence === '') this.#fence = fence
    else if (fence?.startsWith(this.#fence)) this.#fence = ''
    this.#line = ''
  }
}

const maxLineStart = 64
