import type { Source } from '@/lib/protocol/event'
import { addSources } from '@/lib/protocol/sources'
import { toPageKey, withoutPlace } from './given-addresses'
import type { ToolResult } from './tools/define-tool'

/**
 * Numbers the sources of one run by address, in order of result: the same page is the same number in every search and when it is
 * read, and each part of a document (`/documents/x#page=4`) is that of the document.
 */
export class SourceNumbers {
  readonly #byAddress: Map<string, number>
  /** The addresses by what makes them the same page. */
  readonly #pages = new Map<string, string>()

  /** `before`: of the run that this one goes on from; what it says of `[1]` stays true. */
  constructor(before: Source[] = []) {
    this.#byAddress = new Map(before.map(({ url, n }) => [withoutPlace(url), n]))
    for (const address of this.#byAddress.keys()) this.#addPage(address)
  }

  /** The result's sources with their numbers, each once, and its content with `[#1]` (its first source) written as that number. */
  number(result: ToolResult): { content: string; sources: Source[] } {
    const numbered = (result.sources ?? []).map((source) => ({ n: this.#numberOf(withoutPlace(source.url)), ...source }))
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

  /** The address under which an earlier result has named this page, which a model may write in another way. */
  find(address: string): string | undefined {
    const key = toPageKey(address)
    return key === undefined ? undefined : this.#pages.get(key)
  }

  #addPage(address: string): void {
    const key = toPageKey(address)
    if (key !== undefined && !this.#pages.has(key)) this.#pages.set(key, address)
  }

  #numberOf(address: string): number {
    const known = this.#byAddress.get(address)
    if (known !== undefined) return known
    const taken = new Set(this.#byAddress.values())
    let next = 1
    while (taken.has(next)) next += 1
    this.#byAddress.set(address, next)
    this.#addPage(address)
    return next
  }
}
