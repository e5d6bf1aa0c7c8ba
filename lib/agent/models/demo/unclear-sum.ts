import { isHalfUnderstood } from './word-problem'

/** What is not clear about a sum that could not be read; `undefined` for what is no sum. Searching for it would find something else. */
export function unclearSum(text: string): string | undefined {
  const start = text.slice(0, 500).trim()
  const sign = openEnd.exec(start)?.[1]
  if (sign) return `This sum is not finished: a number is missing after “${sign}”. Write it whole, such as “12 + 5”.`
  const [, before, after] = /(?<![\d.,])(\d+),(\d{1,2})(?![\d,.])/.exec(start) ?? []
  if (before && after && /^[\d\s.,+*×÷/^()=?−-]+$/.test(start)) {
    return `I am not sure what “${before},${after}” is here. With a point it is a decimal number: ${before}.${after}.`
  }
  return isStory(start) || isHalfUnderstood(start) ? unsure : undefined
}

const openEnd = /\d\s*%?\s*([-+−*×÷/^]|\b(?:plus|minus|times|divided by|multiplied by|to the power of))[\s=?.]*$/i

/** A story with numbers that none of the rules can follow. */
const isStory = (text: string): boolean => {
  const numbers = text.match(/(?<![\p{L}\d.,-])\d[\d.,]*(?![\p{L}\d-])/gu)?.length ?? 0
  return (numbers > 1 && /\bhow (?:many|much)\b/i.test(text)) || (numbers > 0 && /\b(?:calculate|compute|work out)\b/i.test(text))
}

const unsure =
  'I see the numbers in this, but not for certain what to do with all of them, and I will not guess. The demo model works by rules: try it as a plain sum, such as “3 × 12 − 5”, or use a real model.'
