import { stems } from './relevance'

/** A sentence with its source, the number right before the full stop: "tall [1]." */
export function cite(sentence: string, n: number): string {
  const [, text = sentence, end = ''] = /^([\s\S]*?)([.!?:]?)$/.exec(sentence.trim()) ?? []
  return `${text} [${n}]${end === ':' ? '.' : end || ''}`
}

/** Puts the first of these terms that stands in the text in bold, outside of code and of what is bold already. */
export function withBold(text: string, terms: string[]): string {
  for (const term of terms) {
    const at = text.toLowerCase().indexOf(term.toLowerCase())
    const before = text.slice(0, Math.max(at, 0))
    const isWord = !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(text.slice(at + term.length).replace(/^s\b/, ''))
    const inside = (before.match(/`/g)?.length ?? 0) % 2 === 1 || (before.match(/\*\*/g)?.length ?? 0) % 2 === 1
    if (at < 0 || term.length < 3 || !isWord || inside) continue
    const [plural = ''] = /^s\b/.exec(text.slice(at + term.length)) ?? []
    const end = at + term.length + plural.length
    return `${before}**${text.slice(at, end)}**${text.slice(end)}`
  }
  return text
}

/** What a sentence is about, where it says so: "An agent is …" → "agent". */
export function subjectOf(sentence: string): string | undefined {
  const [, subject] = /^(?:An?\s|The\s)?([^,;:`*]{3,40}?)(?:\s\([^)]{1,20}\))?\s(?:is|are)\s/.exec(sentence) ?? []
  return subject && subject.split(' ').length <= 4 ? subject : undefined
}

/** The runs of telling words in a question, longest first: what its subject may be called. */
export function termsOf(query: string): string[] {
  const words = query.split(/\s+/).slice(0, 10)
  const terms: string[] = []
  for (let length = Math.min(words.length, 3); length > 0; length -= 1) {
    for (let at = 0; at + length <= words.length; at += 1) {
      const run = words.slice(at, at + length)
      if (run.every((word) => word.length > 3 && stems(word).length > 0)) terms.push(run.join(' '))
    }
  }
  return terms
}

export const wordCount = (text: string): number => text.split(/\s+/).filter(Boolean).length
