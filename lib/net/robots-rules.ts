/** The most rules that are read; of a longer file the beginning counts. */
const maxRules = 5000
const maxChars = 100_000
/** No pattern that is longer fits an address that is read. */
const maxPatternChars = 2000

/**
 * What a robots.txt says to a program of this name and to all, without what it says to others: rules that are written the same way but
 * bounded in number and length, percent-encoded, each run of `*` as the one that it means.
 */
export function toOurRules(text: string, userAgent: string): string {
  const name = userAgent.split('/')[0]?.trim().toLowerCase()
  const lines: string[] = []
  let chars = 0
  let spokenTo = new Set<string>()
  let isNewGroup = true
  for (const [, key = '', value = ''] of text.matchAll(
    /^[^\S\r\n]*(user-agent|allow|disallow|crawl-delay)[^\S\r\n]*:([^#\r\n]*)/gim,
  )) {
    const field = key.toLowerCase()
    if (field === 'user-agent') {
      if (isNewGroup) spokenTo = new Set()
      isNewGroup = false
      const agent = value.split('/')[0]?.trim().toLowerCase() ?? ''
      if ((agent !== name && agent !== '*') || spokenTo.has(agent)) continue
      spokenTo.add(agent)
      lines.push(`User-agent: ${agent}`)
      continue
    }
    isNewGroup = true
    const pattern = value.trim()
    if (spokenTo.size === 0 || pattern.length > maxPatternChars) continue
    const rule = `${field}: ${encodeURI(pattern.replace(/\*+/g, '*')).replaceAll('%25', '%')}`
    chars += rule.length
    if (lines.length >= maxRules || chars > maxChars) break
    lines.push(rule)
  }
  return lines.join('\n')
}

/**
 * How many characters of the patterns come after a `*`: each of them may be compared with each of an address, others just once.
 */
export const costOf = (rules: string): number =>
  rules.split('\n').reduce((sum, rule) => (rule.includes('*') ? sum + rule.length - rule.indexOf('*') : sum), 0)
