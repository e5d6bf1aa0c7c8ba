import type { SumTool } from './expression'
import { readSumTokens, type SumToken } from './sum-tokens'

/** What a word or sign means in a sum. */
export type SumLexeme =
  | Extract<SumToken, { type: 'number' }>
  | { type: 'infix'; text: InfixName; asWord: boolean }
  | { type: 'postfix'; text: '%' | '!' | 'squared' | 'cubed' }
  | { type: 'function'; text: FunctionName }
  | { type: 'list'; text: 'add' | 'multiply' | 'subtract' | 'divide' | 'average' }
  | { type: 'verb'; text: VerbName }
  | { type: 'word'; text: 'by' | 'from' | 'to' | 'with' | 'and' | 'away' | 'base' }
  | { type: 'fraction'; text: string }
  | { type: 'bracket'; text: '(' | ')' }
  | { type: 'previous' }
  | { type: 'then' }
  | { type: 'break' }
  | { type: 'unknown'; text: string }

export type InfixName = SumTool | 'mod' | 'of' | 'off'
export type FunctionName =
  | 'sqrt'
  | 'cbrt'
  | 'nthRoot'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'log'
  | 'ln'
  | 'log2'
  | 'factorial'
  | 'abs'
  | 'remainder'
  | 'pi'
  | 'negative'
  | 'square'
  | 'cube'
  | 'double'
  | 'triple'
  | 'half'
type VerbName = Exclude<SumTool, 'exponentiate'> | 'take' | 'increase' | 'decrease' | 'halve' | 'square' | 'cube'

/** Reads a question as the words and signs of a sum. Filler ("what is", "please") is left out; what is foreign stays as `unknown`. */
export function readSumWords(text: string): SumLexeme[] {
  const tokens = readSumTokens(rewrite(text))
  const lexemes: SumLexeme[] = []
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]
    if (!token) break
    if (token.type === 'number') {
      lexemes.push(token)
      at += 1
      continue
    }
    if (token.type === 'break') {
      lexemes.push({ type: 'break' })
      at += 1
      continue
    }
    const phrase = longestPhrase(tokens, at)
    if (phrase?.lexeme) lexemes.push(phrase.lexeme)
    else if (!phrase) lexemes.push({ type: 'unknown', text: token.text })
    at += phrase?.length ?? 1
  }
  return lexemes
}

const ordinals = ['second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const ordinalPower = new RegExp(`\\bto the (${ordinals.join('|')})(?: power)?\\b`, 'gi')
const ordinalRoot = new RegExp(`\\b(${ordinals.slice(2).join('|')}) root of\\b`, 'gi')
const digitsOf = (ordinal: string): number => ordinals.indexOf(ordinal.toLowerCase()) + 2

/** "to the fifth power" and "to the 5th" as "to the power of 5", "fourth root of" as "4 nthroot". */
const rewrite = (text: string): string =>
  withPoints(text.slice(0, 4_000))
    .replace(/\bto the (\d{1,6})(?:st|nd|rd|th)\b(?: power)?/gi, 'to the power of $1')
    .replace(ordinalPower, (_all, ordinal: string) => `to the power of ${digitsOf(ordinal)}`)
    .replace(/(\d)(?:st|nd|rd|th) root of\b/gi, '$1 nthroot')
    .replace(ordinalRoot, (_all, ordinal: string) => `${digitsOf(ordinal)} nthroot`)

/** "1,5 + 2,5" has decimal commas: two numbers or more, all of them written so, with signs between. In "1, 5" or "1,500" they part. */
const withPoints = (text: string): string => (decimalCommas.test(text) ? text.replace(/(\d),(\d)/g, '$1.$2') : text)
const decimalCommas =
  /^(?:[^\d,]{0,40}\s)?[-−(\s]*[$€£]?\d{1,15},\d{1,2}\s?[€)]?(?:\s*[-+−*×·÷/^]\s*\(?[$€£]?\d{1,15},\d{1,2}\s?[€)]?)+[\s?=.!)]*$/

const longestWords = 5

function longestPhrase(tokens: SumToken[], at: number): { lexeme: SumLexeme | undefined; length: number } | undefined {
  for (let length = Math.min(longestWords, tokens.length - at); length > 0; length -= 1) {
    const words = tokens.slice(at, at + length)
    if (words.some(({ type }) => type === 'number' || type === 'break')) continue
    const text = words.map((word) => word.text).join(' ')
    if (phrases.has(text)) return { lexeme: phrases.get(text), length }
  }
  return undefined
}

const phrases = new Map<string, SumLexeme | undefined>()
const say = (lexeme: SumLexeme | undefined, ...spellings: string[]) => {
  for (const spelling of spellings.join('|').split('|')) phrases.set(spelling, lexeme)
}
const infix = (text: InfixName, signs: string, words: string) => {
  if (signs) say({ type: 'infix', text, asWord: false }, ...signs.split(' '))
  say({ type: 'infix', text, asWord: true }, words)
}

// Asked the other way round: no part of a plain sum.
say({ type: 'unknown', text: 'what percent' }, 'what percent|what percent of|what percentage|what percentage of')
infix('add', '+', 'plus|added to|increased by')
infix('subtract', '-', 'minus|less|decreased by|reduced by')
infix('multiply', '*', 'times|multiplied by|multiplied with|lots of')
infix('divide', '/', 'divided by|over')
infix('exponentiate', '^', 'to the power of|to the power|raised to the power of|raised to the power|raised to|power of')
infix('mod', '', 'mod|modulo')
infix('of', '', 'of|tip on|tax on|vat on|interest on')
infix('off', '', 'off|off of|discount on|off from')
say({ type: 'postfix', text: '%' }, '%|percent|per cent|pct')
say({ type: 'postfix', text: '!' }, '!')
say({ type: 'postfix', text: 'squared' }, 'squared|²')
say({ type: 'postfix', text: 'cubed' }, 'cubed|³')
say({ type: 'bracket', text: '(' }, '(')
say({ type: 'bracket', text: ')' }, ')')
const named = (text: FunctionName, spellings: string) => say({ type: 'function', text }, spellings)
named('sqrt', '√|sqrt|sqrt of|square root|square root of|root of')
named('cbrt', 'cbrt|cube root|cube root of')
named('nthRoot', 'nthroot')
named('sin', 'sin|sine|sin of|sine of')
named('cos', 'cos|cosine|cos of|cosine of')
named('tan', 'tan|tangent|tan of|tangent of')
named('log', 'log|log of|logarithm of|log10|log10 of')
named('ln', 'ln|ln of|natural log of|natural logarithm of')
named('log2', 'log2|log2 of')
named('factorial', 'factorial of')
named('abs', 'abs|absolute value of')
named('remainder', 'remainder of|remainder when|remainder if')
named('pi', 'pi|π')
named('negative', 'negative')
named('square', 'square of')
named('cube', 'cube of')
named('double', 'double|twice')
named('triple', 'triple|thrice')
named('half', 'half|half of')
say({ type: 'postfix', text: '!' }, 'factorial')
say({ type: 'list', text: 'add' }, 'sum of|total of')
say({ type: 'list', text: 'multiply' }, 'product of')
say({ type: 'list', text: 'subtract' }, 'difference between|difference of')
say({ type: 'list', text: 'divide' }, 'quotient of|ratio of')
say({ type: 'list', text: 'average' }, 'average of|mean of')
for (const verb of ['add', 'multiply', 'divide', 'increase', 'halve', 'square', 'cube'] as const)
  say({ type: 'verb', text: verb }, verb)
say({ type: 'verb', text: 'subtract' }, 'subtract|deduct|take away|remove')
say({ type: 'verb', text: 'decrease' }, 'decrease|reduce|lower')
say({ type: 'verb', text: 'take' }, 'take|start with|begin with|raise')
for (const word of ['by', 'from', 'to', 'with', 'and', 'away', 'base'] as const) say({ type: 'word', text: word }, word)
say({ type: 'word', text: 'and' }, '&')
say({ type: 'then' }, 'then|and then|next|now|after that|finally|afterwards')
say(
  { type: 'previous' },
  'that|it|this|the result|the answer|ans|that number|the total|that result|the previous result|the previous answer|the last answer|the last result|result|answer',
)
for (const [word, text] of [
  ['third', '3'],
  ['thirds', '3'],
  ['quarter', '4'],
  ['quarters', '4'],
  ['fifth', '5'],
  ['fifths', '5'],
  ['tenth', '10'],
  ['tenths', '10'],
] as const) {
  say({ type: 'fraction', text }, word, `${word} of`)
}
say(
  undefined,
  "what is|what's|whats|what are|what does|what do you get if you|what do you get when you|what do i get if i|what do i get when i|what happens if you",
  'the result of|the answer to|the value of|calculate|compute|work out|figure out|evaluate|solve|find|tell me|give me|show me|how much is|how many is|how much would|how much are',
  "please|can you|could you|would you|will you|the|a|an|me|so|ok|okay|also|is|are|be|equal|equals|=|together|altogether|in total|exactly|first|do|you|i|we|if|when|get|what|would|and also|hey|hi|hello|quickly|just|what about|how about|for me|my|make|numbers|number|thanks|thank you|let's|lets|can|want|need|know|to know",
)
