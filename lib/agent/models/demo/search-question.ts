import type { Part } from './part'

/** Any question as one search, or as two when it compares. */
export function toSearch(question: string): Part {
  const asked = question.replace(/\s+/g, ' ').trim().slice(0, 500)
  const wanted = asked.replace(leadingCommand, '') || asked
  const subjects = readComparison(spelledOut(wanted))
  if (subjects) return { kind: 'comparison', subjects, question: asked }
  return { kind: 'search', query: toQuery(spelledOut(wanted)) || asked.slice(0, 200), question: asked }
}

const leadingCommand =
  /^(?:(?:and|also|then|please|now)\s+)*(?:(?:can|could)\s+you\s+)?(?:please\s+)?(?:(?:search|look)\s+(?:for|up)|search(?:\s+the\s+(?:web|library))?(?:\s+for)?|find(?:\s+out)?(?:\s+about)?)\s+(?=\S)/i

/** "search for hydrogen", "look up hydrogen". */
export const isCommand = (text: string): boolean => leadingCommand.test(text)

/** What is often abbreviated, in full: "SSE" finds more as "server-sent events". */
export const spelledOut = (text: string): string =>
  text.replace(/\bserver sent events?\b|\bSSEs?\b/gi, 'server-sent events').replace(/\bweb sockets?\b/gi, 'WebSockets')

/** The question without the words that every question has: "How does an agent decide which tool to call?" → "agent decide which tool to call". */
export function toQuery(question: string): string {
  const words = question
    .replace(/[?!.…]+(?=\s|$)/g, ' ')
    .replace(/["“”()]/g, ' ')
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

const maxSubjectWords = 7

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
  /\bhow\s+(?:do|does)\s+(?<a>.+?)\s+and\s+(?<b>.+?)\s+(?:compare|differ)\b/i,
  /\b(?:differences?|comparison|similarities|distinction)\s+(?:is\s+there\s+|are\s+there\s+)?(?:between|of)\s+(?<a>.+?)\s+(?:and|with|to)\s+(?<b>.+)$/i,
  /\bcompare\s+(?<a>.+?)\s+(?:and|with|to|against|versus|vs\.?)\s+(?<b>.+)$/i,
  /^(?:.*?\bwhich\s+(?:is|one\s+is)\s+(?:better|faster|simpler|best)\W\s*)?(?<a>.+?)\s+(?:vs\.?|versus)\s+(?<b>.+)$/i,
  /\bshould\s+(?:i|we|you|one)\s+(?:use|choose|pick|prefer|take)\s+(?<a>.+?)\s+or\s+(?<b>.+)$/i,
  /\bwhich\s+(?:is|one\s+is)\s+(?:better|faster|simpler|best)\W\s*(?<a>.+?)\s+or\s+(?<b>.+)$/i,
]

function toSubject(text: string | undefined): string | undefined {
  const subject = text
    ?.trim()
    .replace(/^(?:what(?:['’]s|\s+is|\s+are)\s+)?(?:the\s+|an?\s+|using\s+)+/i, '')
    .replace(/\s+(?:please|in\s+general|for\s+(?:me|this)|instead)$/i, '')
    .replace(/[,;:\s]+$/, '')
  return subject && subject.length > 1 && subject.split(/\s+/).length <= maxSubjectWords ? subject : undefined
}
