import type { Source } from '@/lib/protocol/event'
import type { ToolResult } from './tools/define-tool'

/** Numbers the sources of one run by address, in order of result: the same page is the same number in every search. */
export class SourceNumbers {
  readonly #byUrl: Map<string, number>

  /** `before`: of the run that this one goes on from; what it says of `[1]` stays true. */
  constructor(before: Source[] = []) {
    this.#byUrl = new Map(before.map(({ url, n }) => [url, n]))
  }

  /** The result's sources with their numbers, and its content with `[#1]` (its first source) written as that number. */
  number(result: ToolResult): { content: string; sources: Source[] } {
    const sources = (result.sources ?? []).map((source) => ({ n: this.#numberOf(source.url), ...source }))
    const content = result.content.replace(/\[#(\d+)\]/g, (mark, position) => {
      const source = sources[Number(position) - 1]
      return source ? `[${source.n}]` : mark
    })
    return { content, sources }
  }

  #numberOf(url: string): number {
    const known = this.#byUrl.get(url)
    if (known !== undefined) return known
    const taken = new Set(this.#byUrl.values())
    let next = 1
    while (taken.has(next)) next += 1
    this.#byUrl.set(url, next)
    return next
  }
}
