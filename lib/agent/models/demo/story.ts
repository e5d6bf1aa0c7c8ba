import type { Unit } from './expression'
import { readSumTokens } from './sum-tokens'

/** A question in words and numbers, made plain enough to read patterns in. */
export type Story = {
  /** Lower case, single spaces, each number as `#` and its digits. */
  text: string
  /** The sentence that asks, or the whole text. */
  asks: string
  numbers: StoryNumber[]
  /** Of the money in it, if there is any. */
  unit: Unit | undefined
}

export type StoryNumber = {
  text: string
  /** "$7.25 each", "with 12 apples each": it counts for each of the number before. */
  each: boolean
  /** What became of so many: "5 are eaten", "finds 3 more". */
  flow: 'more' | 'less' | undefined
  /** Joined to the number before by "and" or a comma, with no verb of its own. */
  joined: boolean
}

export function readStory(text: string): Story {
  const tokens = readSumTokens(text)
  const words = tokens
    .filter(({ text }) => text !== '#')
    .map((token) =>
      token.type === 'number' ? `#${token.text}${token.unit && 'after' in token.unit ? token.unit.after : ''}` : token.text,
    )
  const plain = words.join(' ').replace(/\s+/g, ' ')
  const sentences = plain.split(/ [.?!;] ?/)
  const asks = sentences.find((sentence) => /\b(?:how|what)\b/.test(sentence)) ?? plain
  const unit = tokens.find((token) => token.type === 'number' && token.unit && 'before' in token.unit)
  return {
    text: plain,
    asks: asks.slice(Math.max(asks.search(/\b(?:how|what)\b/), 0)) + tail(plain),
    numbers: readNumbers(plain),
    unit: unit?.type === 'number' ? unit.unit : undefined,
  }
}

/** What comes after the asking words may say it too: "how many are left". */
const tail = (plain: string): string => (/\bleft\b/.test(plain) ? ' left' : '')

const less =
  /\b(?:eaten|eats?|ate|lose[sd]?|lost|gave|gives?|given away|sold|sells?|spent|spends?|used?|uses|broken?|breaks?|removed?|takes? away|took|taken|drops?|dropped|fell|falls?|leaves?|die[sd]?|flew|fly|flies|thrown?|threw|burst|stolen|donate[sd]?|withdraws?|withdrew|lends?|lent)\b/
const more =
  /\b(?:more|another|buys?|bought|gets?|got|receive[sd]?|finds?|found|adds?|added|earns?|earned|picks?|picked|gains?|gained|arrive[sd]?|joins?|joined|collects?|collected|bakes?|baked|deposits?|deposited|wins?|won|plus|come|came|given)\b/
const eachAfter = /\b(?:each|apiece|per|every|a piece)\b/
const eachBefore =
  /\beach (?:\w+ )?(?:has|have|holds?|contains?|costs?|weighs?|with|of|is|are|gets?|at) $|\b(?:at|costs?|for|with) $/

/** Each number with the words that belong to it: from the last comma or "and" before it to the next one after it. */
function readNumbers(plain: string): StoryNumber[] {
  const pieces = plain.split(/(?=#)/)
  const numbers: StoryNumber[] = []
  for (const [index, piece] of pieces.entries()) {
    const text = /^#(\S+)/.exec(piece)?.[1]
    if (text === undefined) continue
    const after = (piece.slice(text.length + 1).split(clauseEnd)[0] ?? '').trim()
    const gap = (pieces[index - 1] ?? '').replace(/^#\S+/, '')
    const before = `${gap.split(clauseEnd).at(-1)?.trim() ?? ''} `
    const flow = flowIn(before) ?? flowIn(after)
    const priced = eachAfter.test(after) || eachBefore.test(before)
    const joined = flow === undefined && /(?:,| and) $/.test(gap)
    numbers.push({ text, each: priced && index > 0 && (pieces[index - 1] ?? '').startsWith('#'), flow, joined })
  }
  return numbers
}

const clauseEnd = / ?[,.;?!:](?= |$)| and (?:then )?/

const flowIn = (words: string): StoryNumber['flow'] => (less.test(words) ? 'less' : more.test(words) ? 'more' : undefined)
