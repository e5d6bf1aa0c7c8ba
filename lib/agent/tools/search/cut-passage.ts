import { maxPassageChars } from './found'

/**
 * The beginning of a text, at most `maxChars` long and ended after a whole sentence; where not even one sentence fits,
 * after a whole word, with an ellipsis.
 */
export function cutPassage(text: string, maxChars = maxPassageChars): string {
  const whole = text.trim()
  if (whole.length <= maxChars) return whole
  const start = whole.slice(0, maxChars + 1)
  const sentence = /^[\s\S]*[.!?…。](?=["”’)\]]*\s)["”’)\]]*/.exec(start)?.[0]
  if (sentence && sentence.length <= maxChars) return sentence
  return `${start.slice(0, maxChars - 1).replace(/\s+\S*$/, '')}…`
}
