import { CodeLines } from './code-lines'
import { passEndTokens, withoutEndTokens } from './template-tokens'
import { parseWrittenCalls, startsLikeCall, type TextCall } from './written-calls'

/** What a piece of a message's text is for: to be read, or thinking, or a call. */
export type TextPiece = ProsePiece | { type: 'call'; call: TextCall }
export type ProsePiece = { type: 'text' | 'thinking'; text: string }

/**
 * Takes the text of a message apart: thinking in tags at its head, calls that are written out in it, and tokens of the chat
 * template at its end, which are left out. Right at every split of the deltas. What might be markup is held until it is
 * known; everything else passes at once. Markup in the middle of a line or in a code block is text.
 */
export class TextReader {
  readonly #offered: ReadonlySet<string>
  /** `head`: nothing but thinking and blanks so far. `whole`: the text is a call, as far as it is seen. */
  #mode: 'head' | 'text' | 'thinking' | 'call' | 'whole' = 'head'
  #held = ''
  /** The tag that is open, and the one that closes it. */
  #open = ''
  #close: string | undefined
  /** How much of the text held has been searched: for the closing tag, or for tokens of the template. */
  #searched = 0
  /** Blanks are passed over until the next word: after a tag, and before the first thought. */
  #skipsBlanks = false
  readonly #lines = new CodeLines()

  /** @param offered Names of the tools that were offered: only these can be called. */
  constructor(offered: ReadonlySet<string>) {
    this.#offered = offered
  }

  push(delta: string): TextPiece[] {
    this.#held += delta
    const pieces: TextPiece[] = []
    while (this.#step(pieces));
    return pieces
  }

  /** What was held back, when nothing more comes. */
  end(): TextPiece[] {
    const pieces: TextPiece[] = []
    const held = this.#held
    this.#held = ''
    switch (this.#mode) {
      case 'thinking':
        give(pieces, 'thinking', held)
        break
      case 'call':
      case 'whole': {
        const calls = parseWrittenCalls(withoutEndTokens(held), this.#offered)
        if (calls) pieces.push(...calls.map((call) => ({ type: 'call' as const, call })))
        else give(pieces, 'text', this.#open + withoutEndTokens(held))
        break
      }
      case 'head':
        // Blanks alone say nothing; some send them before a call.
        if (held.trim() !== '') give(pieces, 'text', withoutEndTokens(held))
        break
      case 'text':
        give(pieces, 'text', withoutEndTokens(held))
    }
    return pieces
  }

  /** True while there is more to do with what is held. */
  #step(pieces: TextPiece[]): boolean {
    switch (this.#mode) {
      case 'head':
        return this.#head()
      case 'thinking':
        return this.#thinking(pieces)
      case 'call':
        return this.#call(pieces)
      case 'text':
        return this.#text(pieces)
      case 'whole':
        return false
    }
  }

  #head(): boolean {
    const start = this.#held.trimStart()
    if (start === '') return false
    const thinking = thinkingTags.find(([open]) => start.startsWith(open))
    if (thinking) return this.#enter('thinking', thinking, start)
    const call = callTags.find(([open]) => start.startsWith(open))
    if (call) return this.#enter('call', call, start)
    if ([...thinkingTags, ...callTags].some(([open]) => open.startsWith(start))) return false
    const likeCall = startsLikeCall(start, this.#offered)
    if (likeCall === 'maybe') return false
    if (this.#skipsBlanks) this.#held = start
    this.#skipsBlanks = false
    this.#open = ''
    this.#mode = likeCall === 'yes' ? 'whole' : 'text'
    return true
  }

  #enter(mode: 'thinking' | 'call', [open, close]: Tags, held: string): boolean {
    this.#mode = mode
    this.#open = open
    this.#close = close
    this.#held = held.slice(open.length)
    this.#searched = 0
    this.#skipsBlanks = mode === 'thinking'
    return true
  }

  #thinking(pieces: TextPiece[]): boolean {
    const close = this.#close ?? ''
    const at = this.#held.indexOf(close)
    const end = at < 0 ? this.#held.length - heldBack(this.#held, close) : at
    let thought = this.#held.slice(0, end)
    if (this.#skipsBlanks) thought = thought.trimStart()
    if (thought !== '') this.#skipsBlanks = false
    give(pieces, 'thinking', thought)
    this.#held = this.#held.slice(at < 0 ? end : at + close.length)
    if (at < 0) return false
    this.#mode = 'head'
    this.#skipsBlanks = true
    return true
  }

  #call(pieces: TextPiece[]): boolean {
    if (this.#close === undefined) return false
    const at = this.#held.indexOf(this.#close, this.#searched)
    if (at < 0) {
      this.#searched = Math.max(0, this.#held.length - this.#close.length)
      return false
    }
    const body = this.#held.slice(0, at)
    const calls = parseWrittenCalls(body, this.#offered)
    if (calls) pieces.push(...calls.map((call) => ({ type: 'call' as const, call })))
    else this.#giveText(pieces, this.#open + body + this.#close)
    this.#held = this.#held.slice(at + this.#close.length)
    this.#skipsBlanks = calls !== undefined
    this.#searched = 0
    this.#mode = 'text'
    return true
  }

  #text(pieces: TextPiece[]): boolean {
    if (this.#skipsBlanks) {
      this.#held = this.#held.trimStart()
      if (this.#held === '') return false
      this.#lines.startLine()
      this.#skipsBlanks = false
    }
    const at = markup(this.#held)
    if (at !== 0) {
      this.#giveText(pieces, at < 0 ? this.#held : this.#held.slice(0, at))
      this.#held = at < 0 ? '' : this.#held.slice(at)
      return at > 0
    }
    if (this.#lines.atStart && !this.#lines.inCode) {
      const call = callTags.find(([open]) => this.#held.startsWith(open))
      if (call) return this.#enter('call', call, this.#held)
      if (callTags.some(([open]) => open.startsWith(this.#held))) return false
    }
    const passed = passEndTokens(this.#held, this.#searched)
    this.#searched = passed.end
    if (passed.isOpen) return false
    // Something else follows: what looked like an end was spoken of.
    const certain = Math.max(1, passed.end)
    this.#giveText(pieces, this.#held.slice(0, certain))
    this.#held = this.#held.slice(certain)
    this.#searched = 0
    return this.#held !== ''
  }

  #giveText(pieces: TextPiece[], text: string): void {
    this.#lines.push(text)
    give(pieces, 'text', text)
  }
}

type Tags = readonly [open: string, close: string | undefined]

const thinkingTags: Tags[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['[THINK]', '[/THINK]'],
  ['<seed:think>', '</seed:think>'],
  ['◁think▷', '◁/think▷'],
]

/** The tags around calls. Where there is no closing tag the call goes on to the end of the message. */
const callTags: Tags[] = [
  ['<tool_call>', '</tool_call>'],
  ['<function_call>', '</function_call>'],
  ['<tool_calls>', '</tool_calls>'],
  ['<|tool_call|>', undefined],
  ['<|python_tag|>', undefined],
  ['[TOOL_CALLS]', undefined],
]

/** The place where markup may begin, or -1. */
const markup = (text: string): number => text.search(/[<[]/)

/** How many characters at the end of `text` may be the beginning of `tag`. */
function heldBack(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length
  }
  return 0
}

function give(pieces: TextPiece[], type: 'text' | 'thinking', text: string): void {
  if (text === '') return
  const last = pieces.at(-1)
  if (last?.type === type) last.text += text
  else pieces.push({ type, text })
}
