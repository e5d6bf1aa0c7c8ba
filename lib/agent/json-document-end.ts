/**
 * Notices when a JSON object that arrives in fragments is complete: its outermost bracket has closed. It counts
 * brackets outside of strings and checks nothing else; a strict parse must follow.
 */
export class JsonEnd {
  #depth = 0
  #inString = false
  #escaped = false
  #complete = false

  get complete(): boolean {
    return this.#complete
  }

  push(fragment: string): void {
    for (let at = 0; at < fragment.length && !this.#complete; at += 1) {
      const char = fragment[at]
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (char === '\\') this.#escaped = true
        else if (char === '"') this.#inString = false
      } else if (char === '"') this.#inString = true
      else if (char === '{' || char === '[') this.#depth += 1
      else if (char === '}' || char === ']') {
        this.#depth -= 1
        this.#complete = this.#depth === 0
      }
    }
  }
}
