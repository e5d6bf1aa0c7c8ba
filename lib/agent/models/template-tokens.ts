/** Tokens of chat templates that end a message; a server that does not know its model's lets them through as text. */
const endTokens = [
  '<|im_end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end_of_text|>',
  '<|endoftext|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|end_of_turn|>',
  '<end_of_turn>',
  '<｜end▁of▁sentence｜>',
  '</s>',
  '<eos>',
  '[EOS]',
]

/** Text without such tokens at its end. */
export function withoutEndTokens(text: string): string {
  let end = text.length
  for (;;) {
    let kept = end
    while (kept > 0 && isBlank(text.charAt(kept - 1))) kept -= 1
    const token = endTokens.find((each) => text.endsWith(each, kept))
    if (token === undefined) return text.slice(0, end)
    end = kept - token.length
  }
}

/**
 * What stands at `from`: where such tokens and the blanks between them end, and whether all that follows may be one more
 * of them, as far as it is seen.
 */
export function passEndTokens(text: string, from: number): { end: number; isOpen: boolean } {
  let end = from
  for (token.lastIndex = end; token.test(text); token.lastIndex = end) end = token.lastIndex
  const rest = text.slice(end)
  return { end, isOpen: endTokens.some((each) => each.startsWith(rest)) }
}

const token = new RegExp(`\\s+|${endTokens.map((each) => each.replace(/[|[\]]/g, '\\$&')).join('|')}`, 'y')
const isBlank = (char: string): boolean => char.trim() === ''
