import { type Expression, number, sum } from './expression'
import type { Story, StoryNumber } from './story'
import type { WordProblem } from './word-problem'

/** So many, of so much each; then some go and some come: "3 boxes with 12 apples each, 5 are eaten, how many are left?" */
export function countStory(story: Story): WordProblem | undefined {
  const { asks, unit } = story
  if (!/how (?:many|much)|what (?:is|are|does|do|will)/.test(asks)) return undefined
  const total = fold(story)
  if (!total || total.type === 'number') return undefined
  const leaves = /\b(?:left|remain)/.test(asks)
  if (unit) {
    const sentence = leaves ? 'That leaves {}.' : /\bpay|cost|price|total/.test(asks) ? 'The total is {}.' : 'It comes to {}.'
    return { expression: total, unit, sentence }
  }
  const noun = /how many ([a-z]+)/.exec(asks)?.[1]
  const isNoun = noun !== undefined && !/^(?:are|is|do|does|did|will|have|has|had|left|remain|in|can)$/.test(noun)
  return {
    expression: total,
    ...(isNoun && { unit: { after: ` ${noun}` } }),
    sentence: leaves ? 'That leaves {}.' : 'That makes {}.',
  }
}

/** The numbers in the order they come in, as one sum; `undefined` where it is not said what became of one of them. */
function fold({ numbers, asks }: Story): Expression | undefined {
  const isTotal = /\b(?:total|altogether|in all|pay|cost)\b/.test(asks)
  let total: Expression | undefined
  let flow: StoryNumber['flow']
  for (let at = 0; at < numbers.length; at += 1) {
    const here = numbers[at]
    const next = numbers[at + 1]
    if (!here || here.each) return undefined
    const isProduct = next?.each === true
    if (isProduct) at += 1
    const amount = isProduct ? sum('multiply', number(here.text), number(next.text)) : number(here.text)
    flow =
      here.flow ?? (isProduct ? next.flow : undefined) ?? (here.joined ? (flow ?? (isTotal ? 'more' : undefined)) : undefined)
    if (!total) total = amount
    else if (flow) total = sum(flow === 'more' ? 'add' : 'subtract', total, amount)
    else return undefined
    if (total === amount) flow = undefined
  }
  return total
}
