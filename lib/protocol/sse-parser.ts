/**
 * One event as read. `id` is the last that was named, by this event or before it, as the standard has it; on our own streams
 * the event's `seq`. `event` is `status` for what is said outside of the log, in a comment.
 */
export type SseFrame = { id?: string; event?: string; data: string }

/**
 * Takes the text of an event stream in pieces, cut anywhere, and gives the events that each piece completes. Lines end with
 * LF, CR or CRLF; a CR at the end of a piece ends its line at once, and an LF that follows in the next piece belongs to it.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class SseParser {
  /** The start of a line whose end has not come yet. */
  #pending = ''
  #isAfterCr = false
  #id: string | undefined
  #event = ''
  #data: string | undefined
  readonly #onComment: ((text: string) => SseFrame | undefined) | undefined

  /** @param onComment What a comment of a stream of ours says; other readers pass comments over, as the standard has it. */
  constructor(onComment?: (text: string) => SseFrame | undefined) {
    this.#onComment = onComment
  }

  feed(text: string): SseFrame[] {
    const frames: SseFrame[] = []
    if (text === '') return frames
    let from = this.#isAfterCr && text.startsWith('\n') ? 1 : 0
    let lf = text.indexOf('\n', from)
    let cr = text.indexOf('\r', from)
    while (lf >= 0 || cr >= 0) {
      const end = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr
      this.#line(this.#pending + text.slice(from, end), frames)
      this.#pending = ''
      from = end === cr && lf === cr + 1 ? end + 2 : end + 1
      if (lf >= 0 && lf < from) lf = text.indexOf('\n', from)
      if (cr >= 0 && cr < from) cr = text.indexOf('\r', from)
    }
    this.#pending += text.slice(from)
    this.#isAfterCr = text.endsWith('\r')
    return frames
  }

  #line(line: string, frames: SseFrame[]): void {
    if (line === '') {
      this.#dispatch(frames)
      return
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (colon === 0) {
      const said = this.#onComment?.(value)
      if (said) frames.push(said)
    }
    // `retry` and names that are not known are passed over.
    if (name === 'data') this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`
    else if (name === 'event') this.#event = value
    else if (name === 'id' && !value.includes('\0')) this.#id = value
  }

  /** Without data there is no event, but an `id` that was named stands. */
  #dispatch(frames: SseFrame[]): void {
    if (this.#data !== undefined) {
      const id = this.#id !== undefined && { id: this.#id }
      frames.push({ ...id, ...(this.#event !== '' && { event: this.#event }), data: this.#data })
    }
    this.#event = ''
    this.#data = undefined
  }
}
