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
  const kept = text.trimEnd()
  const token = endTokens.find((each) => kept.endsWith(each))
  return token === undefined ? text : withoutEndTokens(kept.slice(0, -token.length))
}

/** True where `text` is such tokens and nothing else, or may become so with what follows. */
export function maybeEndTokens(text: string): boolean {
  const rest = text.trimStart()
  if (rest === '') return true
  const token = endTokens.find((each) => rest.startsWith(each))
  return token === undefined ? endTokens.some((each) => each.startsWith(rest)) : maybeEndTokens(rest.slice(token.length))
}
