import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'

/** An earlier question of the thread and what was answered; `''` where there was no answer. */
export type PastTurn = { question: string; answer: string }

const maxHistoryChars = 60_000

/**
 * The thread so far as messages, oldest first. Citation numbers are taken out, since numbers begin anew in each run.
 * The oldest turns are left out past about 15,000 tokens; `left` counts them.
 */
export function toHistory(turns: PastTurn[]): { messages: BaseMessage[]; left: number } {
  const messages: BaseMessage[] = []
  let chars = 0
  let kept = 0
  for (const turn of turns.toReversed()) {
    const answer = withoutCitations(turn.answer)
    chars += turn.question.length + answer.length
    if (chars > maxHistoryChars) break
    kept += 1
    messages.unshift(new HumanMessage(turn.question), new AIMessage(answer || '(This question was not answered.)'))
  }
  return { messages, left: turns.length - kept }
}

/** `tall [1][2].` becomes `tall.`; code spans and links are left alone where the brackets hold no bare number. */
export const withoutCitations = (text: string): string => text.replace(/[ \t]?\[\d{1,3}\](?!\()/g, '')
