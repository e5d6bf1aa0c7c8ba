import type { RunEvent } from '@/lib/protocol/event'
import { JsonProperty } from '@/lib/protocol/json-property'
import type { FinalAnswerCall } from './model-reply'
import { type TextPiece, TextReader } from './models/text-reader'
import type { TextSpans } from './text-spans'

/** Nothing that is written in an answer is a call. */
const noTools: ReadonlySet<string> = new Set()

/**
 * The answer out of the arguments of `final_answer`, `{"answer": "…"`, written as text while they are still coming. A model
 * may think aloud here too, and a token of its template may stand at the end: neither is part of the answer.
 */
export class AnswerText {
  readonly answer: FinalAnswerCall
  readonly #write: (event: RunEvent) => void
  readonly #spans: TextSpans
  /** The index of LangChain's block, by which thinking is told apart. */
  readonly #index: number
  readonly #property = new JsonProperty('answer')
  readonly #reader = new TextReader(noTools)

  constructor(index: number, answer: FinalAnswerCall, write: (event: RunEvent) => void, spans: TextSpans) {
    this.#index = index
    this.answer = answer
    this.#write = write
    this.#spans = spans
  }

  /** Adds to the arguments. Where `isShown` is false they are kept and not written. */
  push(delta: string, isShown: boolean): void {
    this.answer.argsText += delta
    const text = this.#property.push(delta)
    if (text !== '' && isShown) this.#writePieces(this.#reader.push(text))
  }

  /** Writes what was held back, since more could have changed what it is. */
  flush(): void {
    this.#writePieces(this.#reader.end())
  }

  /** Ends the text, if there is one. */
  end(): void {
    const { messageId } = this.answer
    if (messageId) this.#write({ type: 'TEXT_MESSAGE_END', messageId })
  }

  #writePieces(pieces: TextPiece[]): void {
    const { answer } = this
    for (const piece of pieces) {
      if (piece.type === 'thinking') this.#spans.thinking(this.#index, piece.text)
      if (piece.type !== 'text') continue
      this.#spans.end('thinking')
      answer.text += piece.text
      answer.messageId ??= this.#spans.startText('answer')
      this.#write({ type: 'TEXT_MESSAGE_CONTENT', messageId: answer.messageId, delta: piece.text })
    }
  }
}
