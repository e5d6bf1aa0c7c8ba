import type { Conversation } from './messages'

/** A question to be looked up: with one search, or with two when it compares. */
export type Lookup = { kind: 'lookup'; question: string; queries: string[] }

export function toLookup(text: string): Lookup {
  const asked = text.replace(/\s+/g, ' ').trim().slice(0, 500)
  const question = asked.replace(command, '') || asked
  const wanted = spelledOut(question)
  return { kind: 'lookup', question, queries: readComparison(wanted) ?? [toQuery(wanted) || question.slice(0, 200)] }
}

const command =
  /^(?:(?:and|also|then|please|now)\s+)*(?:(?:can|could)\s+you\s+)?(?:please\s+)?(?:(?:search|look)\s+(?:for|up)|search(?:\s+the\s+(?:web|library))?(?:\s+for)?|find(?:\s+out)?(?:\s+about)?)\s+(?=\S)/i
const asks =
  /^(?:(?:and|also|then|please|but|so)\s+)*(?:what|how|who|whose|why|when|where|which|is|are|does|do|did|can|could|should|would|will|tell me about|explain|describe|show me|summari[sz]e|define|compare)\b/i

/** True for what asks: with a question mark, a question word, "look up …", "A vs B"; alone also the name of a thing and no more. */
export const isQuestion = (text: string, isAlone: boolean): boolean =>
  text.trim().endsWith('?') ||
  asks.test(text) ||
  command.test(text) ||
  /\b(?:vs|versus|compare|compared|differences? between)\b/i.test(text) ||
  (isAlone &&
    !/\d/.test(text) &&
    text.trim().split(/\s+/).length <= 4 &&
    !/^(?:add|subtract|multiply|divide|take|round|double|i|i'm|my|we|our|you|your|he|she|they|it|this|that)\b/i.test(text.trim()))

/** What is often abbreviated, in full: "SSE" finds more as "server-sent events". */
export const spelledOut = (text: string): string =>
  text.replace(/\bserver sent events?\b|\bSSEs?\b/gi, 'server-sent events').replace(/\bweb sockets?\b/gi, 'WebSockets')

/** The question without the words that every question has: "How does an agent decide which tool to call?" → "agent decide which tool to call". */
export function toQuery(question: string): string {
  const words = question
    .replace(/[?!.…]+(?=\s|$)|["“”()]/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
  const kept = words.filter((word) => !questionWords.has(word.toLowerCase().replace(/[,:;]$/, '')))
  return (kept.length > 0 ? kept : words)
    .join(' ')
    .replace(/[,:;]+$/, '')
    .slice(0, 200)
}

const questionWords = new Set(
  "a an the what's whats what is are was were who how why when where do does did can could would should will shall may might i you we me my your our it its this that these those of in on at by for from please tell explain describe show give know about there be been so then than really actually just exactly many much left if also mean means work works let's".split(
    ' ',
  ),
)

/** The two subjects of "How do X compare with Y?", "X vs Y", "the difference between X and Y", "Should I use X or Y?". */
function readComparison(question: string): [string, string] | undefined {
  const text = question.slice(0, 300).replace(/[?!.]+\s*$/, '')
  for (const pattern of comparisons) {
    const found = pattern.exec(text)?.groups
    const [a, b] = [toSubject(found?.['a']), toSubject(found?.['b'])]
    if (a && b && a.toLowerCase() !== b.toLowerCase()) return [a, b]
  }
  return undefined
}

const comparisons = [
  /\bhow\s+(?:do|does|did|would)\s+(?<a>.+?)\s+(?:compare|stack\s+up|differ|measure\s+up)\s*(?:with|to|against|from)\s+(?<b>.+)$/i,
  /\bhow\s+(?:is|are)\s+(?<a>.+?)\s+different\s+(?:from|to|than)\s+(?<b>.+)$/i,
  /\b(?:differences?|comparison|similarities)\s+(?:between|of)\s+(?<a>.+?)\s+(?:and|with|to)\s+(?<b>.+)$/i,
  /\bcompare\s+(?<a>.+?)\s+(?:and|with|to|against|versus|vs\.?)\s+(?<b>.+)$/i,
  /^(?<a>.+?)\s+(?:vs\.?|versus)\s+(?<b>.+)$/i,
  /\bshould\s+(?:i|we|you|one)\s+(?:use|choose|pick|prefer)\s+(?<a>.+?)\s+or\s+(?<b>.+)$/i,
]

function toSubject(text: string | undefined): string | undefined {
  const subject = text
    ?.trim()
    .replace(/^(?:what(?:['’]s|\s+is|\s+are)\s+)?(?:the\s+|an?\s+|using\s+)+/i, '')
    .replace(/\s+(?:please|instead)$|[,;:\s]+$/i, '')
  return subject && subject.length > 1 && subject.split(/\s+/).length <= 7 ? subject : undefined
}

const asksForMore =
  /^\W*(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:tell me more|say more|more(?: please| details?)?|go on|continue|explain(?: more| further)|what else|more information|elaborate)(?:\s+(?:about\s+(?:that|this|it)|please))*\W*$/i

/** "Tell me more" → what to look up next: a page that the last answer named, else its subject again. */
export function moreAbout(text: string, history: Conversation['history']): Lookup | undefined {
  if (!asksForMore.test(text.slice(0, 80))) return undefined
  const asked = history.map(({ question }) => question.toLowerCase()).join('\n')
  const named = [...(history.at(-1)?.answer.slice(0, 8_000) ?? '').matchAll(/^- \*\*([^*\n]{2,100}):\*\* /gm)]
  const fresh = named.map(([, title = '']) => title).find((title) => !asked.includes(title.toLowerCase()))
  const last = history.findLast(({ question }) => !asksForMore.test(question.slice(0, 80)))?.question
  const subject = fresh ?? last
  return subject === undefined || /\d/.test(subject) ? undefined : toLookup(subject)
}
