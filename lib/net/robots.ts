import robotsParser from 'robots-parser'
import { costOf, toOurRules } from './robots-rules'

/** What a site's robots.txt was answered with: its text, or a status without one. */
export type RobotsAnswer = { status: number; text: string }

type Rules = { isAllowed(url: string): boolean; readAt: number }

const keptMs = 10 * 60_000
const maxSites = 500
/** Steps that comparing an address with all patterns may take: about 25 ms, in which nothing else is answered. */
const maxSteps = 8_000_000

/**
 * The robots rules of sites, read once and kept for ten minutes. A site without the file allows everything; one that fails to
 * give it (a status of 500 and more) allows nothing, and so does one whose patterns would take too long to compare with an address.
 * @see https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1
 */
export class Robots {
  readonly #sites = new Map<string, Rules>()
  readonly #userAgent: string

  constructor(userAgent: string) {
    this.#userAgent = userAgent
  }

  /** Whether this page may be read. `read` gives the file at the address it is called with; what it throws is passed on. */
  async allows(page: URL, read: (address: URL) => Promise<RobotsAnswer>): Promise<boolean> {
    const kept = this.#sites.get(page.origin)
    const rules = kept && Date.now() - kept.readAt < keptMs ? kept : await this.#read(page.origin, read)
    return rules.isAllowed(page.href)
  }

  async #read(origin: string, read: (address: URL) => Promise<RobotsAnswer>): Promise<Rules> {
    const address = new URL('/robots.txt', origin)
    const { status, text } = await read(address)
    const rules: Rules = { isAllowed: this.#toCheck(address, status, text), readAt: Date.now() }
    this.#sites.delete(origin)
    this.#sites.set(origin, rules)
    const [oldest] = this.#sites.keys()
    if (this.#sites.size > maxSites && oldest !== undefined) this.#sites.delete(oldest)
    return rules
  }

  #toCheck(address: URL, status: number, text: string): Rules['isAllowed'] {
    if (status >= 500) return () => false
    if (status >= 400) return () => true
    const ours = toOurRules(text, this.#userAgent)
    const cost = costOf(ours)
    const robots = robotsParser(address.href, ours)
    return (url) => encodeURI(url).length * cost <= maxSteps && (robots.isAllowed(url, this.#userAgent) ?? true)
  }
}
