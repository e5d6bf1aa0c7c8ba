import type { Lookup } from './search-question'
import type { Clause } from './sum-text'
import { sayings } from './talk'

/** A part of a question before its steps are known. A sum is text for the parser. */
export type Asked = { kind: 'sum'; text: string } | { kind: 'time'; place: string } | Lookup | { kind: 'talk'; answer: string }

/** What one piece of a message was read as. */
export type Read = Clause | { kind: 'asked'; parts: Asked[] }

export const say = (answer: string) => ({ kind: 'talk', answer }) as const

/** Puts clauses together: what says "that" goes on from the one sum before it. Where there is none, or more, it is refused. */
export class Chain {
  readonly #asked: Asked[] = []
  #lastAnswer: string | undefined
  /** The sums of the message, and a number that a chain begins with. */
  #sums: { kind: 'sum'; text: string }[] = []
  #start: string | undefined
  #isBroken = false
  #isStray = false

  constructor(lastAnswer: string | undefined) {
    this.#lastAnswer = lastAnswer
  }

  get hasSum(): boolean {
    return this.#sums.length > 0 || this.#start !== undefined
  }

  /** A sentence was not understood, so "that" may mean something in it. */
  break(): void {
    this.#isBroken = true
  }

  add(part: Read): void {
    switch (part.kind) {
      case 'asked':
        this.#asked.push(...part.parts)
        return
      case 'refused':
        this.#asked.push(say(part.answer))
        this.break()
        return
      case 'start':
        this.#isStray ||= this.#start !== undefined
        this.#start = part.text
        return
      case 'combine': {
        const known = this.#isBroken || (part.count ?? this.#sums.length) !== this.#sums.length || this.#sums.length < 2
        if (known) this.#refuse(sayings.nothingBefore)
        else this.#replace(this.#sums, this.#sums.map(({ text }) => `(${text})`).join(` ${part.sign} `))
        return
      }
      case 'sum':
        this.#addSum(part)
    }
  }

  #addSum({ text, usesThat }: Extract<Clause, { kind: 'sum' }>): void {
    if (!usesThat) {
      this.#isStray ||= this.#start !== undefined
      this.#push(text)
    } else if (this.#isBroken) this.#refuse(sayings.nothingBefore)
    else if (this.#start !== undefined) {
      this.#push(withThat(text, this.#start))
      this.#start = undefined
    } else if (this.#sums.length === 0) {
      const before = numberIn(this.#lastAnswer)
      if (before.number === undefined) this.#refuse(before.why)
      else this.#push(withThat(text, before.number))
    } else if (this.#sums.length > 1) this.#refuse(sayings.nothingBefore)
    else this.#replace(this.#sums, withThat(text, this.#sums[0]?.text ?? ''))
  }

  /** All that was asked. A number that nothing was done with may mean anything: "3 and 1/2 plus 2". */
  end(): Asked[] {
    const isStray = this.#isStray || (this.#start !== undefined && this.#asked.length > 0)
    return isStray ? [say(sayings.wordProblem)] : this.#asked
  }

  #push(text: string): void {
    if (text === '') {
      this.#refuse(sayings.nothingBefore)
      return
    }
    const sum = { kind: 'sum', text } as const
    this.#sums.push(sum)
    this.#asked.push(sum)
  }

  #replace(sums: Asked[], text: string): void {
    if (text === '') {
      this.#refuse(sayings.nothingBefore)
      return
    }
    const at = this.#asked.indexOf(sums[0] ?? say(''))
    const kept = this.#asked.filter((each) => !sums.includes(each))
    this.#sums = [{ kind: 'sum', text }]
    this.#asked.splice(0, this.#asked.length, ...kept.slice(0, at), ...this.#sums, ...kept.slice(at))
  }

  #refuse(answer: string): void {
    this.#asked.push(say(answer))
    this.#start = undefined
    this.break()
  }
}

/** Empty where it would be longer than a sum may be. */
function withThat(text: string, before: string): string {
  const count = text.match(/\bthat\b/g)?.length ?? 0
  return text.length + count * before.length > 20_000 ? '' : text.replace(/\bthat\b/g, () => `(${before})`)
}

/** The one number that an answer of ours gave, unless it was rounded or shortened. */
function numberIn(answer: string | undefined): { number: string; why?: never } | { number?: never; why: string } {
  const bold = [...(answer ?? '').slice(0, 4_000).matchAll(/\*\*([^*\n]{1,200})\*\*/g)].map(([, words = '']) => words)
  const [only = ''] = bold
  if (bold.length === 1 && /^about |…|\^/i.test(only)) return { why: sayings.roundedBefore }
  const isOurs = /^\*\*[^*]+\*\* is the result: | is \*\*[^*]+\*\*\.(?: I read it as .*)?$/s.test(answer ?? '')
  if (bold.length !== 1 || !isOurs || !/^−?\d[\d,]*(?:\.\d+)?$/.test(only)) return { why: sayings.nothingBefore }
  return { number: only.replaceAll(',', '').replace('−', '-') }
}
