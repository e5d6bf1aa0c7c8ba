import type { ExecuteRunOptions } from './run-options'

/**
 * What a person has written in this chat, where it has files: an address that stands neither there nor in a result may hold words of
 * those files, put there by a page that means harm. `undefined` where there is nothing to keep in.
 */
export function readGivenTexts({ documents, question, history, conversation }: GivenOptions): string[] | undefined {
  if (!documents?.length) return undefined
  const said = (conversation?.before ?? []).flatMap((message) => (message.role === 'user' ? [message.text] : []))
  return [question, ...history.map((turn) => turn.question), ...said]
}

type GivenOptions = Pick<ExecuteRunOptions, 'documents' | 'question' | 'history' | 'conversation'>

/** Whether an address stands in one of these texts, as people write it: without `https://` or a slash at its end too. */
export const isGiven = (address: string, texts: readonly string[]): boolean => {
  const bare = address.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '')
  return bare !== '' && texts.some((text) => text.includes(bare))
}
