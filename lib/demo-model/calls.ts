import { parseExact } from '@/lib/agent/tools/exact-number'
import type { MadeCall } from './conversation'

/** A call that the model wants to make. A number that JavaScript cannot hold is a text of all its digits, which the tools take. */
export type CallRequest = { name: string; args: Record<string, string | number | string[]> }

/** What became of a call. `args` are those that it was made with, which a person may have changed. */
export type CallOutcome = { args: Record<string, unknown> } & (
  | { state: 'known'; content: string }
  | { state: 'failed'; reason: string }
  | { state: 'waiting' }
)

/**
 * The tools as an answer sees them. Each turn the whole answer is composed anew, and asks for all that it needs: what has a
 * result by now is given, what has none is remembered as a call to make. An answer that wants no more calls is complete.
 */
export class Calls {
  readonly #made: readonly MadeCall[]
  readonly #boundTools: ReadonlySet<string>
  readonly #asked = new Map<string, CallRequest>()
  /** Calls that a person changed, by the key of the planned call for which they stand. */
  readonly #changed = new Map<string, MadeCall>()

  constructor(made: readonly MadeCall[], boundTools: ReadonlySet<string>) {
    this.#made = made
    this.#boundTools = boundTools
  }

  /** True where the tool was bound. */
  has(name: string): boolean {
    return this.#boundTools.has(name)
  }

  /** True where a result says this. */
  hasResult(pattern: RegExp): boolean {
    return this.#made.some(({ content }) => pattern.test(content))
  }

  ask(name: string, args: CallRequest['args']): CallOutcome {
    const key = toKey(name, args)
    this.#asked.set(key, { name, args })
    const made = this.#find(key)
    if (!made) return { args, state: 'waiting' }
    return made.failed
      ? { args: made.args, state: 'failed', reason: made.content }
      : { args: made.args, state: 'known', content: made.content }
  }

  /** What has no result and can be called, each once. */
  get wanted(): CallRequest[] {
    return this.#missing.filter(({ name }) => this.#boundTools.has(name))
  }

  /** The tools that were called, in order, each once. */
  get toolsUsed(): string[] {
    return [...new Set(this.#made.map(({ name }) => name))].filter((name) => name !== 'final_answer')
  }

  /**
   * A person may have changed what a call was given: then there is a call that nobody asked for, and it stands for the missing
   * one of its tool that is most like it. True where there is one, so that the answer has to be composed again. A call that
   * its tool refused stands for nothing.
   */
  adoptChanged(): boolean {
    const free = this.#made.filter(({ refused }) => !refused)
    const take = (made: MadeCall | undefined) => made && free.splice(free.indexOf(made), 1)
    for (const made of this.#changed.values()) take(made)
    for (const key of this.#asked.keys())
      if (!this.#changed.has(key)) take(free.find((made) => toKey(made.name, made.args) === key))
    for (const made of free) {
      const [best] = this.#missing
        .filter(({ name }) => name === made.name)
        .toSorted((a, b) => countOfSame(b, made) - countOfSame(a, made))
      if (!best) continue
      this.#changed.set(toKey(best.name, best.args), made)
      this.#asked.clear()
      return true
    }
    return false
  }

  #find(key: string): MadeCall | undefined {
    return this.#changed.get(key) ?? this.#made.findLast(({ name, args }) => toKey(name, args) === key)
  }

  get #missing(): CallRequest[] {
    return [...this.#asked].flatMap(([key, request]) => (this.#find(key) ? [] : [request]))
  }
}

const countOfSame = ({ args }: CallRequest, made: MadeCall): number =>
  Object.entries(args).filter(([name, value]) => isSame(value, made.args[name])).length

export const isSame = (a: unknown, b: unknown): boolean => toPlain(a) === toPlain(b)

/** The same call has the same key, however its numbers were written on the way. */
const toKey = (name: string, args: Record<string, unknown>): string =>
  JSON.stringify([
    name,
    ...Object.keys(args)
      .toSorted()
      .map((each) => [each, toPlain(args[each])]),
  ])

const toPlain = (value: unknown): string => parseExact(String(value))?.toString() ?? String(value)
