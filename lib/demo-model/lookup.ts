import type { GivenMessages } from './conversation'

/** A question to be looked up: with one search, or with two when it compares. */
export type Lookup = { kind: 'lookup'; question: string; queries: string[] }

export function toLookup(text: string): Lookup {
  const asked = text.replace(/\s+/g, ' ').trim().slice(0, 500)
  const question = asked.replace(command, '') || asked
  const wanted = spelledOut(question)
  return { kind: 'lookup', question, queries: readComparison(wanted) ?? [toQuery(wanted) || question.slice(0, 200)] }
}

const command =
  /^(?:(?:and|also|then|please|now|can you|could you)\s+)*(?:search(?: the (?:web|library))?(?: for)?|look (?:for|up)|find(?: out)?(?: about)?)\s+(?=\S)/i
const asks =
  /^(?:(?:and|also|then|please|but|so)\s+)*(?:what|how|who|whose|why|when|where|which|is|are|does|do|did|can|could|should|would|will|tell me about|explain|describe|show me|summari[sz]e|define|compare)\b/i
const isStatement = /\d|^(?:add|subtract|multiply|divide|take|round|double|i|i'm|my|we|our|you|your|he|she|they|it|this|that)\b/i

/** True for what asks: with a question mark, a question word, "look up …", "A vs B"; alone also the name of a thing and no more. */
export const isQuestion = (text: string, isAlone: boolean): boolean =>
  text.trim().endsWith('?') ||
  asks.test(text) ||
  command.test(text) ||
  /\b(?:vs|versus|compare|compared|differences? between)\b/i.test(text) ||
  (isAlone && text.trim().split(/\s+/).length <= 4 && !isStatement.test(text.trim()))

/** What is often abbreviated, in full: "SSE" finds more as "server-sent events". */
export const spelledOut = (text: string): string =>
  text.replace(/\bserver sent events?\b|\bSSEs?\b/gi, 'server-sent events').replace(/\bweb sockets?\b/gi, 'WebSockets')

/** The question without the words that every question has: "How does an agent decide which tool to call?" → "agent decide which tool to call". */
function toQuery(question: string): string {
  const words = question
    .replace(/[?!.…]+(?=\s|$)|["“”()]/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
  const kept = words.filter((word) => !questionWords.has(word.toLowerCase().replace(/[,:;]$/, '')))
  const query = (kept.length > 0 ? kept : words).join(' ')
  return query.replace(/[,:;]+$/, '').slice(0, 200)
}

const questionWords = new Set(
  "a an the what's whats what is are was were who how why when where do does did can could would should will shall may might i you we me my your our it its this that these those of in on at by for from please tell explain describe show give know about there be been so then than really actually just exactly many much left if also mean means work works let's".split(
    ' ',
  ),
)

/** The two subjects of "How do X compare with Y?", "X vs Y", "the difference between X and Y", "Should I use X or Y?". */
function readComparison(question: string): string[] | undefined {
  const text = question.slice(0, 300).replace(/[?!.]+\s*$/, '')
  const found = comparisons.map((pattern) => pattern.exec(text)?.slice(1).map(toSubject))
  return found.find((subjects) => subjects?.every((subject) => subject.length > 1 && subject.split(/\s+/).length <= 7))
}

const comparisons = [
  /\bhow (?:do|does) (.+?) (?:compare|differ) (?:with|to|against|from) (.+)$/i,
  /\bhow (?:is|are) (.+?) different (?:from|to|than) (.+)$/i,
  /\b(?:differences?|comparison) (?:between|of) (.+?) (?:and|with|to) (.+)$/i,
  /\bcompare (.+?) (?:and|with|to|against|versus|vs\.?) (.+)$/i,
  /^(.+?) (?:vs\.?|versus) (.+)$/i,
  /\bshould (?:i|we|you|one) (?:use|choose|pick|prefer) (.+?) or (.+)$/i,
]

const toSubject = (text: string): string =>
  text
    .trim()
    .replace(/^(?:what(?:['’]s| is| are) )?(?:(?:the|an?|using) )+/i, '')
    .replace(/ (?:please|instead)$|[,;:\s]+$/i, '')

const asksForMore =
  /^\W*(?:please )?(?:(?:can|could) you )?(?:tell me more|say more|more|go on|continue|explain|what else|elaborate)(?: (?:about (?:that|this|it)|more|further|please|details?|information))*\W*$/i

/** "Tell me more" → what to look up next: a page that the last answer named, else its subject again. */
export function moreAbout(text: string, history: GivenMessages['history']): Lookup | undefined {
  if (!asksForMore.test(text.slice(0, 80))) return undefined
  const asked = history.map(({ question }) => question.toLowerCase()).join('\n')
  const named = [...(history.at(-1)?.answer.slice(0, 8_000) ?? '').matchAll(/^- \*\*([^*\n]{2,100}):\*\* /gm)]
  const fresh = named.map(([, title = '']) => title).find((title) => !asked.includes(title.toLowerCase()))
  const subject = fresh ?? history.findLast(({ question }) => !asksForMore.test(question.slice(0, 80)))?.question
  return subject === undefined || /\d/.test(subject) ? undefined : toLookup(subject)
}
