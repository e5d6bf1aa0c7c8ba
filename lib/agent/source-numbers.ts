import type { Source } from '@/lib/protocol/event'
import { addSources } from '@/lib/protocol/sources'
import type { ToolResult } from './tools/define-tool'

/**
 * Numbers the sources of one run by address, in order of result: the same page is the same number in every search and when it is
 * read, and each part of a document (`/documents/x#page=4`) is that of the document.
 */
export class SourceNumbers {
  readonly #byAddress: Map<string, number>

  /** `before`: of the run that this one goes on from; what it says of `[1]` stays true. */
  constructor(before: Source[] = []) {
    this.#byAddress = new Map(before.map(({ url, n }) => [toAddress(url), n]))
  }

  /** The result's sources with their numbers, each once, and its content with `[#1]` (its first source) written as that number. */
  number(result: ToolResult): { content: string; sources: Source[] } {
    const numbered = (result.sources ?? []).map((source) => ({ n: this.#numberOf(toAddress(source.url)), ...source }))
    const content = result.content.replace(/\[#(\d+)\]/g, (mark, position) => {
      const source = numbered[Number(position) - 1]
      return source ? `[${source.n}]` : mark
    })
    const byNumber = addSources([], numbered)
    return {
      content,
      sources: [...new Set(numbered.map(({ n }) => n))].flatMap((n) => byNumber.find((source) => source.n === n) ?? []),
    }
  }

  /** Whether an earlier result has named this page. */
  has(url: string): boolean {
    return this.#byAddress.has(toAddress(url))
  }

  #numberOf(address: string): number {
    const known = this.#byAddress.get(address)
    if (known !== undefined) return known
    const taken = new Set(this.#byAddress.values())
    let next = 1
    while (taken.has(next)) next += 1
    this.#byAddress.set(address, next)
    return next
  }
}

/** A place within a page is that page; what stands after `#/` and `#!` is a page of its own. */
const toAddress = (url: string): string => url.replace(/#(?![/!]).*$/s, '')
