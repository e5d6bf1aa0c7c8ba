import type { MessageId, RunEvent, TextKind } from '@/lib/protocol/event'

type Span = { kind: 'text' | 'thinking'; messageId: MessageId }

/**
 * Text and thinking of one model turn as spans of events. LangChain finishes its blocks only at the end of a message; for
 * a reader, thinking ends when text or a call begins, and text ends when a call begins.
 */
export class TextSpans {
  readonly #write: (event: RunEvent) => void
  readonly #createId: () => string
  /** The spans that are open, by the index of LangChain's block. */
  readonly #open = new Map<number, Span>()

  constructor(write: (event: RunEvent) => void, createId: () => string) {
    this.#write = write
    this.#createId = createId
  }

  text(index: number, delta: string): void {
    this.end('thinking')
    let span = this.#open.get(index)
    if (span?.kind !== 'text') {
      span = { kind: 'text', messageId: this.startText('prose') }
      this.#open.set(index, span)
    }
    this.#write({ type: 'TEXT_MESSAGE_CONTENT', messageId: span.messageId, delta })
  }

  thinking(index: number, delta: string): void {
    let span = this.#open.get(index)
    if (span?.kind !== 'thinking') {
      span = { kind: 'thinking', messageId: this.#createId() as MessageId }
      this.#open.set(index, span)
      this.#write({ type: 'REASONING_START', messageId: span.messageId })
      this.#write({ type: 'REASONING_MESSAGE_START', messageId: span.messageId, role: 'reasoning' })
    }
    this.#write({ type: 'REASONING_MESSAGE_CONTENT', messageId: span.messageId, delta })
  }

  /** Begins a text whose end the caller writes. */
  startText(kind: TextKind): MessageId {
    const messageId = this.#createId() as MessageId
    this.#write({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind } })
    return messageId
  }

  /** Ends what is open, of one kind or of both. */
  end(kind?: Span['kind']): void {
    for (const [index, span] of this.#open) {
      if (kind !== undefined && span.kind !== kind) continue
      const { messageId } = span
      if (span.kind === 'text') this.#write({ type: 'TEXT_MESSAGE_END', messageId })
      else {
        this.#write({ type: 'REASONING_MESSAGE_END', messageId })
        this.#write({ type: 'REASONING_END', messageId })
      }
      this.#open.delete(index)
    }
  }

  /** Forgets what is open without ending it. */
  clear(): void {
    this.#open.clear()
  }
}
