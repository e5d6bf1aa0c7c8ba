import { lex } from './lex'
import { mend, mendCut } from './mend'
import type { AnswerToken, MarkdownBlock } from './tokens'
import { collectReferences, isDefinition, noReferences, type References } from './tokens'
/** How far a text is: still growing, whole, or broken off where its writer was stopped. */
export type TextState = 'writing' | 'whole' | 'cut'

type ListToken = Extract<AnswerToken, { type: 'list' }>

/**
 * Growing Markdown → blocks, lexing only what can still change. A block can change as long as fewer than two blocks
 * follow it (a line `2` below a list is a paragraph until it becomes `2. next`, and then the list's), so all earlier ones are
 * kept as they are. A long list is kept item by item in the same way. `read` is a cache: its result depends on its
 * arguments only, so calling it while rendering is pure.
 */
export class BlockStream {
  #settled: MarkdownBlock[] = []
  /** The last settled block is a list that goes on in the tail. */
  #isListOpen = false
  /** The text up to here is settled. */
  #end = 0
  #text = ''
  #tail = ''
  #blocks: MarkdownBlock[] = []
  #definitions = ''
  #references = noReferences

  readonly #prefix: string

  /** `prefix` makes ids in the text unique in its page. */
  constructor(prefix = '') {
    this.#prefix = prefix
  }

  /** What names stand for in what was read last; the same object until that changes. */
  get references(): References {
    return this.#references
  }

  read(markdown: string, state: TextState): MarkdownBlock[] {
    const text = markdown.includes('\r') ? markdown.replace(/\r\n?/g, '\n') : markdown
    if (!isContinued(this.#text, text)) this.#reset()
    this.#text = text
    const tail = this.#toTail(text, state)
    // Same tail, same blocks: a long code block costs nothing between two lines.
    if (tail === this.#tail && this.#blocks.length > 0) return this.#blocks
    const from = this.#end
    this.#blocks = this.#settle(this.#place(lex(tail)))
    this.#tail = tail.slice(this.#end - from)
    this.#collect()
    return this.#blocks
  }

  #toTail(text: string, state: TextState): string {
    if (state === 'writing') return mend(text.slice(this.#end, toStep(this.#end, text.length)))
    return state === 'cut' ? mendCut(text.slice(this.#end)) : text.slice(this.#end)
  }

  #collect() {
    const definitions = this.#blocks.filter(isDefinition)
    const raw = definitions.map(({ token }) => token.raw).join('')
    if (raw === this.#definitions) return
    this.#definitions = raw
    this.#references = collectReferences(definitions, this.#prefix)
  }

  #reset() {
    this.#settled = []
    this.#isListOpen = false
    this.#end = 0
    this.#tail = ''
    this.#blocks = []
    this.#definitions = ''
    this.#references = noReferences
  }

  #place(tokens: AnswerToken[]): MarkdownBlock[] {
    let at = this.#end
    const blocks: MarkdownBlock[] = []
    for (const token of tokens) {
      if (token.type !== 'space') blocks.push({ at, token })
      at += token.raw.length
    }
    return blocks
  }

  /** Moves from the tail what nothing can change any more, and returns all blocks. */
  #settle(tail: MarkdownBlock[]): MarkdownBlock[] {
    const moving = tail.slice(0, -2)
    const first = tail[moving.length]
    if (first && moving.every(({ at, token }) => this.#text.startsWith(token.raw, at))) {
      for (const block of moving) this.#push(block)
      this.#end = first.at
      const rest = this.#settleItems(tail.slice(moving.length))
      return this.#join(rest)
    }
    return this.#join(tail)
  }

  /** All but the last two items of a long list settle too. */
  #settleItems(tail: MarkdownBlock[]): MarkdownBlock[] {
    const [first, ...others] = tail
    if (first?.token.type !== 'list' || first.token.items.length < 8) return tail
    const list = first.token
    const kept = list.items.slice(0, -2)
    const raw = kept.map((item) => item.raw).join('')
    if (!list.raw.startsWith(raw) || !this.#text.startsWith(raw, first.at)) return tail
    this.#push({ at: first.at, token: { ...list, raw, items: kept } })
    this.#isListOpen = true
    this.#end = first.at + raw.length
    return [{ at: this.#end, token: { ...list, raw: list.raw.slice(raw.length), items: list.items.slice(-2) } }, ...others]
  }

  #push(block: MarkdownBlock) {
    const joined = this.#join([block])
    this.#settled = joined
    this.#isListOpen = false
  }

  #join(tail: MarkdownBlock[]): MarkdownBlock[] {
    const [first, ...others] = tail
    const last = this.#settled.at(-1)
    if (!this.#isListOpen || first?.token.type !== 'list' || last?.token.type !== 'list') return [...this.#settled, ...tail]
    return [...this.#settled.slice(0, -1), { at: last.at, token: joinLists(last.token, first.token) }, ...others]
  }
}

/**
 * Up to where a growing tail is read. Each update lexes the tail anew, so a block that stays open for thousands of
 * characters is read in steps, the longer the larger: 64 characters at 40,000, which a fast model writes in a sixth of a second.
 */
const toStep = (start: number, end: number): number => {
  const step = 2 ** Math.floor(Math.log2(Math.max(1, (end - start) / maxSteps)))
  return end - ((end - start) % step)
}
const maxSteps = 512

/** An answer only ever grows, so its last lines tell; comparing all of it in each frame would be quadratic. */
const isContinued = (before: string, after: string): boolean => {
  const from = Math.max(0, before.length - 400)
  return after.startsWith(before.slice(from), from)
}

const joinLists = (a: ListToken, b: ListToken): ListToken => ({ ...a, raw: a.raw + b.raw, items: [...a.items, ...b.items] })
